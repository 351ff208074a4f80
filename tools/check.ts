/** `npm run check`: types, lint and format, generated files, and all tests on both databases. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { generateFiles } from './generated-files.ts'
import { add, type Counts } from './report.ts'
import { root } from './root.ts'
import { finish, runTests } from './tests.ts'

const outcomes = {
  types: runs('node_modules/typescript/bin/tsc', '-p', '.'),
  'types of browser modules': runs('node_modules/typescript/bin/tsc', '-p', 'src/platform/web/browser'),
  'lint and format': runs('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  'generated files': await areGeneratedFilesCurrent(),
}
const tests = await runTests({ paths: [], databases: ['sqlite', 'postgres'] })

console.log('')
for (const [name, isPassed] of Object.entries(outcomes)) console.log(`${isPassed ? '✔' : '✖'} ${name}`)
finish(add(tests, countsOf(Object.values(outcomes))))

function runs(program: string, ...args: string[]): boolean {
  return (
    spawnSync(process.execPath, [join(root, program), ...args], { cwd: root, stdio: 'inherit' }).status === 0
  )
}

async function areGeneratedFilesCurrent(): Promise<boolean> {
  const { changed, notMade } = await generateFiles({ isWriting: false })
  for (const path of changed) console.log(`${path} is out of date: npm run generate`)
  for (const path of notMade) console.log(`${path} could not be compared here`)
  return changed.length === 0 && !(process.env['CI'] && notMade.length > 0)
}

function countsOf(checks: boolean[]): Counts {
  const passed = checks.filter(Boolean).length
  return { passed, failed: checks.length - passed, skipped: 0 }
}
