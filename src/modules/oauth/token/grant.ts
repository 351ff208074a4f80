import type { Tx } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import type { AnswerBody } from '../protocol/answer-format.ts'
import type { Refusal } from '../protocol/oauth-error.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Authorization } from './authorization.ts'

/** One way to get tokens. */
export type Grant = {
  type: string
  /** Whether a request without any client authentication is this grant's own business (spec oauth.md §2.4 "None"). */
  allowsMissingClient: boolean
  /** An exception the operator makes per credentials: not announced in the metadata (G-12). */
  isException?: true
  /** Whether the grant counts its requests itself, once the client is who it says (C-22); else the endpoint does (G-18). */
  countsItself?: boolean
  /** Parameters only this grant reads; repeating one of them is refused like the others (RFC 6749 §3.2). */
  parameters?: readonly string[]
  /**
   * Reads the request and does what must not hold a transaction (verifying a token, hashing a password); gives what is
   * left to do inside of it, or refuses.
   */
  open(request: GrantRequest, now: number): Promise<Redeem | Refusal> | Redeem | Refusal
}

/**
 * What a grant does inside the transaction of the token endpoint. A returned refusal is committed with what it wrote; a
 * throw rolls back.
 */
export type Redeem = (tx: Tx, now: number) => Promise<Redemption | Refusal>

/** What a grant is told: the parameters, the client as the endpoint authenticated it, and where it asks from. */
export type GrantRequest = {
  parameters: Parameters
  client: Client | null
  addressBlock: string
  /** The id of the request, for the audit log. */
  correlationId: string
}

/** What was redeemed, the client it was redeemed for, and what the answer says besides (RFC 8693 §2.2.1). */
export type Redemption = { authorization: Authorization; client: Client; more?: AnswerBody }
