import {
  checkOrganization,
  createOrganization,
  findPersonByEmailKey,
  ORGANIZATION_KINDS,
  parseEmail,
  updateOrganization,
} from '../modules/directory/index.ts'
import { actsAs } from '../platform/audit.ts'
import { plainName } from '../platform/web/plain-text.ts'
import { ACTOR } from './app.ts'
import { type Command, Refused, readArgs, UsageError } from './command.ts'
import { withDatabase } from './open.ts'
import { oneOf, required } from './options.ts'
import { organizationNamed } from './whose.ts'

/** Creates an organization for an account, which becomes its owner: the vendor that manifests name. */
export const createOrganizationCommand: Command = async (args, surroundings) => {
  const { option } = readArgs(args, {
    name: { type: 'string' },
    owner: { type: 'string' },
    country: { type: 'string' },
    kind: { type: 'string' },
  })
  const owner = parseEmail(required('owner', option('owner')))
  if (owner === null) throw new UsageError(`--owner is no address: ${option('owner')}`)
  const checked = checkOrganization({
    name: required('name', option('name')),
    countryCode: option('country') ?? null,
    kinds: [option('kind') ?? 'software_developer'],
  })
  if (!checked.ok) {
    const { name, countryCode } = checked.faults
    if (name) throw new UsageError('--name cannot be the name of an organization')
    if (countryCode) throw new UsageError(`--country is no country code: ${option('country')}`)
    throw new UsageError(`--kind is one of ${ORGANIZATION_KINDS.join(', ')}, found ${option('kind')}`)
  }

  return withDatabase(surroundings, async ({ db }) => {
    const now = surroundings.clock.now()
    const organization = await db.transaction(async tx => {
      const person = await findPersonByEmailKey(tx, owner.key)
      if (person === null) return null
      actsAs(tx, { actor: ACTOR })
      return createOrganization(tx, { ...checked.value, creatorId: person.id }, now)
    })
    if (organization === null) throw new Refused(`there is no account with the address ${owner.address}`)
    const { id, name, slug } = organization
    return {
      lines: [`Created ${name}. In manifests: "organization": "${slug}"`],
      data: { id, name, slug },
    }
  })
}

/** Lets an organization be found by others, who may invite it to their apps and ask to join (platform.md §1.2). */
export const setOrganization: Command = async (args, surroundings) => {
  const { option, word } = readArgs(args, { discoverable: { type: 'string' } }, ['organization'])
  const discoverable = oneOf('discoverable', ['on', 'off'], required('discoverable', option('discoverable')))
  const changes = { isDiscoverable: discoverable === 'on' }
  return withDatabase(surroundings, async ({ db }) => {
    const { id, name, slug } = await organizationNamed(db, word(0))
    const outcome = await db.transaction(tx => {
      actsAs(tx, { actor: ACTOR })
      return updateOrganization(tx, { id, changes, seenAt: null }, surroundings.clock.now())
    })
    if (outcome === 'not_found') throw new Refused(`there is no organization ${word(0)}`)
    return {
      lines: [`${plainName(name)} can ${changes.isDiscoverable ? 'be found' : 'not be found'} by others.`],
      data: { id, name, slug, discoverable: changes.isDiscoverable },
    }
  })
}
