import type { HttpRequest } from '../../platform/http/message.ts'
import { clientOf, type Flow } from './flow.ts'
import { endpointOf, type Metadata } from './metadata.ts'
import type { Client } from './settings.ts'

/** A request to the token endpoint, in which the client authenticates as the server understands it. */
export function tokenRequest(flow: Flow, form: [string, string][]): HttpRequest {
  const { metadata } = flow
  return clientRequest({ metadata, client: clientOf(flow) }, endpointOf(metadata, 'token_endpoint'), form)
}

/**
 * A request of a client: confidential ones by HTTP Basic, which every server must know (RFC 6749 §2.3.1), or in the body
 * where the metadata says that only this is known; public ones name themselves.
 */
export function clientRequest(
  { metadata, client: { id, secret } }: { metadata: Metadata; client: Client },
  url: string,
  form: [string, string][],
): HttpRequest {
  if (secret === null) {
    return { method: 'POST', url, authentication: null, form: [...form, ['client_id', id]] }
  }
  const methods = 'token_endpoint_auth_methods_supported'
  const knowsBasic = metadata.supports(methods, 'client_secret_basic') !== false
  if (!knowsBasic && metadata.supports(methods, 'client_secret_post')) {
    const named: [string, string][] = [...form, ['client_id', id], ['client_secret', secret]]
    return { method: 'POST', url, authentication: null, form: named }
  }
  return {
    method: 'POST',
    url,
    authentication: { scheme: 'Basic', clientId: id, clientSecret: secret },
    form,
  }
}

/** The parameters that have a value, in this order. */
export function given(parameters: Record<string, string | undefined>): [string, string][] {
  return Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
}
