import type { Tx } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import type { Refusal } from '../protocol/oauth-error.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Authorization } from './authorization.ts'

/**
 * One way to get tokens: what it redeems, inside the transaction of the token endpoint. A returned refusal is
 * committed with what it wrote; a throw rolls back.
 */
export type Grant = {
  type: string
  /** Whether a request without any client authentication is this grant's own business (spec oauth.md §2.4 "None"). */
  allowsMissingClient: boolean
  redeem(tx: Tx, request: GrantRequest, now: number): Promise<Redemption | Refusal>
}

/** What a grant is told: the parameters, and the client as the endpoint authenticated it. */
export type GrantRequest = { parameters: Parameters; client: Client | null }

/** What was redeemed, and the client it was redeemed for. */
export type Redemption = { authorization: Authorization; client: Client }
