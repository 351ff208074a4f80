import { bodyLines, curlLine, SECRETS } from '../../platform/http/curl.ts'
import { type HttpAnswer, type HttpRequest, headersOf } from '../../platform/http/message.ts'
import { visibleText } from '../../platform/web/plain-text.ts'
import type { Step } from './exchange.ts'

const HIDDEN = '[secret]'

/** The headers of answers that tell something about a flow. */
const TELLING =
  /^(?:content-type|cache-control|location|www-authenticate|retry-after|ratelimit-.*|x-request-id)$/

/** A step as lines for people. What came from elsewhere cannot steer the terminal (attack O7). */
export function stepLines({ title, request, answer }: Step, number: number, showsSecrets: boolean): string[] {
  const shown = showsSecrets ? request : masked(request)
  const headers = showsSecrets ? headersOf(request) : maskedHeaders(request)
  const sent = [
    `${request.method} ${request.url}`,
    ...headerLines(headers),
    ...(shown.form ? ['', ...shown.form.map(([name, value]) => `${name}=${value}`)] : []),
  ]
  const got = [
    `${answer.status} ${answer.statusText}`.trim(),
    ...headerLines(tellingHeaders(answer)),
    '',
    ...bodyLines(answer.body),
  ]
  return [
    '',
    `${number}. ${title}`,
    ...sent.map(line => `  > ${line}`.trimEnd()),
    ...got.map(line => `  < ${line}`.trimEnd()),
    `  $ ${curlLine(request, showsSecrets)}`,
  ].map(visibleText)
}

/** A step as data. */
export function stepData({ title, request, answer }: Step, showsSecrets: boolean) {
  const { method, url, form } = showsSecrets ? request : masked(request)
  const headers = showsSecrets ? headersOf(request) : maskedHeaders(request)
  const { status, body } = answer
  return {
    title,
    request: { method, url, headers, body: form && Object.fromEntries(form) },
    curl: curlLine(request, showsSecrets),
    answer: { status, headers: tellingHeaders(answer), body },
  }
}

function masked(request: HttpRequest): HttpRequest {
  const form = request.form?.map(([name, value]): [string, string] => [
    name,
    name in SECRETS ? HIDDEN : value,
  ])
  return { ...request, form: form ?? null }
}

function maskedHeaders(request: HttpRequest): Record<string, string> {
  const { authentication } = request
  return {
    ...headersOf(request),
    ...(authentication && { authorization: `${authentication.scheme} ${HIDDEN}` }),
  }
}

function tellingHeaders({ headers }: HttpAnswer): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => TELLING.test(name)))
}

function headerLines(headers: Record<string, string>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}
