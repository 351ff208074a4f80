/** `npm run bench`: every measurement of bench/, one after another. `npm run bench -- tokens 5`: one, with arguments. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './root.ts'

const names = globSync('bench/*.ts', { cwd: root })
  .map(path => basename(path, '.ts'))
  .sort()
const [name, ...args] = process.argv.slice(2)
if (name !== undefined && !names.includes(name)) {
  console.error(`there is no measurement "${name}", but: ${names.join(', ')}`)
  process.exit(2)
}
for (const each of name === undefined ? names : [name]) {
  console.log(`\n${each}\n`)
  const { status } = spawnSync(process.execPath, [join(root, 'bench', `${each}.ts`), ...args], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
