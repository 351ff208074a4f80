import { isUuid } from '../../../platform/crypto/random.ts'
import type { Reader } from '../../../platform/database/database.ts'
import { type Client, findClient, secretMatches } from '../../apps/index.ts'
import { about, isRefusal, NOT_FOUND, type Refusal, refuse } from '../protocol/oauth-error.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { type BasicCredentials, readBasic } from './basic.ts'
import { endOfClient } from './end-of-client.ts'
import type { SecretGuesses } from './secret-guesses.ts'

/** What a request says about its client. */
export type ClientClaim = { authorization: string | undefined; parameters: Parameters; addressBlock: string }

/**
 * Authenticates the client by Basic, by body or query, or accepts public credentials by their id (spec oauth.md §2.4,
 * RFC 6749 §2.3). Null when the request names no client at all. A refusal is `invalid_client`, `invalid_request` for
 * two methods at once, or `invalid_grant` for an id that names no client (any more). Throws `TooManyRequests` after too
 * many wrong secrets.
 */
export async function authenticateClient(
  { reader, guesses }: { reader: Reader; guesses: SecretGuesses },
  { authorization, parameters, addressBlock }: ClientClaim,
  now: number,
): Promise<Client | Refusal | null> {
  const basic = authorization === undefined ? null : readBasic(authorization)
  if (basic === 'malformed') return refuse('invalid_client', 'The Authorization header is malformed.')
  const claim = oneMethod(basic, parameters)
  if (claim === null || 'error' in claim) return claim

  const client = isUuid(claim.id) ? await findClient(reader, claim.id) : null
  if (!client) {
    return claim.secret === null
      ? refuse('invalid_grant', NOT_FOUND, 'client unknown')
      : refuse('invalid_client', 'Client authentication failed.', 'client unknown')
  }
  return about(await proved(client, claim.secret), { clientId: client.id, appId: client.appId })

  async function proved(client: Client, secret: string | null): Promise<Client | Refusal> {
    // A secret sent by a public client is ignored (P-02).
    if (client.isConfidential) {
      const fault = await secretFault(client, secret)
      if (fault) return refuse('invalid_client', 'Client authentication failed.', fault)
    }
    const ended = endOfClient(client)
    return ended ? refuse('invalid_grant', ended) : client
  }

  async function secretFault(client: Client, secret: string | null): Promise<string | null> {
    if (secret === null) return 'confidential client without secret'
    const guesser = { clientId: client.id, addressBlock }
    guesses.admit(guesser, now)
    if (secretMatches(client, secret, now)) {
      await guesses.succeeded(guesser)
      return null
    }
    await guesses.failed(guesser, now)
    return 'wrong secret'
  }
}

/**
 * Whose requests are counted (G-18): those of credentials that proved who they are, because many of them share an
 * address; of everybody else those from one place, so that nobody uses up what is another's.
 */
export function countedAs(client: Client | Refusal | null, addressBlock: string): string {
  if (!client || isRefusal(client)) return addressBlock
  return client.isConfidential ? client.id : `${client.id} ${addressBlock}`
}

/** The one way the client identifies itself (RFC 6749 §2.3: not more than one method; G-31). */
function oneMethod(
  basic: BasicCredentials | null,
  parameters: Parameters,
): { id: string; secret: string | null } | Refusal | null {
  const id = parameters.get('client_id')?.toLowerCase()
  const secret = parameters.get('client_secret')
  if (!basic) return id === undefined ? null : { id, secret: secret ?? null }
  if (secret !== undefined) {
    return refuse(
      'invalid_request',
      'Use one method of client authentication.',
      'secret in Basic and in the body',
    )
  }
  const basicId = basic.id.toLowerCase()
  if (id !== undefined && id !== basicId) {
    return refuse('invalid_client', 'Client authentication failed.', 'client id differs from Basic')
  }
  // An empty secret means none (spec oauth.md §2.4).
  return { id: basicId, secret: basic.secret === '' ? null : basic.secret }
}
