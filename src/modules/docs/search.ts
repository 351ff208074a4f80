import type { Operation } from './api/operation.ts'
import type { DocsPage } from './library.ts'
import { headingsOf, knownToken, plainTextOf, rowAnchorOf } from './markdown.ts'

const WORDS_MAX = 8
const BEFORE_CHARACTERS = 60
const AFTER_CHARACTERS = 140

/** A place that can be found: a section of a page, or a row that explains an identifier. */
export type Place = { path: string; title: string; section: string | null; text: string }

/** A place that was found, with the text around the first word. */
export type Hit = Omit<Place, 'text'> & { before: string; match: string; after: string }

/** The places of a page: each section, and each row of its tables that has an anchor. */
export function placesOf(page: DocsPage): Place[] {
  const headings = headingsOf(page.tokens)
  const places: Place[] = []
  const seen = new Set(headings.map(({ anchor }) => anchor))
  let section: Place = { path: page.path, title: page.title, section: null, text: '' }
  let index = 0
  for (const token of page.tokens.map(knownToken)) {
    if (token.type === 'heading') {
      const heading = headings[index]
      index += 1
      if (heading === undefined || heading.depth === 1) continue
      places.push(section)
      const path = `${page.path}#${heading.anchor}`
      section = { path, title: page.title, section: heading.text, text: '' }
      continue
    }
    section.text += ` ${plainTextOf(token)}`
    for (const cells of token.type === 'table' ? token.rows : []) {
      const anchor = rowAnchorOf(cells)
      if (anchor === null || seen.has(anchor)) continue
      seen.add(anchor)
      const [first, ...rest] = cells.map(cell => cell.tokens.map(plainTextOf).join(''))
      const path = `${page.path}#${anchor}`
      places.push({ path, title: page.title, section: first ?? anchor, text: rest.join(' · ') })
    }
  }
  return [...places, section]
}

/** Where the reference tells of a request. */
export function placeOf({ id, method, path, title, description, access }: Operation): Place {
  const text = [title, description, ...access.scopes].join(' · ')
  return { path: `/docs/api/${id}`, title: 'API', section: `${method} ${path}`, text }
}

/** The places that have all words, those first whose heading or title has them. */
export function searchPlaces(places: readonly Place[], query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
  const [first] = words
  if (first === undefined) return []
  return places
    .flatMap(place => {
      const heading = (place.section ?? place.title).toLowerCase()
      const all = `${heading} ${place.title} ${place.text}`.toLowerCase()
      if (!words.every(word => all.includes(word))) return []
      return [{ place, rank: rankOf(heading, words) }]
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ place: { text, ...place } }) => ({
      ...place,
      ...around(text.trim().replace(/\s+/g, ' '), first),
    }))
}

function rankOf(heading: string, words: readonly string[]): number {
  if (heading === words.join(' ')) return 0
  if (words.every(word => heading.includes(word))) return heading.startsWith(words[0] ?? '') ? 1 : 2
  return words.some(word => heading.includes(word)) ? 3 : 4
}

/** The text around a word; its beginning where the word is not in it. */
function around(text: string, word: string): Pick<Hit, 'before' | 'match' | 'after'> {
  const at = text.toLowerCase().indexOf(word)
  const from = Math.max(0, at - BEFORE_CHARACTERS)
  const end = Math.max(at, 0) + AFTER_CHARACTERS
  const match = at === -1 ? '' : text.slice(at, at + word.length)
  const rest = text.slice(Math.max(at, 0) + match.length, end)
  return {
    before: at === -1 ? '' : `${from > 0 ? '…' : ''}${text.slice(from, at)}`,
    match,
    after: `${rest}${end < text.length ? '…' : ''}`,
  }
}
