import { findAppByName } from '../modules/apps/index.ts'
import type { Connectable } from '../modules/connections/index.ts'
import {
  findOrganization,
  findOrganizationBySlug,
  findPersonByEmailKey,
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
  if (address !== undefined) {
    const email = parseEmail(address)
    if (email === null) throw new UsageError(`--person is no address: ${address}`)
    const person = await findPersonByEmailKey(db, email.key)
    if (person === null) throw new Refused(`there is no account with the address ${email.address}`)
    return { type: 'Person', id: person.id }
  }
  if (named === undefined) return null
  const organization = (await findOrganizationBySlug(db, named)) ?? (await findOrganization(db, named))
  if (organization === null) throw new Refused(`there is no organization ${named}`)
  return { type: 'Organization', id: organization.id }
}

/** The app of this name. */
export async function appNamed(db: Db, name: string) {
  const app = await findAppByName(db, name)
  if (app === null) throw new Refused(`there is no app ${name}`)
  return app
}
