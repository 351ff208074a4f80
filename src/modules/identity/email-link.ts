/** What a link in a mail is for. */
export type LinkPurpose = 'confirmation' | 'password_reset' | 'email_change'

/** How long a link works, unless it is used or overtaken before. */
export const LINK_LIFETIME_MS: Record<LinkPurpose, number> = {
  confirmation: 3 * 24 * 3_600_000,
  password_reset: 3_600_000,
  email_change: 24 * 3_600_000,
}

/**
 * A link that was sent to an address. It works once, and only as long as the person has that address; `returnTo` is a
 * path of our own. `newEmail` is of links that change the address: where they were sent, and what it becomes.
 */
export type EmailLink = {
  personId: string
  emailKey: string
  returnTo: string | null
  newEmail: string | null
}
