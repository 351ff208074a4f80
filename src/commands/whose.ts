import { findAppByName } from '../modules/apps/index.ts'
import type { Connectable } from '../modules/connections/index.ts'
import {
  findOrganization,
  findOrganizationBySlug,
  findPersonByEmailKey,
  hasSecondFactor,
  type Organization,
  type Person,
  parseEmail,
} from '../modules/directory/index.ts'
import type { Db } from '../platform/database/database.ts'
import { Refused, UsageError } from './command.ts'

/** The options that say whose tokens are meant. */
export const WHOSE = {
  person: { type: 'string' },
  organization: { type: 'string' },
  app: { type: 'string' },
} as const

/** The person of `--person` (an address) or the organization of `--organization` (slug or id); null without both. */
export async function bearerFrom(
  db: Db,
  option: (name: string) => string | undefined,
): Promise<Connectable | null> {
  const [address, named] = [option('person'), option('organization')]
  if (address !== undefined && named !== undefined)
    throw new UsageError('--person and --organization exclude each other')
  if (address !== undefined) return { type: 'Person', id: (await personNamed(db, 'person', address)).id }
  return named === undefined ? null : { type: 'Organization', id: (await organizationNamed(db, named)).id }
}

/** The options that say for whom something is decided, and by whom. */
export const DECIDER = {
  person: { type: 'string' },
  organization: { type: 'string' },
  as: { type: 'string' },
} as const

/**
 * Whom a decision is about, and the person whose right to it counts: a person decides for themself, for an organization
 * the one of `--as`, whose role the decision looks at. Without the second factor it requires nobody decides for it.
 */
export async function deciderFrom(
  db: Db,
  option: (name: string) => string | undefined,
): Promise<{ bearer: Connectable; personId: string }> {
  const bearer = await bearerFrom(db, option)
  if (bearer === null) throw new UsageError('--person or --organization is missing')
  const address = option('as')
  if (bearer.type === 'Person') {
    if (address !== undefined)
      throw new UsageError('--as goes with --organization: people decide for themselves')
    return { bearer, personId: bearer.id }
  }
  if (address === undefined)
    throw new UsageError('--as is missing: the address of an owner or admin who decides')
  const { id: personId } = await personNamed(db, 'as', address)
  const organization = await findOrganization(db, bearer.id)
  if (organization?.requireTwoFactor && !(await hasSecondFactor(db, personId)))
    throw new Refused(`${organization.name} requires a second factor, and ${address} has none`)
  return { bearer, personId }
}

/** The account of an address that an option names. */
export async function personNamed(db: Db, option: string, address: string): Promise<Person> {
  const email = parseEmail(address)
  if (email === null) throw new UsageError(`--${option} is no address: ${address}`)
  const person = await findPersonByEmailKey(db, email.key)
  if (person === null) throw new Refused(`there is no account with the address ${email.address}`)
  return person
}

/** The organization of a slug or id. */
export async function organizationNamed(db: Db, named: string): Promise<Organization> {
  const organization = (await findOrganizationBySlug(db, named)) ?? (await findOrganization(db, named))
  if (organization === null) throw new Refused(`there is no organization ${named}`)
  return organization
}

/** The app of this name. */
export async function appNamed(db: Db, name: string) {
  const app = await findAppByName(db, name)
  if (app === null) throw new Refused(`there is no app ${name}`)
  return app
}
