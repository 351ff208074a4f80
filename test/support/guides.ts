import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The folder of an example. */
export function exampleFolder(name: string): string {
  return join(root, 'examples', name)
}

/** The files a guide asks to save, by their names: fences such as ```js app.js. */
export function filesOf(guide: string): Map<string, string> {
  const text = readFileSync(join(root, 'docs/guides', guide), 'utf8')
  const fences = text.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)
  return new Map([...fences].map(([, name = '', content = '']) => [name, content]))
}

/** A folder as one has it after following a guide, with the packages of this project; gone when disposed of. */
export function folderOf(guide: string): Disposable & { path: string; files: Map<string, string> } {
  const path = mkdtempSync(join(tmpdir(), 'grantory-guide-'))
  const files = filesOf(guide)
  for (const [name, content] of files) writeFileSync(join(path, name), content)
  writeFileSync(join(path, 'package.json'), JSON.stringify({ type: 'module' }))
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  return { path, files, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** What a guide says that this command prints: the fence after the one that ends with it. */
export function outputIn(guide: string, command: string): string {
  const text = readFileSync(join(root, 'docs/guides', guide), 'utf8')
  const [, output] = text.split(`\n${command}\n\`\`\`\n`)
  const [, printed] = /^\n```text\n(.*?)^```$/ms.exec(output ?? '') ?? []
  if (printed === undefined) throw new Error(`${guide} does not say what ${command} prints`)
  return printed
}
