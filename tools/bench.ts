/**
 * `npm run bench`: every section of bench/, one after another. `npm run bench -- grants scale`: these; `--json` prints
 * lines of JSON for programs. BENCH_ROUNDS, BENCH_ROUND_MS, BENCH_TOKENS and BENCH_CONNECTIONS change what is measured,
 * BENCH_PROFILE names a folder for CPU profiles of the hub.
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './root.ts'

const names = globSync('bench/*.ts', { cwd: root })
  .map(path => basename(path, '.ts'))
  .sort()
const words = process.argv.slice(2)
const options = words.filter(word => word.startsWith('--'))
const chosen = words.filter(word => !word.startsWith('--'))
const unknown = chosen.find(name => !names.includes(name)) ?? options.find(option => option !== '--json')
if (unknown !== undefined) {
  console.error(`there is no "${unknown}", but: ${names.join(', ')}, and --json`)
  process.exit(2)
}
for (const name of chosen.length === 0 ? names : chosen) {
  if (options.length === 0) console.log(`\n${name}\n`)
  const { status } = spawnSync(process.execPath, [join(root, 'bench', `${name}.ts`), ...options], {
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.error(`the section ${name} failed`)
    process.exitCode = 1
  }
}
