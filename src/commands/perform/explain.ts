import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { HttpAnswer } from '../../platform/http/message.ts'
import { isObject } from './metadata.ts'

const CATALOGUE = 'docs/errors.md'

/** A refusal as a server tells it: its identifier and its text, as far as there are any. */
export type ServerError = { error: string | null; description: string | null }

/** One row of the catalogue: what it is about, and what it says. */
type Entry = { anchor: string; identifiers: string[]; texts: string[]; cause: string; cure: string | null }

/** What a refusal says: of OAuth (RFC 6749 §5.2), of the API (`errors`), or any text. */
export function errorIn({ body, headers }: HttpAnswer): ServerError {
  if (typeof body === 'string') {
    const isText = headers['content-type']?.startsWith('text/plain')
    return { error: null, description: (isText && body.split('\n', 1)[0]) || null }
  }
  if (!isObject(body)) return { error: null, description: null }
  const [identifier, text] = Array.isArray(body['errors']) ? body['errors'] : []
  return {
    error: textOrNull(body['error']) ?? textOrNull(identifier),
    description: textOrNull(body['error_description']) ?? textOrNull(text),
  }
}

/** What a refusal at the redirect URI says (RFC 6749 §4.1.2.1). */
export function errorOfParameters(parameters: URLSearchParams): ServerError {
  return { error: parameters.get('error'), description: parameters.get('error_description') }
}

/** Cause and cure of a refusal in lines, from the error catalogue of the documentation, and where it stands there. */
export function explain(refusal: ServerError): string[] {
  const entries = readCatalogue()
  const entry = findEntry(entries, refusal)
  if (entry === null) return [`see ${CATALOGUE}${sectionAbout(entries, refusal)}`]
  const { cause, cure, anchor } = entry
  return [`cause: ${cause}`, ...(cure ? [`cure: ${cure}`] : []), `see ${CATALOGUE}#${anchor}`]
}

/** The row about the description itself, or about the error with this text, or the one about the error whatever the text. */
function findEntry(entries: Entry[], { error, description }: ServerError): Entry | null {
  const about = entries.filter(({ identifiers }) => error !== null && identifiers.includes(error))
  return (
    entries.find(({ identifiers }) => description !== null && identifiers.includes(description)) ??
    about.find(({ texts }) => description !== null && texts.some(text => reads(text, description))) ??
    about.find(({ texts }) => texts.length === 0 || about.length === 1) ??
    null
  )
}

/** Where the error stands with other texts: at the endpoint most requests go to, else wherever it does. */
function sectionAbout(entries: Entry[], { error }: ServerError): string {
  const about = entries.filter(({ identifiers }) => error !== null && identifiers.includes(error))
  const entry = about.find(({ anchor }) => anchor === 'token-endpoint') ?? about[0]
  return entry ? `#${entry.anchor}` : ''
}

/** Whether a text of the catalogue, in which `…` stands for anything, is this one. */
function reads(text: string, description: string): boolean {
  const [beginning = '', end] = text.split('…').map(part => part.trim())
  if (end === undefined) return text === description
  return description.startsWith(beginning) && description.endsWith(end)
}

/** The program is run from its repository; without the documentation beside it nothing is explained. */
function readCatalogue(): Entry[] {
  const path = fileURLToPath(new URL(`../../../${CATALOGUE}`, import.meta.url))
  return existsSync(path) ? entriesOf(readFileSync(path, 'utf8')) : []
}

/** The rows of every table that has a column Cause. An empty first cell means that of the row above. */
function entriesOf(page: string): Entry[] {
  const entries: Entry[] = []
  let anchor = ''
  let columns: string[] = []
  let above = ''
  for (const line of page.split('\n')) {
    if (line.startsWith('#')) anchor = anchorOf(line)
    if (!line.startsWith('|')) {
      columns = []
      continue
    }
    const cells = cellsOf(line)
    const isHead = columns.length === 0
    if (isHead) columns = cells
    const causeColumn = columns.findIndex(name => name === 'Cause' || name === 'What happened')
    if (isHead || causeColumn < 1 || /^-+$/.test(cells[0] ?? '')) continue
    const [first = '', ...others] = cells.slice(0, causeColumn)
    const isContinued = first === ''
    if (!isContinued) above = first
    const key = [isContinued ? above.replace(/\*[^*]*\*/g, '') : first, ...others].join(' ')
    const texts = [...key.matchAll(/\*([^*]+)\*/g)].map(([, text = '']) => text)
    const prose = cells[columns.indexOf('Text')] ?? (isContinued ? others.join(' ') : '')
    entries.push({
      anchor,
      identifiers: [...key.matchAll(/`([^`]+)`/g)].map(([, identifier = '']) => identifier),
      // A row that tells in other words which texts it means is not about every text.
      texts: texts.length === 0 && prose ? [prose] : texts,
      cause: plain(cells[causeColumn] ?? ''),
      cure: plain(cells[causeColumn + 1] ?? '–').replace(/^–$/, '') || null,
    })
  }
  return entries
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim())
}

function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*([^*]+)\*/g, '“$1”')
}

function anchorOf(heading: string): string {
  const words = heading.replace(/^#+\s*/, '').toLowerCase()
  return words.replace(/[^\w\s-]/g, '').replace(/\s/g, '-')
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
