import type { Act } from '../../platform/audit.ts'

/** What is known of the browser a request comes from. `sessionToken` is what it sent, valid or not. */
export type BrowserFacts = {
  sessionToken: string | null
  userAgent: string | null
  addressBlock: string
  /** The id of the request. */
  correlationId: string
}

/** An act of a person in this browser; of somebody nobody knows when `personId` is null. */
export function actIn({ correlationId, addressBlock }: BrowserFacts, personId: string | null): Act {
  const actor = personId === null ? 'anonymous' : `Person/${personId}`
  return { actor, origin: { correlationId, addressBlock } }
}
