import { visibleText } from '../../platform/web/plain-text.ts'
import { formEncoded, type HttpAnswer, type HttpRequest, headersOf, type Step } from './exchange.ts'

const HIDDEN = '[secret]'
/** The variable that holds the secret of the client, for this program and for the curl line alike. */
export const SECRET_VARIABLE = 'GRANTORY_CLIENT_SECRET'
export const TOKEN_VARIABLE = 'GRANTORY_TOKEN'
export const REFRESH_TOKEN_VARIABLE = 'GRANTORY_REFRESH_TOKEN'

/**
 * What is hidden in requests, with the variable a curl line takes it from: what one keeps. Codes and verifiers work once
 * and are used up when one reads them; they show how the requests of a flow belong together.
 */
const SECRETS: Record<string, string> = {
  client_secret: SECRET_VARIABLE,
  refresh_token: REFRESH_TOKEN_VARIABLE,
  subject_token: TOKEN_VARIABLE,
}

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

/** The same request with curl. Hidden secrets are taken from variables, so that the line works where they are set. */
export function curlLine({ url, authentication, form }: HttpRequest, showsSecrets: boolean): string {
  const variableOr = (variable: string, value: string) => (showsSecrets ? quoted(value) : `"$${variable}"`)
  const words = ['curl']
  if (authentication?.scheme === 'Basic') {
    const { clientId, clientSecret } = authentication
    const secret = variableOr(SECRET_VARIABLE, formEncoded(clientSecret))
    words.push('-u', `${quoted(formEncoded(clientId))}:${secret}`)
  } else if (authentication) {
    const token = variableOr(TOKEN_VARIABLE, authentication.token)
    words.push('-H', `'Authorization: Bearer '${token}`)
  }
  for (const [name, value] of form ?? []) {
    const variable = SECRETS[name]
    const shown = variable === undefined ? quoted(value) : variableOr(variable, value)
    words.push('--data-urlencode', `${formEncoded(name)}=${shown}`)
  }
  return [...words, quoted(url)].join(' ')
}

/** A word as a shell reads it literally. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** A document as indented lines with short lists in one; of a page only that it is one; a text as its lines. */
export function bodyLines(body: unknown): string[] {
  if (typeof body !== 'string')
    return JSON.stringify(body, null, 2).replace(PLAIN_LIST, inOneLine).split('\n')
  if (/^\s*<(?:!doctype|html)/i.test(body)) return [`(a page of ${body.length} characters)`]
  return body === '' ? [] : body.split(/\r?\n/)
}

/** A list of plain texts and numbers as `JSON.stringify` breaks it into lines. */
const PLAIN_LIST = /\[\n(?:\s+(?:"(?:[^"\\]|\\.)*"|[\d.-]+),?\n)+\s+\]/g

function inOneLine(list: string): string {
  return `[${list
    .slice(1, -1)
    .trim()
    .replace(/,\n\s+/g, ', ')}]`
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
