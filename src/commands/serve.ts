import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '../app.ts'
import type { Config } from '../config.ts'
import { findDemoData, loadDemo } from '../demo.ts'
import { DEMO } from '../demo-facts.ts'
import { hasPersons } from '../modules/directory/index.ts'
import { PASSWORD_COST } from '../modules/identity/index.ts'
import { exampleApp } from '../modules/operator/index.ts'
import { createLog } from '../platform/log.ts'
import { type Command, Refused, type Result, readArgs, type Surroundings } from './command.ts'
import { buildSystem, openMigrated, openSettings } from './open.ts'

/** How long requests that run may take to finish once the program is asked to end. */
const FINISH_MS_MAX = 10_000
/** How often connections without a request are looked for meanwhile. */
const IDLE_LOOK_MS = 50
/** How long everything else may take after that, and the database to close. */
const FORCE_MS_MAX = 2_000

/** Runs the hub until it is asked to end. */
export const serve: Command = async (args, surroundings) => {
  readArgs(args, {})
  return run(surroundings, { hasWelcome: false })
}

/** What `npm start` does: the same, and a new sandbox gets demo data and a word of welcome. */
export const start: Command = async (args, surroundings) => {
  readArgs(args, {})
  return run(surroundings, { hasWelcome: true })
}

/**
 * 1. Configuration, database with its schema up to date, secret key.
 * 2. Production refuses what everybody knows: demo accounts and demo secrets.
 * 3. The system is built, a new sandbox gets its demo data, and it listens.
 * 4. Asked to end, it stops accepting, finishes what runs, and closes the database.
 */
async function run(surroundings: Surroundings, { hasWelcome }: { hasWelcome: boolean }): Promise<Result> {
  const settings = openSettings(surroundings)
  const { config } = settings
  const { db } = await openMigrated(settings, surroundings)
  try {
    const now = surroundings.clock.now()
    if (config.environment === 'production') refuseDemoData(await findDemoData(db, now))
    const log = createLog({ level: config.logLevel })
    const app = await buildSystem({ ...settings, db, log }, surroundings)
    try {
      if (hasWelcome && config.environment === 'sandbox' && !(await hasPersons(db)))
        await loadDemo(app, PASSWORD_COST)
      const stopped = surroundings.stopRequested()
      const port = await listen(app, config)
      const hasDemo =
        hasWelcome && config.environment === 'sandbox' && (await findDemoData(db, now)).length > 0
      surroundings.announce(announcement({ config, port, hasDemo, version: surroundings.version }))
      await stopped
    } finally {
      await close(app)
    }
  } finally {
    await within(FORCE_MS_MAX, db.close())
  }
  return { lines: ['Stopped.'], data: { stopped: true } }
}

/** Step 2. */
function refuseDemoData(found: string[]): void {
  if (found.length === 0) return
  throw new Refused('production does not start with demo data, whose passwords and secrets everybody knows', [
    ...found.map(item => `found ${item}`),
    'use a database of its own for production',
  ])
}

async function listen(app: App, { port, host, metricsPort }: Config): Promise<number> {
  try {
    return await app.listen()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    const isMetrics = error instanceof Error && 'port' in error && error.port === metricsPort
    const [name, number] = isMetrics ? ['METRICS_PORT', metricsPort] : ['PORT', port]
    if (code === 'EADDRINUSE')
      throw new Refused(`port ${number} of ${host} is in use: set ${name} to another one`)
    if (code === 'EACCES')
      throw new Refused(`port ${number} is not allowed for this user: set ${name} to one above 1023`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Refused(`${host} is no address of this machine: set HOST to 0.0.0.0 for all of them`)
    }
    throw error
  }
}

/** Step 4; connections are closed as soon as their last request is answered, and cut after the limit. */
async function close(app: App): Promise<void> {
  const connections = app.server.server
  const idle = setInterval(() => connections.closeIdleConnections(), IDLE_LOOK_MS)
  const closing = app.close()
  await within(FINISH_MS_MAX, closing)
  connections.closeAllConnections()
  await within(FORCE_MS_MAX, closing)
  clearInterval(idle)
}

/** Waits for the work, but not longer. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const limit = new AbortController()
  try {
    await Promise.race([work, delay(limitMs, undefined, { signal: limit.signal })])
  } finally {
    limit.abort()
  }
}

function announcement({
  config,
  port,
  hasDemo,
  version,
}: {
  config: Config
  port: number
  hasDemo: boolean
  version: string
}): Result {
  // With PORT=0 the system chooses the port.
  const address = config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl
  const { environment, brandName } = config
  const first = `${brandName} ${version} listens at ${address} (${environment})`
  return {
    lines: hasDemo ? [first, ...demoLines(address)] : [first],
    data: { address, port, environment, version, demo: hasDemo },
  }
}

function demoLines(address: string): string[] {
  const [owner, member, developer, operator] = DEMO.persons
  const example = exampleApp(address)
  return [
    `Demo accounts, all with the password ${DEMO.password}:`,
    `  ${owner.email.padEnd(30)}owns Linden Press`,
    `  ${member.email.padEnd(30)}member of Linden Press, admin of Harbor Labels, reads German`,
    `  ${developer.email.padEnd(30)}owns Stockworks, the vendor of two apps`,
    `  ${operator.email.padEnd(30)}operates this installation`,
    `Open ${address} to see what to try, or log in to an app of your own:`,
    `  ${example.command}     and open ${example.url}`,
    'End with Ctrl+C.',
  ]
}
