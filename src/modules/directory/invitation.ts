import { DAY_MS } from '../../platform/durations.ts'

/** An invitation can be accepted for this long after it was sent. */
export const INVITATION_LIFETIME_MS = 14 * DAY_MS
/** So many mails of invitations an organization sends in a day. */
export const INVITATIONS_A_DAY_MAX = 100
/** An address gets at most this many a day, whoever sends them. */
export const INVITATIONS_TO_ADDRESS_A_DAY_MAX = 10
/** The same invitation is sent again this long after it was sent. */
export const RESEND_AFTER_MS = 60_000

/** Somebody who was asked to join an organization; instants in ms. `roles` is a bit field. */
export type Invitation = {
  id: string
  organizationId: string
  email: string
  emailKey: string
  firstName: string | null
  name: string | null
  roles: number
  invitedBy: string | null
  createdAt: number
  updatedAt: number
  expiresAt: number
}

/** What an invited person is called: by their name if it is known, else by the address (directory-api.md §4.6). */
export function invitedName({
  firstName,
  name,
  email,
}: Pick<Invitation, 'firstName' | 'name' | 'email'>): string {
  return [firstName, name].filter(part => part !== null).join(' ') || email
}
