import { bodyLines } from '../../../platform/http/curl.ts'
import { type HttpAnswer, type HttpRequest, headersOf } from '../../../platform/http/message.ts'
import { icon } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html, joined } from '../../../platform/web/html.ts'

/** Tokens and the like: their beginning tells them apart. */
const VALUE_CHARACTERS_MAX = 72

/** A request as it was sent, with its parameters in lines of their own. */
export function requestPane({ title, request }: { title: string; request: HttpRequest }): Html {
  const { method, url, form } = request
  const { pathname, search } = new URL(url)
  const query = [...new URLSearchParams(search)]
  const { accept: _, ...headers } = headersOf(request)
  const lines: Fragment[] = [
    html`${key(method)} ${pathname}`,
    ...query.map(([name, value], index) => html`${index === 0 ? '?' : '&'}${name}=${string(value)}`),
    ...Object.entries(headers).map(
      ([name, value]) => html`${key(headerName(name))}: ${string(short(value))}`,
    ),
    ...(form ? [''] : []),
    ...(form ?? []).map(
      ([name, value], index) => html`${index === 0 ? '' : '&'}${name}=${string(short(value))}`,
    ),
  ]
  return pane({ title, sign: 'arrow-up-right', label: title, lines })
}

/** An answer: its document, or where it leads. */
export function answerPane({ title, answer }: { title: string; answer: HttpAnswer }): Html {
  const { location } = answer.headers
  const lines = location === undefined ? bodyLines(answer.body).map(jsonLine) : locationLines(location)
  const isGood = answer.status < 400
  const status = html`<span class="badge badge-sm badge-soft ${isGood ? 'badge-success' : 'badge-warning'}">${`${answer.status} ${answer.statusText}`.trim()}</span>`
  return pane({ title, sign: 'arrow-down-left', label: title, lines, status })
}

function pane({
  title,
  sign,
  label,
  lines,
  status = false,
}: {
  title: string
  sign: 'arrow-up-right' | 'arrow-down-left'
  label: string
  lines: Fragment[]
  status?: Fragment
}): Html {
  return html`<section class="g-pane"><header>${icon(sign, 'size-4 text-muted')}<h4 class="min-w-0 flex-1 truncate text-sm font-medium">${title}</h4>${status}</header><pre class="g-code g-wrap" tabindex="0" role="group" aria-label="${label}"><code>${joined(lines, '\n')}</code></pre></section>`
}

function locationLines(location: string): Fragment[] {
  const [address = '', query = ''] = location.split('?', 2)
  const parameters = [...new URLSearchParams(query)]
  return [
    html`${key('Location')}: ${address}`,
    ...parameters.map(([name, value], index) => html`${index === 0 ? '?' : '&'}${name}=${string(value)}`),
  ]
}

/** `  "name": "value",` with colors. */
const PROPERTY = /^(\s*)("(?:[^"\\]|\\.)*")(: )(.*?)(,?)$/

function jsonLine(line: string): Fragment {
  const [, indent = '', name = '', colon = '', value = '', comma = ''] = PROPERTY.exec(line) ?? []
  if (name === '') return line
  const shown = value.startsWith('"') ? string(short(value, '"')) : value
  return html`${indent}${key(name)}${colon}${shown}${comma}`
}

function short(value: string, end = ''): string {
  return value.length <= VALUE_CHARACTERS_MAX ? value : `${value.slice(0, VALUE_CHARACTERS_MAX - 20)}…${end}`
}

function headerName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())
}

function key(text: string): Html {
  return html`<span class="k">${text}</span>`
}

function string(text: string): Html {
  return html`<span class="s">${text}</span>`
}
