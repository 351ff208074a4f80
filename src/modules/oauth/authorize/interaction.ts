import type { AuthorizationRequest } from './authorization-request.ts'

/** How long a person may take from the app's request to the answer. */
export const INTERACTION_LIFETIME_MS = 60 * 60 * 1000

/**
 * A request of the redirect flow that waits for a person. It belongs to the browser that began it and, once somebody
 * continued it signed in, to that person (G-19). Instants in milliseconds.
 */
export type Interaction = {
  id: string
  browserHash: string
  personId: string | null
  organizationId: string | null
  request: AuthorizationRequest
  progress: Progress
  createdAt: number
  expiresAt: number
  finishedAt: number | null
}

/** Which questions were answered on the way. */
export type Progress = {
  /** The account was chosen where the request asked for a choice (`prompt=select_account`). */
  isAccountChosen: boolean
  /** Signing in must be newer than this: set by `prompt=login` and by "use another account". Null: any session will do. */
  signInAfter: number | null
}

/** Why an interaction cannot go on; told on a page, nothing is changed (G-19). */
export type InteractionFault = 'answered' | 'expired' | 'other_browser' | 'other_person'

/** Whether this browser and person may go on with it now; null when they may. */
export function interactionFault(
  interaction: Interaction,
  { browserHash, personId, now }: { browserHash: string; personId: string | null; now: number },
): InteractionFault | null {
  if (interaction.browserHash !== browserHash) return 'other_browser'
  if (interaction.finishedAt !== null) return 'answered'
  if (interaction.expiresAt <= now) return 'expired'
  const isForeign = interaction.personId !== null && personId !== null && interaction.personId !== personId
  return isForeign ? 'other_person' : null
}
