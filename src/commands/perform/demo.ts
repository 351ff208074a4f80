import { DEMO } from '../../demo-facts.ts'
import type { Client } from './settings.ts'

/** What the demo client asks a person for when nothing else is said. */
export const DEMO_PERSON_SCOPE = 'directory.person.r'

const ORGANIZATION_SCOPES = ['directory.organization.r', 'directory.delegations.rw']

/** What the demo client asks for as a machine: to read Linden Press, and to pass that on. */
export const DEMO_ORGANIZATION_SCOPE = ORGANIZATION_SCOPES.map(
  scope => `Org/${DEMO.lindenPress}.${scope}`,
).join(',')

/** A machine gets only what was granted before. */
export const HOW_LINDEN_PRESS_LETS_IT_IN = [
  'Linden Press must have let Stock Keeper in before; its owner does that in a browser with:',
  `  grantory perform authorization-code --scope ${ORGANIZATION_SCOPES.map(scope => `Org.${scope}`).join(',')}`,
]

/** Whom to sign in as, where the sandbox's demo app asks. */
export function demoSignIn(client: Client | null): string[] {
  return client?.isDemo ? [`Sign in as ${DEMO.persons[0].email} with the password ${DEMO.password}.`] : []
}
