import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db, Reader } from '../../../platform/database/database.ts'
import { type PageSettings, pageContext } from '../../../platform/http/page-context.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { sandboxNavigation } from '../../../platform/web/sandbox-navigation.ts'
import type { SideMenu } from '../../../platform/web/side-menu.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { Connectable } from '../../connections/index.ts'
import { findOrganizationBySlug, isAdministrator, membershipsOf } from '../../directory/index.ts'
import type { RequireSession, Session } from '../../identity/index.ts'
import type { TokensArea } from './token-model.ts'

/** The page of an act that needs a fresh sign-in is opened within this time after it (attack S10). */
const OPEN_WITHIN_MS = 10 * 60_000
/** Its form may be sent within this. */
const SEND_WITHIN_MS = 60 * 60_000

/** Whose tokens an address is about, for somebody who may see them. */
export type OpenedArea = {
  bearer: Connectable
  session: Session
  context: PageContext
  area: TokensArea
}

export type AreaDeps = { db: Db; settings: PageSettings; require: RequireSession }

/** Where the tokens of a kind of bearer are managed. */
export const PERSON_PATH = '/account/tokens'
export const ORGANIZATION_PATH = '/organizations/:slug/tokens'

/**
 * Opens the area of a request; null when the reply leads to the sign-in page. An organization that does not exist and
 * one the reader does not belong to look the same (attack O5); its members are told that only owners and admins may.
 */
export async function openArea(
  { db, settings, require }: AreaDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  act: 'look' | 'open' | 'send',
): Promise<OpenedArea | null> {
  const withinMs = act === 'open' ? OPEN_WITHIN_MS : SEND_WITHIN_MS
  const session =
    act === 'look'
      ? await require.signedIn(request, reply)
      : await require.recentlySignedIn(request, reply, { withinMs })
  if (session === null) return null
  const { personId, person } = session
  const context = pageContext(request, settings, {
    signedInAs: { id: personId, name: person.name, email: person.email },
    languages: [person.locale],
  })
  const slug = slugOf(request)
  const organization = slug === null ? null : await administered(db, personId, slug)
  const path = slug === null ? PERSON_PATH : ORGANIZATION_PATH.replace(':slug', slug)
  return {
    bearer: organization ? { type: 'Organization', id: organization.id } : { type: 'Person', id: personId },
    session,
    context,
    area: {
      organization,
      path,
      navigation: sandboxNavigation(context, null),
      menu: await settingsMenu(db, { personId, context, path }),
      timeZone: person.timeZone,
    },
  }
}

async function administered(reader: Reader, personId: string, slug: string) {
  const found = await findOrganizationBySlug(reader, slug)
  const mine =
    found && (await membershipsOf(reader, personId)).find(({ organization }) => organization.id === found.id)
  if (!found || !mine) throw new PageRefusal(404, 'not_found')
  if (!isAdministrator(mine.membership.roles)) throw new PageRefusal(403, 'administrators_only')
  return { id: found.id, name: found.name, logoUrl: found.logoUrl }
}

/** What a signed-in person can manage here: their own, and what they administer. */
async function settingsMenu(
  reader: Reader,
  { personId, context, path }: { personId: string; context: PageContext; path: string },
): Promise<SideMenu> {
  const { page } = textsOf(context.lang)
  const tokensAt = (href: string) => ({
    label: page.accessTokens,
    href,
    icon: 'key-round' as const,
    isCurrent: href === path,
  })
  const organizations = (await membershipsOf(reader, personId)).filter(({ membership }) =>
    isAdministrator(membership.roles),
  )
  return {
    label: page.menu,
    groups: [
      { title: page.yourAccount, links: [tokensAt(PERSON_PATH)] },
      ...organizations.map(({ organization: { name, slug } }) => ({
        title: name,
        links: [tokensAt(ORGANIZATION_PATH.replace(':slug', slug))],
      })),
    ],
  }
}

function slugOf(request: FastifyRequest): string | null {
  return parameter(request, 'slug')
}

/** A part of the address; null when the address has none of this name. */
export function parameter({ params }: FastifyRequest, name: string): string | null {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : null
  return typeof value === 'string' ? value : null
}
