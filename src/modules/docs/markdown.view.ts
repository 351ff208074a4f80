import type { MarkedToken, Token, Tokens } from 'marked'
import { icon } from '../../platform/web/components.ts'
import { copyButton } from '../../platform/web/copy-button.ts'
import { type Fragment, type Html, html, nothing } from '../../platform/web/html.ts'
import type { Lang } from '../../platform/web/language.ts'
import { safeImageUrl, safeUrl } from '../../platform/web/safe-url.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { highlighted } from './highlight.view.ts'
import { type Heading, knownToken, plainTextOf, rowAnchorOf } from './markdown.ts'

export type MarkdownModel = {
  tokens: readonly Token[]
  headings: readonly Heading[]
  /** Where a link leads; null: nowhere here, so that only its text is shown. */
  hrefOf(link: string): string | null
  /** Stands before the first section. */
  contents?: Fragment
}

/** What is counted while one page is written. */
type Writing = MarkdownModel & {
  lang: Lang
  /** The headings still to come. */
  ahead: Heading[]
  taken: Set<string>
  blocks: number
  section: string
}

/** A page of Markdown as HTML. HTML within it stays text: what we write needs none. */
export function markdownBody(lang: Lang, model: MarkdownModel): Html {
  const taken = new Set(model.headings.map(({ anchor }) => anchor))
  const writing = { ...model, lang, ahead: [...model.headings], taken, blocks: 0, section: '' }
  return html`<div class="g-prose" lang="en">${all(writing, model.tokens)}</div>`
}

function all(writing: Writing, tokens: readonly Token[]): Fragment {
  return tokens.map(token => written(writing, knownToken(token)))
}

function written(writing: Writing, token: MarkedToken): Fragment {
  switch (token.type) {
    case 'heading':
      return heading(writing, token)
    case 'paragraph':
      return html`<p>${all(writing, token.tokens)}</p>`
    case 'list':
      return listOf(writing, token)
    case 'table':
      return table(writing, token)
    case 'code':
      return codeBlock(writing, token)
    case 'blockquote':
      return html`<blockquote>${all(writing, token.tokens)}</blockquote>`
    case 'hr':
      return html`<hr>`
    case 'link':
      return link(writing, token)
    case 'image':
      return image(writing, token)
    case 'codespan':
      return html`<code>${token.text}</code>`
    case 'strong':
      return html`<strong>${all(writing, token.tokens)}</strong>`
    case 'em':
      return html`<em>${all(writing, token.tokens)}</em>`
    case 'del':
      return html`<del>${all(writing, token.tokens)}</del>`
    case 'br':
      return html`<br>`
    case 'text':
      return token.tokens ? all(writing, token.tokens) : token.text
    case 'escape':
    case 'html':
      return token.text
    case 'list_item':
      return all(writing, token.tokens)
    case 'checkbox':
    case 'def':
    case 'space':
      return nothing
  }
}

function heading(writing: Writing, token: Tokens.Heading): Html {
  const anchor = writing.ahead.shift()?.anchor ?? ''
  const content = all(writing, token.tokens)
  if (token.depth === 1) return html`<h1 id="${anchor}">${content}</h1>`
  const text = plainTextOf(token)
  const before = writing.section === '' && writing.contents
  writing.section = text
  const { docs } = textsOf(writing.lang)
  const here = html`<a class="g-anchor" href="#${anchor}" aria-label="${docs.linkTo(text)}">${icon('link', 'size-4')}</a>`
  if (token.depth === 2) return html`${before}<h2 id="${anchor}">${content}${here}</h2>`
  if (token.depth === 3) return html`<h3 id="${anchor}">${content}${here}</h3>`
  return html`<h4 id="${anchor}">${content}${here}</h4>`
}

function listOf(writing: Writing, token: Tokens.List): Html {
  const items = token.items.map(item => html`<li>${all(writing, item.tokens)}</li>`)
  if (!token.ordered) return html`<ul>${items}</ul>`
  const start = Number(token.start)
  return start > 1 ? html`<ol start="${start}">${items}</ol>` : html`<ol>${items}</ol>`
}

/** A table scrolls inside itself. Rows that explain an identifier can be linked to. */
function table(writing: Writing, token: Tokens.Table): Html {
  const { docs } = textsOf(writing.lang)
  const isNamed = token.header.some(({ text }) => text.trim() !== '')
  const head = html`<thead><tr>${token.header.map(cell => (cell.text.trim() === '' ? html`<td></td>` : html`<th scope="col">${all(writing, cell.tokens)}</th>`))}</tr></thead>`
  const rows = token.rows.map(cells => {
    const anchor = freeAnchor(writing, rowAnchorOf(cells))
    const row = cells.map(cell => html`<td>${all(writing, cell.tokens)}</td>`)
    return anchor === null ? html`<tr>${row}</tr>` : html`<tr id="${anchor}">${row}</tr>`
  })
  return html`<div class="g-table" tabindex="0" role="group" aria-label="${docs.table(writing.section)}"><table>${isNamed && head}<tbody>${rows}</tbody></table></div>`
}

/** The first who takes an anchor has it. */
function freeAnchor({ taken }: Writing, anchor: string | null): string | null {
  if (anchor === null || taken.has(anchor)) return null
  taken.add(anchor)
  return anchor
}

const LANGUAGE_NAMES: Record<string, string> = {
  js: 'JavaScript',
  json: 'JSON',
  nginx: 'nginx',
  sh: 'Terminal',
}

/** Code with a button to copy it. The word behind the language is the name of the file it is to be saved as. */
function codeBlock(writing: Writing, { lang, text }: Tokens.Code): Html {
  const [language = '', file] = (lang ?? '').split(' ', 2)
  writing.blocks += 1
  const id = `code-${writing.blocks}`
  const { docs } = textsOf(writing.lang)
  const label = file ?? LANGUAGE_NAMES[language] ?? docs.code
  return codePane({ lang: writing.lang, id, label, text, language })
}

/** A box of code with its name and a button to copy it. */
function codePane({
  lang,
  id,
  label,
  text,
  language,
}: {
  lang: Lang
  id: string
  label: string
  text: string
  language: string
}): Html {
  const sign = language === 'js' || language === 'json' ? 'code' : 'terminal'
  return html`<div class="g-pane"><header>${icon(sign, 'size-4 text-muted')}<span class="min-w-0 flex-1 font-mono text-xs text-muted">${label}</span>${copyButton({ lang }, { source: id, what: label })}</header><pre class="g-code" tabindex="0" role="group" aria-label="${label}"><code id="${id}">${highlighted(text, language)}</code></pre></div>`
}

function link(writing: Writing, token: Tokens.Link): Fragment {
  const content = all(writing, token.tokens)
  const target = writing.hrefOf(token.href)
  const href = target?.startsWith('#') ? target : safeUrl(target)
  return href === null ? content : html`<a href="${href}">${content}</a>`
}

function image(writing: Writing, { href, text }: Tokens.Image): Fragment {
  const src = safeImageUrl(writing.hrefOf(href))
  return src === null ? text : html`<img src="${src}" alt="${text}" loading="lazy">`
}
