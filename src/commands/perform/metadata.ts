import type { HttpAnswer } from '../../platform/http/message.ts'
import { get, type HttpRequest } from '../../platform/http/message.ts'
import { Refused } from '../command.ts'
import { isWebAddress } from './web-address.ts'

type Endpoint =
  | 'authorization_endpoint'
  | 'token_endpoint'
  | 'device_authorization_endpoint'
  | 'delegation_endpoint'
  | 'jwks_uri'

/** What an authorization server says about itself (RFC 8414 §2). */
export type Metadata = {
  issuer: string
  /** Where an endpoint is; null when the server has none. */
  endpoint(name: Endpoint): string | null
  /** Whether a member that is a list holds this value; null when the server says nothing about it. */
  supports(name: string, value: string): boolean | null
  /** Whether every authorization response names the issuer (RFC 9207 §3). */
  namesItself: boolean
}

/**
 * Asks a server for its metadata, and where it has none for that of OpenID Connect Discovery; refuses a document that
 * is not about this issuer (RFC 8414 §3.3).
 */
export async function fetchMetadata(
  issuer: string,
  send: (title: string, request: HttpRequest) => Promise<HttpAnswer>,
): Promise<Metadata> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const answer = await send(
    'What the server can do (RFC 8414)',
    get(`${origin}/.well-known/oauth-authorization-server${path}`),
  )
  if (answer.status === 200) return readMetadata(answer.body, issuer)
  const other = await send(
    'What the server can do (OpenID Connect Discovery)',
    get(`${origin}${path}/.well-known/openid-configuration`),
  )
  if (other.status === 200) return readMetadata(other.body, issuer)
  throw new Refused(`${issuer} is no authorization server: it has no metadata`, [
    'name the issuer with --hub, as it calls itself',
  ])
}

/** The address of an endpoint the flow cannot do without. */
export function endpointOf(metadata: Metadata, name: Endpoint): string {
  const url = metadata.endpoint(name)
  if (url === null) throw new Refused(`${metadata.issuer} cannot do this: its metadata has no ${name}`)
  return url
}

function readMetadata(body: unknown, issuer: string): Metadata {
  if (!isObject(body) || typeof body['issuer'] !== 'string') {
    throw new Refused(`${issuer} is no authorization server: its metadata cannot be read`)
  }
  const found = body['issuer']
  // A slash at the end is all that may differ, because people leave it out.
  if (found.replace(/\/$/, '') !== issuer.replace(/\/$/, '')) {
    throw new Refused(`the metadata at ${issuer} is that of ${found}`, [`if that is meant: --hub ${found}`])
  }
  return {
    issuer: found,
    endpoint(name) {
      const url = body[name]
      return isWebAddress(url) ? url : null
    },
    supports(name, value) {
      const list = body[name]
      return Array.isArray(list) ? list.includes(value) : null
    },
    namesItself: body['authorization_response_iss_parameter_supported'] === true,
  }
}

/** Whether a value of JSON is an object with members. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
