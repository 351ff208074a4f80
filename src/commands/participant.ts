import { findParticipants, inviteParticipant, removeParticipant } from '../modules/connections/index.ts'
import { plainName } from '../platform/web/plain-text.ts'
import { ACTOR } from './app.ts'
import { type Command, Refused, readArgs } from './command.ts'
import { withDatabase, withSystem } from './open.ts'
import { isoTime, required } from './options.ts'
import { appNamed, organizationNamed } from './whose.ts'

const ORGANIZATION = { organization: { type: 'string' } } as const

/** Invites an organization to an app that is not for everybody (platform.md §4.10); its owners and admins are told. */
export const inviteOrganization: Command = async (args, surroundings) => {
  const { option, word } = readArgs(args, ORGANIZATION, ['app'])
  const named = required('organization', option('organization'))
  return withDatabase(surroundings, async ({ db, config }) => {
    const app = await appNamed(db, word(0))
    const { id: organizationId, name, slug } = await organizationNamed(db, named)
    const mail = { brandName: config.brandName, publicUrl: config.publicUrl }
    const invitation = { appId: app.id, organizationId, personId: null, act: { actor: ACTOR } }
    const outcome = await inviteParticipant({ db, mail }, invitation, surroundings.clock.now())
    if (outcome !== 'invited') throw new Refused(inviteFaults(slug)[outcome])
    return {
      lines: [`${plainName(name)} is invited to ${app.name}; its owners and admins are told by mail.`],
      data: { app: app.name, organization: { id: organizationId, name, slug }, state: 'invited' },
    }
  })
}

function inviteFaults(slug: string) {
  return {
    not_found: `${slug} does not allow to be found: grantory organization set ${slug} --discoverable on`,
    own: `${slug} is the vendor: it can connect the app without an invitation`,
    invited_already: `${slug} is invited already`,
    too_many: 'the app has invited as many organizations within a day as it may',
  }
}

/** Takes an invitation back; the organization's connection ends with it. */
export const uninviteOrganization: Command = async (args, surroundings) => {
  const { option, word } = readArgs(args, ORGANIZATION, ['app'])
  const named = required('organization', option('organization'))
  return withSystem(surroundings, async ({ app: { db, connections } }) => {
    const app = await appNamed(db, word(0))
    const { id: organizationId, name, slug } = await organizationNamed(db, named)
    const removal = { appId: app.id, organizationId, act: { actor: ACTOR } }
    const outcome = await removeParticipant({ db, connections }, removal, surroundings.clock.now())
    if (outcome === 'not_found') throw new Refused(`${slug} is not invited`)
    return {
      lines: [`${plainName(name)} is not invited any more; its connection has ended.`],
      data: { app: app.name, organization: { id: organizationId, name, slug }, state: 'removed' },
    }
  })
}

/** Lists the organizations that are invited to an app. */
export const listParticipants: Command = async (args, surroundings) => {
  const { word } = readArgs(args, {}, ['app'])
  return withDatabase(surroundings, async ({ db }) => {
    const app = await appNamed(db, word(0))
    const participants = (await findParticipants(db, app.id)).map(({ id, name, invitedAt, isConnected }) => ({
      id,
      name,
      invited_at: isoTime(invitedAt),
      connected: isConnected,
    }))
    return {
      lines: [
        ...participants.map(
          ({ id, name, invited_at, connected }) =>
            `${id}  ${connected ? 'connected    ' : 'not connected'}  since ${invited_at}  ${plainName(name)}`,
        ),
        ...(participants.length === 0 ? ['There are none.'] : []),
      ],
      data: { app: app.name, participants },
    }
  })
}
