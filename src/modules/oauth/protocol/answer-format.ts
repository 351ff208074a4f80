/** The formats of the OAuth endpoints (spec oauth.md §2.3); a page is only given for errors. */
export type AnswerFormat = { kind: 'json' | 'xml' | 'text' | 'page'; contentType: string }

const JSON_FORMAT: AnswerFormat = { kind: 'json', contentType: 'application/json; charset=utf-8' }
const ACCEPT_LENGTH_MAX = 1000

/** An answer's value as it is written: text, number, list of texts, or an object of them. */
export type AnswerValue =
  | string
  | number
  | readonly string[]
  | { readonly [name: string]: AnswerValue }
  | undefined
/** The body of an answer; undefined members are left out. */
export type AnswerBody = { readonly [name: string]: AnswerValue }

/** Chooses by path suffix, then `Accept`, then JSON (spec oauth.md §2.3). */
export function chooseFormat(suffix: 'json' | 'xml' | null, accept: string | undefined): AnswerFormat {
  if (suffix === 'json' || !(suffix || accept) || accept === '*/*' || accept === 'application/json') {
    return suffix === 'xml' ? xml('application/xml') : JSON_FORMAT
  }
  if (suffix === 'xml') return xml(accept?.includes('text/xml') ? 'text/xml' : 'application/xml')
  const preferred = preferredTypes(accept ?? '')
  if (preferred.includes('application/json')) return JSON_FORMAT
  for (const type of preferred) {
    if (type === 'text/xml' || type === 'application/xml') return xml(type)
    if (type === 'text/plain') return { kind: 'text', contentType: 'text/plain; charset=utf-8' }
    if (type === 'text/html') return { kind: 'page', contentType: 'text/html; charset=utf-8' }
    if (type === '*/*') return JSON_FORMAT
  }
  return JSON_FORMAT
}

/** The root element and one element per field; a list repeats its element (spec oauth.md §6). */
export function toXml(body: AnswerBody): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<OAuth>${elements(body)}</OAuth>\n`
}

function elements(body: AnswerBody): string {
  return Object.entries(body)
    .map(([name, value]) => element(name, value))
    .join('')
}

function element(name: string, value: AnswerValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number')
    return `<${name}>${escapeXml(String(value))}</${name}>`
  if (isList(value)) return value.map(item => element(name, item)).join('')
  return `<${name}>${elements(value)}</${name}>`
}

function isList(value: readonly string[] | AnswerBody): value is readonly string[] {
  return Array.isArray(value)
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, sign => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'))
}

function xml(type: 'text/xml' | 'application/xml'): AnswerFormat {
  return { kind: 'xml', contentType: `${type}; charset=utf-8` }
}

/** Media types of an Accept header, most wanted first. */
function preferredTypes(accept: string): string[] {
  return accept
    .slice(0, ACCEPT_LENGTH_MAX)
    .split(',')
    .map(part => {
      const [type = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase())
      const quality = parameters.find(parameter => parameter.startsWith('q='))
      return { type, quality: quality ? Number(quality.slice(2)) || 0 : 1 }
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ type }) => type)
}
