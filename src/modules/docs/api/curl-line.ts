import { quoted, SECRET_VARIABLE, TOKEN_VARIABLE } from '../../../platform/http/curl.ts'
import type { Operation } from './operation.ts'

/** What a reader has filled in for a request; what is empty is left out, but for parts of the path. */
export type Filled = {
  path: Record<string, string>
  query: Record<string, string>
  body: string | null
  form: Record<string, string>
}

/** The address of a request, with what was filled in; parts of the path that are not keep their names. */
export function addressOf(publicUrl: string, operation: Operation, { path, query }: Filled): string {
  const place = operation.path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = path[name] ?? ''
    return value === '' ? whole : encodeURIComponent(value)
  })
  const said = Object.entries(query).filter(([, value]) => value !== '')
  return `${publicUrl}${place}${said.length === 0 ? '' : `?${new URLSearchParams(said)}`}`
}

/** A request with curl, an option a line; secrets come from variables. */
export function curlOf(publicUrl: string, operation: Operation, filled: Filled): string {
  const { method, access, body } = operation
  const options = [`curl ${quoted(addressOf(publicUrl, operation, filled))}`]
  const implied = body !== null && body.type !== 'application/json' ? 'POST' : 'GET'
  if (method !== implied) options.push(`-X ${method}`)
  if (access.by === 'app' || access.by === 'client' || access.by === 'app_or_vendor')
    options.push(`-u "$GRANTORY_CLIENT_ID:$${SECRET_VARIABLE}"`)
  else if (access.by !== 'everybody') options.push(`-H "Authorization: Bearer $${TOKEN_VARIABLE}"`)
  if (body?.type === 'application/json') {
    options.push("-H 'Content-Type: application/json'", `-d ${quoted(filled.body ?? '{}')}`)
  }
  if (body?.type === 'multipart/form-data') options.push('-F avatar=@picture.jpg')
  for (const [name, value] of Object.entries(filled.form))
    if (value !== '') options.push(`--data-urlencode ${quoted(`${name}=${value}`)}`)
  return options.join(' \\\n  ')
}
