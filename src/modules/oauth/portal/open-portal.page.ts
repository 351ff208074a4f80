import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Act } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/database/database.ts'
import { HOUR_MS, MINUTE_MS } from '../../../platform/durations.ts'
import { type Addresses, originOf } from '../../../platform/http/address.ts'
import { type PageSettings, pageContext } from '../../../platform/http/page-context.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { sandboxNavigation } from '../../../platform/web/sandbox-navigation.ts'
import type { RequireSession, Session } from '../../identity/index.ts'
import type { PortalFrame } from './portal-frame.ts'
import { settingsMenu } from './settings-menu.ts'

/** The page of an act that needs a fresh sign-in is opened within this time after it (attack S10). */
const OPEN_WITHIN_MS = 10 * MINUTE_MS
/** Its form may be sent within this. */
const SEND_WITHIN_MS = HOUR_MS

export type PortalDeps = { db: Db; settings: PageSettings; addresses: Addresses; require: RequireSession }

/** A request to the portal by somebody who is signed in. */
export type OpenedPortal = {
  session: Session
  /** Whose act it is, for the audit log. */
  act: Act
  context: PageContext
  /** The frame of a page that stands in the menu under this address. */
  frameAt(path: string): Promise<PortalFrame>
}

/**
 * Opens a page of the portal; null when the reply leads to the sign-in page. `open` and `send` are the page and the
 * form of a sensitive act.
 */
export async function openPortal(
  { db, settings, addresses, require }: PortalDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  step: 'look' | 'open' | 'send',
): Promise<OpenedPortal | null> {
  const withinMs = step === 'open' ? OPEN_WITHIN_MS : SEND_WITHIN_MS
  const session =
    step === 'look'
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
    act: { actor: `Person/${personId}`, origin: originOf(request, addresses) },
    context,
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
