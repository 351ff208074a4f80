import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SourceFile, sourceFiles } from './support/source-files.ts'

/** A module may import those before it (docs/architecture.md, "The dependency rule"). */
const MODULES = [
  'events',
  'directory',
  'identity',
  'apps',
  'connections',
  'oauth',
  'test-accounts',
  'store',
  'operator',
  'docs',
]
/** Where everything is put together, and what is run on the whole: the demo data and the command line. */
const COMPOSITION = /^src\/(?:app|main|demo|commands\/[^/]+)\.ts$/
const FILE_LINES_MAX = 500

const source = sourceFiles('src')
const byPath = new Map(source.map(file => [file.path, file]))

test('modules import each other only leftwards and only through the door', () => {
  none(
    importsOf(file => moduleOf(file.path) !== null).filter(({ file, target }) => {
      const from = moduleOf(file.path)
      const to = moduleOf(target)
      if (to === null || from === null || from === to) return false
      return MODULES.indexOf(to) >= MODULES.indexOf(from) || !isDoor(target)
    }),
  )
})

test('every module has its place in the order', () => {
  const modules = source.map(file => moduleOf(file.path)).filter(module => module !== null)
  assert.deepEqual(
    [...new Set(modules)].filter(module => !MODULES.includes(module)),
    [],
  )
})

test('the platform imports no module', () => {
  none(
    importsOf(isPlatform).filter(({ target }) => target.startsWith('src/') && !isPlatform({ path: target })),
  )
})

test('only the composition root reaches into modules from outside, and only through their doors', () => {
  const outside = importsOf(file => moduleOf(file.path) === null && !isPlatform(file))
  const intoModules = outside.filter(({ target }) => moduleOf(target) !== null)
  none(intoModules.filter(({ file, target }) => !COMPOSITION.test(file.path) || !isDoor(target)))
})

test('modules know the composition root as little as the platform does', () => {
  none(importsOf(file => moduleOf(file.path) !== null).filter(({ target }) => COMPOSITION.test(target)))
})

test('there are no import cycles', () => {
  assert.deepEqual(cycles(), [])
})

test('SQL stands only in repositories and in the database platform', () => {
  none(
    importsOf(file => !isRepository(file) && !file.path.startsWith('src/platform/database/')).filter(
      ({ target }) => target === 'sql-template-tag' || target === 'pg' || target === 'node:sqlite',
    ),
  )
})

test('the HTTP framework is known only in routes, pages and the HTTP platform, its types also at doors', () => {
  const framework = /^(import|export)(\s+type)?\s[^'`;]*?from\s*'(?:fastify|@fastify\/[^']*)'/gm
  const isTypesOnly = (file: SourceFile) => [...file.code.matchAll(framework)].every(([, , type]) => type)
  const files = source.filter(file => !isHttp(file) && !file.path.startsWith('src/platform/http/'))
  none(
    files.filter(file => {
      const mayKnowTypes = isDoor(file.path) || file.path.endsWith('/deps.ts') || COMPOSITION.test(file.path)
      return file.code.search(framework) >= 0 && !(mayKnowTypes && isTypesOnly(file))
    }),
  )
})

test('inside a module: route or page, then use case, then repository, then plain files', () => {
  // A use case is a file without a layer's suffix that imports a repository; a plain file imports none.
  const isUseCase = (path: string) =>
    byPath.get(path)?.imports.some(target => isRepository({ path: target })) === true
  const violations = importsOf(file => !isDoor(file.path) && !COMPOSITION.test(file.path)).filter(
    ({ file, target }) => {
      if (isHttp({ path: target })) return !isHttp(file)
      if (isRepository(file)) return !isRepository({ path: target }) && isUseCase(target) && !isDoor(target)
      if (isView(file)) return isRepository({ path: target }) || isUseCase(target)
      return false
    },
  )
  none(violations)
})

test('the process is known only to the command line and the configuration', () => {
  const allowed = ['src/main.ts', 'src/config.ts']
  none(source.filter(file => !allowed.includes(file.path) && /\bprocess\.|'node:process'/.test(file.code)))
})

test('time and randomness come from outside', () => {
  const direct = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandom(?:Bytes|UUID|Int)\b/
  const allowed = [
    'src/platform/clock.ts',
    'src/platform/crypto/random.ts',
    // Nonces of ciphertexts and identifiers of requests: no test has to know them.
    'src/platform/crypto/secret-box.ts',
    'src/platform/http/server.ts',
  ]
  none(source.filter(file => !allowed.includes(file.path) && direct.test(file.code)))
})

test('there are no default exports', () => {
  none(sourceFiles('src', 'test', 'bench', 'tools').filter(file => /^export default\b/m.test(file.code)))
})

test('only a module’s door re-exports', () => {
  const reExport = /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*from\b/m
  none(source.filter(file => !isDoor(file.path) && reExport.test(file.code)))
})

test('every module has a door that says what it owns', () => {
  const modules = new Set(source.map(file => moduleOf(file.path)).filter(module => module !== null))
  const missing = [...modules].filter(module => {
    const door = byPath.get(`src/modules/${module}/index.ts`)
    return door === undefined || !/^\/\*\*\n(?: \*.*\n){3,}/.test(door.text)
  })
  assert.deepEqual(missing, [])
})

test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
  const files = sourceFiles('src', 'test', 'bench', 'tools', 'examples/*/src')
  none(files.filter(file => file.text.split('\n').length > FILE_LINES_MAX))
})

type Import = { file: SourceFile; target: string }

function importsOf(isWanted: (file: SourceFile) => boolean): Import[] {
  return source.filter(isWanted).flatMap(file => file.imports.map(target => ({ file, target })))
}

/** Fails with the paths of what should not be there. */
function none(found: (Import | SourceFile)[]): void {
  assert.deepEqual(
    found.map(violation =>
      'target' in violation ? `${violation.file.path} imports ${violation.target}` : violation.path,
    ),
    [],
  )
}

function moduleOf(path: string): string | null {
  return /^src\/modules\/([^/]+)\//.exec(path)?.[1] ?? null
}

function isDoor(path: string): boolean {
  return /^src\/modules\/[^/]+\/index\.ts$/.test(path)
}

function isPlatform({ path }: { path: string }): boolean {
  return path.startsWith('src/platform/')
}

function isRepository({ path }: { path: string }): boolean {
  return path.endsWith('.repository.ts')
}

function isHttp({ path }: { path: string }): boolean {
  return path.endsWith('.route.ts') || path.endsWith('.page.ts')
}

function isView({ path }: { path: string }): boolean {
  return path.endsWith('.view.ts')
}

/** Each cycle once, as the list of its files. */
function cycles(): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (trail.includes(path) || done.has(path)) return
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of source) visit(path, [])
  return found
}
