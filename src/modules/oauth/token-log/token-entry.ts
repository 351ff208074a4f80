import type { Bearer } from '../protocol/scope-evaluation.ts'

/**
 * What came of one request for tokens, for the audit log and for the vendor who asks why (G-11). Null where it was not
 * known: a refusal may come before the client, the grant or the bearer is. Never a token or a secret.
 */
export type TokenEntry = {
  clientId: string | null
  appId: string | null
  grantType: string | null
  bearer: Bearer | null
  /** On-behalf: who acts. */
  personId: string | null
  /** Of the issued token. */
  jti: string | null
  /** The identifier of the refusal; null when tokens were issued. */
  error: string | null
  /** Why it was refused, as the log says it. */
  reason: string | null
  correlationId: string
  addressBlock: string
  createdAt: number
}

/** An entry as it is kept. */
export type StoredTokenEntry = TokenEntry & { id: number }

/** One request of an app, for access or for tokens, and what came of it. Instants in milliseconds. */
export type LoggedRequest = Pick<
  StoredTokenEntry,
  'id' | 'grantType' | 'bearer' | 'error' | 'reason' | 'clientId' | 'jti' | 'createdAt'
> & {
  /** Which endpoint was asked. */
  step: 'authorization' | 'token'
  correlationId: string | null
}

/**
 * Which entries are meant: all that agree with what is given. Instants in ms, both included. By bearer alone only refusals
 * are found: an index of the bearers of all tokens would cost as much as everything else about an entry.
 */
export type TokenEntryFilter = {
  since: number
  until: number
  /** Those behind this one, in the order they are given. */
  before?: { at: number; id: number } | undefined
} & (
  | {
      clientId: string
      appId?: string | undefined
      bearer?: Bearer | undefined
      outcome?: Outcome | undefined
    }
  | { clientId?: undefined; appId: string; bearer?: Bearer | undefined; outcome?: Outcome | undefined }
  | { clientId?: undefined; appId?: undefined; bearer: Bearer; outcome: 'refused' }
  | { clientId?: undefined; appId?: undefined; bearer?: undefined; outcome?: Outcome | undefined }
)

type Outcome = 'issued' | 'refused'
