import type { MarkedToken, Token } from 'marked'

/** A heading below the title, with the anchor that code hosts give it. */
export type Heading = { depth: number; text: string; anchor: string }

/** The anchor of a text as code hosts make it, so that links work there and here. */
export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-')
}

/** The headings of a page in their order; of two with the same text the second is `…-1`. */
export function headingsOf(tokens: readonly Token[]): Heading[] {
  const seen = new Map<string, number>()
  return tokens.flatMap(token => {
    const known = knownToken(token)
    if (known.type !== 'heading') return []
    const text = plainTextOf(known)
    const anchor = anchorOf(text)
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return [{ depth: known.depth, text, anchor: count === 0 ? anchor : `${anchor}-${count}` }]
  })
}

/** What one reads of a token, without its markup. */
export function plainTextOf(token: Token): string {
  const known = knownToken(token)
  switch (known.type) {
    case 'codespan':
    case 'code':
    case 'escape':
    case 'html':
      return known.text
    case 'br':
    case 'space':
      return ' '
    case 'list':
      return known.items.map(plainTextOf).join(' ')
    case 'table':
      return [known.header, ...known.rows]
        .map(row => row.map(cell => cell.tokens.map(plainTextOf).join('')).join(' '))
        .join(' ')
    case 'text':
      return known.tokens ? known.tokens.map(plainTextOf).join('') : known.text
    default:
      return 'tokens' in known ? known.tokens.map(plainTextOf).join('') : ''
  }
}

/** Whether a page has tables that need all the room there is. */
export function isWide(tokens: readonly Token[]): boolean {
  return tokens.map(knownToken).some(token => token.type === 'table' && token.header.length > COLUMNS_MAX)
}

/** Of a table that leaves room beside it. */
const COLUMNS_MAX = 3

/**
 * The identifier a row of a table explains: its first cell begins with it as code, or the second where the first is a
 * status. Rows of errors and variables can be linked to by it.
 */
export function rowAnchorOf(cells: readonly { tokens: Token[] }[]): string | null {
  const isStatus = /^\d*$/.test(cells[0]?.tokens.map(plainTextOf).join('') ?? '')
  const [first] = cells[isStatus ? 1 : 0]?.tokens ?? []
  const known = first && knownToken(first)
  if (known?.type !== 'codespan' || !/^[A-Za-z_]+(?: [a-z]+)*$/.test(known.text)) return null
  return known.text.replaceAll(' ', '-')
}

/** Without extensions the library makes no other tokens than those it names; its type allows any. */
export function knownToken(token: Token): MarkedToken {
  return token as MarkedToken
}
