import { Outage } from '../../platform/database/database.ts'

const ANSWER_MS_MAX = 20_000
const ANSWER_BYTES_MAX = 1_000_000

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

/** One request of a flow and its answer. */
export type Step = { title: string; request: HttpRequest; answer: HttpAnswer }

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

/**
 * Sends a request as it is and follows no redirect, so that no secret goes where nobody sent it. Throws an Outage when
 * nobody answers in time, or with more than anybody would read.
 */
export async function exchange(request: HttpRequest, userAgent: string): Promise<HttpAnswer> {
  const { method, url, form } = request
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headersOf(request), 'user-agent': userAgent },
      ...(form && { body: new URLSearchParams(form).toString() }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    const { status, statusText, headers } = response
    const body = documentOrText(await readText(response))
    return { status, statusText, headers: Object.fromEntries(headers), body }
  } catch (error) {
    // fetch tells what happened in the cause of an error that says only that it failed.
    const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error
    throw new Outage(`${new URL(url).origin} does not answer`, { cause })
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

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function documentOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
