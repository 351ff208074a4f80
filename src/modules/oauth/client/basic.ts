/** Id and secret of a Basic header as they came: possibly form-url-encoded (spec oauth.md §2.4). */
export type BasicCredentials = { id: string; secret: string }

const HEADER_LENGTH_MAX = 1000
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Reads an Authorization header: null when it is of another scheme, `malformed` when it is a broken Basic one (C5). */
export function readBasic(header: string): BasicCredentials | 'malformed' | null {
  const [, encoded] = /^Basic +(\S*)$/i.exec(header) ?? []
  if (encoded === undefined) return /^Basic\b/i.test(header) ? 'malformed' : null
  if (header.length > HEADER_LENGTH_MAX || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return 'malformed'
  try {
    const text = decoder.decode(Buffer.from(encoded, 'base64'))
    const colon = text.indexOf(':')
    if (colon < 1) return 'malformed'
    return { id: percentDecoded(text.slice(0, colon)), secret: text.slice(colon + 1) }
  } catch {
    return 'malformed'
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
