import { DAY_MS, MINUTE_MS } from '../../platform/durations.ts'
import type { Appearance, PageContext } from '../../platform/web/page.ts'
import type { Locale } from '../directory/index.ts'

/** A session ends this long after it was last used. */
export const SESSION_IDLE_MS = 7 * DAY_MS
/** A session ends this long after it began, however much it is used. */
export const SESSION_LIFETIME_MS = 30 * DAY_MS
/** Use is noted at most this often: reading a session is one read, and rarely a write. */
export const SESSION_NOTE_MS = 10 * MINUTE_MS

/** What pages show of the person who is signed in; null: nobody is. */
export function signedInAs(
  session: {
    personId: string
    person: Pick<Session['person'], 'name' | 'email' | 'avatarUrl' | 'appearance'> & {
      isOperator?: boolean
    }
  } | null,
): PageContext['signedInAs'] {
  if (session === null) return null
  const { name, email, avatarUrl, appearance, isOperator } = session.person
  return { id: session.personId, name, email, avatarUrl, appearance, isOperator }
}

/**
 * A browser in which a person is signed in. `authenticatedAt` is when they last proved who they are; instants in ms.
 * What pages show of the person comes with it, in the same read.
 */
export type Session = {
  id: number
  personId: string
  authenticatedAt: number
  lastSeenAt: number
  /** For whom the person acts: an organization's id or `person`; null: never chosen. */
  selected: string | null
  person: {
    name: string
    email: string
    emailKey: string
    isEmailConfirmed: boolean
    locale: Locale
    timeZone: string
    isOperator: boolean
    avatarUrl: string | null
    appearance: Appearance
    hasTwoFactor: boolean
  }
}
