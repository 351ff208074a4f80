import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { COMMANDS } from '../src/commands/commands.ts'
import { filesOf } from './support/guides.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const PAGES = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...globSync(['docs/**/*.md', 'examples/*/*.md'], { cwd: root }),
]

const GUIDES = globSync('docs/guides/*.md', { cwd: root })

const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('every link between the pages of the documentation leads somewhere', () => {
  const dead = PAGES.flatMap(page =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#]*)(#[^)]*)?\)/g)]
      .map(([, path = '', anchor = '']) => ({
        target: path === '' ? page : join(dirname(page), path),
        anchor: anchor.slice(1),
      }))
      .filter(({ target, anchor }) => !existsSync(join(root, target)) || !hasAnchor(target, anchor))
      .map(({ target, anchor }) => `${page}: ${target}#${anchor}`),
  )
  assert.deepEqual(dead, [])
})

test('no page bears the marks of a conflict', () => {
  assert.deepEqual(
    PAGES.filter(page => /^(?:<{7} |>{7} |={7}$)/m.test(read(page))),
    [],
  )
})

test('every command of a guide runs in the folder of the hub, where its database and its configuration are', () => {
  const elsewhere = GUIDES.flatMap(guide => {
    let isInHub = true
    return read(guide)
      .split('\n')
      .filter(line => {
        const [, folder] = /^cd (\S+)$/.exec(line) ?? []
        if (folder !== undefined) isInHub = folder === '../grantory'
        return /^node .*grantory\.js /.test(line) && !(isInHub && line.startsWith('node bin/grantory.js '))
      })
      .map(line => `${guide}: ${line}`)
  })
  assert.deepEqual(elsewhere, [])
})

test('every identifier that can be answered is in the error catalogue', () => {
  const catalogue = read('docs/errors.md')
  const sources = [
    { file: 'src/modules/oauth/protocol/oauth-error.ts', type: /type OAuthErrorCode =(.*?)\n\n/s },
    { file: 'src/modules/oauth/protocol/scope.ts', type: /type ScopeError =(.*?)\n\n/s },
    {
      file: 'src/modules/oauth/authorize/authorization-request.ts',
      type: /type RedirectError = \{(.*?)\n\}/s,
    },
    { file: 'src/modules/oauth/token/token-family.ts', type: /type EndReason =(.*?)\n\n/s },
  ]
  const identifiers = sources.flatMap(({ file, type }) => {
    const [, union = ''] = type.exec(read(file)) ?? []
    const found = [...union.matchAll(/'([a-z_ ]+)'/g)].map(([, identifier = '']) => identifier)
    assert.ok(found.length > 0, file)
    return found
  })
  assert.deepEqual(
    identifiers.filter(identifier => !catalogue.includes(`\`${identifier}\``)),
    [],
  )
})

test('every variable of the configuration is documented', () => {
  const page = read('docs/configuration.md')
  const [, names = ''] = /VARIABLE_NAMES[^=]*= \[(.*?)\]/s.exec(read('src/config.ts')) ?? []
  const variables = [...names.matchAll(/'([A-Z_]+)'/g)].map(([, name = '']) => name)
  assert.ok(variables.length > 0)
  assert.deepEqual(
    variables.filter(name => !page.includes(`\`${name}\``)),
    [],
  )
})

test('every command line of the documentation names a command and options that exist', () => {
  const unknown = PAGES.flatMap(page =>
    [...read(page).matchAll(/^```sh\n(.*?)^```/gms)]
      .flatMap(([, block = '']) => block.replace(/\\\n\s*/g, '').split('\n'))
      .flatMap(
        line => /(?:^|\| )(?:grantory|node bin\/grantory\.js) (.*)$/.exec(line)?.[1]?.split(/ +#/)[0] ?? [],
      )
      .filter(line => {
        const words = line.split(' ')
        const command = COMMANDS.find(({ name }) => `${words.join(' ')} `.startsWith(`${name} `))
        const options = words.filter(word => word.startsWith('--')).map(word => word.replace(/=.*/, ''))
        const known = `${command?.usage} ${command?.details.join(' ')} --json`
        return command === undefined || options.some(option => !new RegExp(`${option}\\b`).test(known))
      })
      .map(line => `${page}: ${line}`),
  )
  assert.deepEqual(unknown, [])
})

test('the code in the guide of the device flow is that of the example', () => {
  const files = filesOf('device-flow.md')
  assert.deepEqual([...files.keys()], ['hub.js', 'device.js'])
  for (const [name, content] of files) assert.equal(content, read(`examples/device-cli/${name}`), name)
})

test('the code in the guide is that of the example', () => {
  const files = filesOf('log-in-with-the-hub.md')
  assert.deepEqual([...files.keys()], ['manifest.json', 'hub.js', 'app.js'])
  for (const name of ['hub.js', 'app.js'])
    assert.equal(files.get(name), read(`examples/passport-app/${name}`), name)
})

/** Whether a heading of the page has this anchor, as code hosts make them. */
function hasAnchor(page: string, anchor: string): boolean {
  if (anchor === '') return true
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  )
  return headings.includes(anchor)
}
