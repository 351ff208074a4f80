import { icon } from '../../../platform/web/components.ts'
import { copyButton } from '../../../platform/web/copy-button.ts'
import { type Html, html, joined } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { DOCS_PATH } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { highlighted } from '../highlight.view.ts'
import { type DocsFrame, docsLayout } from '../layout.view.ts'
import { API_GROUPS, type Operation } from './operation.ts'
import type { ApiReference } from './reference.ts'

/** Where the reference begins. */
export const API_PATH = `${DOCS_PATH}/api`

export type ApiModel = { frame: DocsFrame; reference: ApiReference }

/** All requests of the API, by what they are about. */
export function apiPage(context: PageContext, { frame, reference }: ApiModel): string {
  const { docs } = textsOf(context.lang)
  const { api } = docs
  const { operations, publicUrl } = reference
  const address = html`<code class="font-mono text-[0.93em] wrap-anywhere text-base-content select-all">${publicUrl}</code>`
  const create = html`<a class="g-link" href="/account/tokens/new">${api.createToken}</a>`
  const errors = html`<a class="g-link" href="${DOCS_PATH}/errors#rest-api">${api.errorsLink}</a>`
  const groups = API_GROUPS.map(group => ({
    group,
    operations: operations.filter(operation => operation.group === group),
  })).filter(({ operations }) => operations.length > 0)
  return docsLayout(context, frame, {
    title: docs.links.api,
    contents: groups.map(({ group }) => ({ text: api.groups[group] ?? group, anchor: group, depth: 2 })),
    body: html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${docs.links.api}</h1><p>${api.lead}</p></div><a class="btn btn-sm" href="${API_PATH}.yml">${icon('download', 'size-4')}${api.document}</a></div>
<section class="g-card mb-8 p-5"><h2 class="mb-3 font-semibold">${api.basics}</h2><ul class="g-means">${[
      ['globe', api.address(address)],
      ['key-round', api.token(create)],
      ['circle-alert', api.errors(errors)],
      ['layout-grid', api.lists],
      ['check', api.ignored],
    ].map(
      ([sign, words]) => html`<li>${icon(sign as 'check', 'size-4.5')}<span>${words}</span></li>`,
    )}</ul></section>
${groups.map(
  ({ group, operations }) =>
    html`<section class="mb-8"><h2 class="mb-3 text-lg font-semibold" id="${group}">${api.groups[group]}</h2><div class="g-card overflow-hidden"><ul class="g-rows" lang="en">${operations.map(row)}</ul></div></section>`,
)}`,
  })
}

function row(operation: Operation): Html {
  return html`<li class="relative hover:bg-base-200/60"><div class="g-main"><p><a class="font-medium after:absolute after:inset-0" href="${API_PATH}/${operation.id}">${operation.title}</a></p><p class="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">${methodBadge(operation)}${pathText(operation)}</p></div>${icon('chevron-right', 'size-5 shrink-0 text-muted')}</li>`
}

/** The method of a request. */
export function methodBadge({ method }: Operation): Html {
  const tone =
    method === 'GET'
      ? 'badge-ghost'
      : method === 'DELETE'
        ? 'badge-soft badge-error'
        : 'badge-soft badge-primary'
  return html`<span class="badge badge-sm font-mono ${tone}">${method}</span>`
}

/** The path of a request, to break behind its slashes. */
export function pathText({ path }: Operation): Html {
  const parts = path.split(/(?<=\/)/)
  return html`<code class="min-w-0 font-mono text-sm text-muted">${joined(parts, html`<wbr>`)}</code>`
}

/** A text with `code` in it. */
export function withCode(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code class="rounded-md bg-base-300/50 px-1 font-mono text-[0.88em] wrap-anywhere">${part}</code>` : part))}`
}

/** A box of code with a button to copy it; long lines break. */
export function wrappedPane(
  { lang }: Pick<PageContext, 'lang'>,
  { id, label, text, sign }: { id: string; label: string; text: string; sign: 'terminal' | 'code' },
): Html {
  return html`<section class="g-pane" aria-label="${label}"><header>${icon(sign, 'size-4 text-muted')}<h2 class="min-w-0 flex-1 font-medium">${label}</h2>${copyButton({ lang }, { source: id, what: label })}</header><pre class="g-code g-wrap max-h-[32rem] overflow-y-auto" tabindex="0" role="group" aria-label="${label}"><code id="${id}">${highlighted(text, sign === 'code' ? 'json' : 'sh')}</code></pre></section>`
}
