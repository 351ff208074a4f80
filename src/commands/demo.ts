import type { App } from '../app.ts'
import { loadDemo } from '../demo.ts'
import { DEMO } from '../demo-facts.ts'
import { PASSWORD_COST } from '../modules/identity/index.ts'
import { type Command, Refused, readArgs } from './command.ts'
import { readConfig, withSystem } from './open.ts'

/** Puts the demo data into a sandbox; what is there already stays as it is. */
export const demo: Command = async (args, surroundings) => {
  readArgs(args, {})
  if (readConfig(surroundings).environment !== 'sandbox') {
    throw new Refused(
      'demo data belongs into a sandbox only: its passwords and secrets are known to everybody',
    )
  }
  const load = async ({ app }: { app: App }) => {
    await loadDemo(app, PASSWORD_COST)
    return {
      lines: [
        `The demo data is there. All accounts have the password ${DEMO.password}:`,
        ...DEMO.persons.map(({ email }) => `  ${email}`),
      ],
      data: { password: DEMO.password, persons: DEMO.persons.map(({ email }) => email) },
    }
  }
  return withSystem(surroundings, load, { mayBegin: true })
}
