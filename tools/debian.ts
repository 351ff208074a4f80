import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findPostgres } from '../test/support/postgres.ts'

/** What some tests need beside npm packages. A path is null when it is not there and could not be installed. */
export type Equipment = { chromium: string | null; postgres: string | null; curl: string | null }

/** Chromium's package recommends a font only; without any it draws no text. Lines for curl make their secrets with openssl. */
const PACKAGES = {
  chromium: ['chromium', 'fonts-liberation'],
  postgres: ['postgresql'],
  curl: ['curl', 'openssl'],
} as const
const KINDS = ['chromium', 'postgres', 'curl'] as const

/**
 * Finds Chromium, PostgreSQL and curl, as far as they are wanted. As root on Debian (containers, CI) it installs what is
 * missing and says so; elsewhere it prints the command that would.
 */
export function prepareEquipment(wanted: Partial<Record<keyof Equipment, boolean>>): Equipment {
  const found = findEquipment()
  const missing = KINDS.filter(kind => wanted[kind] && found[kind] === null).flatMap(kind => PACKAGES[kind])
  if (missing.length === 0) return found
  if (!isDebian() || process.getuid?.() !== 0) {
    const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`
    console.log(
      `Some tests need Chromium, PostgreSQL and curl. On Debian: sudo sh -c '${command}'. Elsewhere, install ${missing.join(', ')}.\n`,
    )
    return found
  }
  console.log(`Installing Debian packages for the tests: ${missing.join(', ')} …`)
  aptGet('update')
  aptGet('install', '-y', '--no-install-recommends', ...missing)
  return findEquipment()
}

function findEquipment(): Equipment {
  return { chromium: findChromium(), postgres: findPostgres(), curl: findCurl() }
}

function findCurl(): string | null {
  const [curl, openssl] = ['curl', 'openssl'].map(name =>
    foldersOfPath().find(folder => existsSync(join(folder, name))),
  )
  return curl !== undefined && openssl !== undefined ? join(curl, 'curl') : null
}

function foldersOfPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter)
}

function findChromium(): string | null {
  const named = process.env['CHROMIUM']
  if (named !== undefined) return existsSync(named) ? named : null
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const candidates = [
    ...foldersOfPath().flatMap(folder => names.map(name => join(folder, name))),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  return candidates.find(path => existsSync(path)) ?? null
}

function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' })
  if (status !== 0) console.log(`apt-get ${args[0]} ended with ${status}:\n${stdout}${stderr}`)
}
