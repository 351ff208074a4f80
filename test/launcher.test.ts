import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

test('the launcher runs the program with its arguments and ends with its exit code', () => {
  using clone = fakeClone({ installs: 'nothing' })
  clone.write('node_modules/left/package.json', '{ "version": "1.0.0" }')
  const { status, stdout } = clone.launch('serve', '--json')
  assert.equal(stdout, 'serve --json\n')
  assert.equal(status, 7)
})

test('a fresh clone is installed first, from the lock file and without install scripts', () => {
  using clone = fakeClone({ installs: 'node_modules/left/package.json' })
  const { status, stdout, stderr } = clone.launch('serve')
  assert.match(stderr, /^Installing /)
  assert.match(clone.read('npm-arguments'), /^ci --ignore-scripts /)
  assert.equal(stdout, 'serve\n')
  assert.equal(status, 7)
})

test('a dependency in another version than the manifest names is installed anew', () => {
  using clone = fakeClone({ installs: 'node_modules/left/package.json' })
  clone.write('node_modules/left/package.json', '{ "version": "0.9.0" }')
  assert.equal(clone.launch('serve').status, 7)
  assert.match(clone.read('npm-arguments'), /^ci /)
})

test('an installation that leaves something out is named with the command that mends it', () => {
  using clone = fakeClone({ installs: 'nothing' })
  const { status, stdout, stderr } = clone.launch('serve')
  assert.equal(status, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /still missing: left\.\nRun this in .*: npm ci --ignore-scripts/)
})

/** A folder with this launcher, one dependency to install, a program that shows its arguments, and an npm of our own. */
function fakeClone({ installs }: { installs: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'grantory-launcher-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  write(
    'package.json',
    '{ "type": "module", "dependencies": { "left": "1.0.0" }, "optionalDependencies": {} }',
  )
  write('src/main.ts', 'console.log(process.argv.slice(2).join(" ")); process.exitCode = 7 as number')
  const npm = `import { mkdirSync, writeFileSync } from 'node:fs'
    writeFileSync('npm-arguments', process.argv.slice(2).join(' '))
    mkdirSync('node_modules/left', { recursive: true })
    writeFileSync(${JSON.stringify(installs)}, '{ "version": "1.0.0" }')`
  write('npm-cli.js', npm)
  return {
    write,
    read: (path: string) => readFileSync(join(folder, path), 'utf8'),
    launch: (...args: string[]) =>
      spawnSync(process.execPath, [join(folder, 'bin', 'grantory.js'), ...args], {
        encoding: 'utf8',
        env: { ...process.env, npm_execpath: join(folder, 'npm-cli.js') },
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
