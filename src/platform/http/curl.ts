import { formEncoded, type HttpRequest } from './message.ts'

/** The variable that holds the secret of the client, for this program and for the curl line alike. */
export const SECRET_VARIABLE = 'GRANTORY_CLIENT_SECRET'
export const TOKEN_VARIABLE = 'GRANTORY_TOKEN'
export const REFRESH_TOKEN_VARIABLE = 'GRANTORY_REFRESH_TOKEN'

/**
 * What is hidden in requests, with the variable a curl line takes it from: what one keeps. Codes and verifiers work once
 * and are used up when one reads them; they show how the requests of a flow belong together.
 */
export const SECRETS: Record<string, string> = {
  client_secret: SECRET_VARIABLE,
  refresh_token: REFRESH_TOKEN_VARIABLE,
  subject_token: TOKEN_VARIABLE,
}

/** The same request with curl. Hidden secrets are taken from variables, so that the line works where they are set. */
export function curlLine(request: HttpRequest, showsSecrets: boolean): string {
  return ['curl', ...curlOptions(request, showsSecrets), quoted(request.url)].join(' ')
}

/** The same in lines, an option each. */
export function curlLines(request: HttpRequest, showsSecrets: boolean): string {
  return [`curl ${quoted(request.url)}`, ...curlOptions(request, showsSecrets)].join(' \\\n  ')
}

function curlOptions({ method, authentication, form }: HttpRequest, showsSecrets: boolean): string[] {
  const variableOr = (variable: string, value: string) => (showsSecrets ? quoted(value) : `"$${variable}"`)
  // With data curl posts without being told.
  const options: string[] = method === 'POST' && !form?.length ? ['-X POST'] : []
  if (authentication?.scheme === 'Basic') {
    const { clientId, clientSecret } = authentication
    const secret = variableOr(SECRET_VARIABLE, formEncoded(clientSecret))
    options.push(`-u ${quoted(formEncoded(clientId))}:${secret}`)
  } else if (authentication) {
    const token = variableOr(TOKEN_VARIABLE, authentication.token)
    options.push(`-H 'Authorization: Bearer '${token}`)
  }
  for (const [name, value] of form ?? []) {
    const variable = SECRETS[name]
    const shown = variable === undefined ? quoted(value) : variableOr(variable, value)
    options.push(`--data-urlencode ${formEncoded(name)}=${shown}`)
  }
  return options
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
