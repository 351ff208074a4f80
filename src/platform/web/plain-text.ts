// Written as numbers, because the characters themselves cannot be seen: C0 and C1 controls but tab and line feed, zero
// width space, soft hyphen, line and paragraph separators, embeddings, overrides and isolates of the bidirectional
// algorithm, byte order mark, tags and interlinear marks. Joiners and the two direction marks stay: real names use them.
const HIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x200b, 0x200b],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f],
]
const codePoint = (code: number) => `\\u{${code.toString(16)}}`
const HIDDEN = new RegExp(
  `[${HIDDEN_RANGES.map(([from, to]) => `${codePoint(from)}-${codePoint(to)}`).join('')}]`,
  'gu',
)

/** The text without characters that hide or reorder what one reads (attack O7). Line feeds and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, '')
}

/**
 * A name for one line of text (a title, a mail's subject): without hidden characters, white space of any kind as single
 * blanks, so that nothing in it can start a new line or header (attack O7).
 */
export function plainName(name: string): string {
  return visibleText(name.replace(/\s/gu, ' ')).replace(/ +/g, ' ').trim()
}

/** A text as searches compare it: accents, case and the width of blanks do not matter, and `ß` is found as `ss`. */
export function folded(text: string): string {
  const latin = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss')
  return latin.replace(/\s+/gu, ' ').trim()
}

const UNBROKEN_CHARACTERS_MAX = 16

/** A name for a heading or a sentence: a short one stays on one line, also on the narrowest phone. */
export function unbrokenName(name: string): string {
  return name.length > UNBROKEN_CHARACTERS_MAX ? name : name.replaceAll(' ', '\u00a0')
}

/** Text for a narrow line: “e-mail” does not break at its hyphen. */
export function unbrokenEmail(text: string): string {
  return text.replace(/\b(e)-(?=mail)/giu, '$1\u2011')
}
