import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Act, Origin } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/database/database.ts'
import { type Addresses, originOf } from '../../../platform/http/address.ts'
import { type PageSettings, pageContext } from '../../../platform/http/page-context.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { sandboxNavigation } from '../../../platform/web/sandbox-navigation.ts'
import type { RequireSession, Session } from '../../identity/index.ts'
import type { PortalFrame } from './portal-frame.ts'
import { settingsMenu } from './settings-menu.ts'

/** The page of an act that needs a fresh sign-in is opened within this time after it (attack S10). */
const OPEN_WITHIN_MS = 10 * 60_000
/** Its form may be sent within this. */
const SEND_WITHIN_MS = 60 * 60_000

export type PortalDeps = { db: Db; settings: PageSettings; require: RequireSession; addresses: Addresses }

/** A request to the portal by somebody who is signed in. */
export type OpenedPortal = {
  session: Session
  context: PageContext
  /** Whose act it is, for the audit log. */
  act: Act & { origin: Origin }
  /** The frame of a page that stands in the menu under this address. */
  frameAt(path: string): Promise<PortalFrame>
}

/**
 * Opens a page of the portal; null when the reply leads to the sign-in page. `open` and `send` are the page and the
 * form of a sensitive act.
 */
export async function openPortal(
  { db, settings, require, addresses }: PortalDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  act: 'look' | 'open' | 'send',
): Promise<OpenedPortal | null> {
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
  return {
    session,
    context,
    act: { actor: `Person/${personId}`, origin: originOf(request, addresses) },
    frameAt: async path => ({
      navigation: sandboxNavigation(context, null),
      menu: await settingsMenu(db, { personId, lang: context.lang, path }),
      timeZone: person.timeZone,
    }),
  }
}

/** A part of the address; null when the address has none of this name. */
export function parameter({ params }: FastifyRequest, name: string): string | null {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : null
  return typeof value === 'string' ? value : null
}
