import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'

/** A file of the project: `path` relative to it with slashes, `code` without comments. */
export type SourceFile = { path: string; text: string; code: string; imports: string[] }

const root = join(import.meta.dirname, '..', '..')

/** Every TypeScript file under the given folders of the project. Imports of own files are paths, others as written. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  const paths = folders.flatMap(folder => globSync(`${folder}/**/*.ts`, { cwd: root }))
  return paths
    .map(path => path.split(sep).join('/'))
    .sort()
    .map(path => {
      const text = readFileSync(join(root, path), 'utf8')
      const code = withoutComments(text)
      return { path, text, code, imports: importsOf(path, code) }
    })
}

/** Static, re-exporting, side-effect and dynamic imports, of values and of types. */
function importsOf(path: string, code: string): string[] {
  const statements =
    /^(?:import|export)\s[^'"`;]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...code.matchAll(statements)]
    .map(([, from, sideEffect, dynamic]) => from ?? sideEffect ?? dynamic ?? '')
    .map(target => (target.startsWith('.') ? posix.join(dirname(path), target) : target))
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}
