/** How a request says who sends it: client authentication (RFC 6749 §2.3.1) or a token (RFC 6750 §2.1). */
export type Authentication =
  | { scheme: 'Basic'; clientId: string; clientSecret: string }
  | { scheme: 'Bearer'; token: string }

/** A request as a flow describes it; `form` is the body, in this order. */
export type HttpRequest = {
  method: 'GET' | 'POST'
  url: string
  authentication: Authentication | null
  form: [string, string][] | null
}

/** What came back. `body` is the JSON document, or the text where it is none. */
export type HttpAnswer = {
  status: number
  statusText: string
  headers: Record<string, string>
  body: unknown
}

/** A request without a body. */
export function get(url: string, authentication: Authentication | null = null): HttpRequest {
  return { method: 'GET', url, authentication, form: null }
}

/** The headers of a request as they are sent. */
export function headersOf({ authentication, form }: HttpRequest): Record<string, string> {
  return {
    accept: 'application/json',
    ...(authentication && { authorization: authorizationHeader(authentication) }),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
  }
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function authorizationHeader(authentication: Authentication): string {
  if (authentication.scheme === 'Bearer') return `Bearer ${authentication.token}`
  const { clientId, clientSecret } = authentication
  const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

/** One value as `application/x-www-form-urlencoded` has it. */
export function formEncoded(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1)
}

/** The JSON document a text is, else the text. */
export function documentOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
