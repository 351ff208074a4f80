import { bodyLines } from '../../../platform/http/curl.ts'
import { tryRequestScript } from '../../../platform/web/assets.ts'
import { icon } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html, joined } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { DOCS_PATH } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { type DocsFrame, docsLayout } from '../layout.view.ts'
import { API_PATH, methodBadge, pathText, withCode, wrappedPane } from './api.view.ts'
import { curlOf, type Filled } from './curl-line.ts'
import { type Member, membersOf } from './members.ts'
import { type Operation, refusalsOf } from './operation.ts'
import type { ApiReference } from './reference.ts'
import { exampleOf } from './schema.ts'
import { tryForm } from './try-form.view.ts'

export type OperationModel = {
  frame: DocsFrame
  reference: ApiReference
  operation: Operation
  /** What the reader typed into the form, where no script ran. */
  filled: Filled
  previous: Operation | null
  next: Operation | null
}

/** One request of the API: who may send it, what is in it, what comes of it, and a form to try it. */
export function operationPage(context: PageContext, model: OperationModel): string {
  const { docs } = textsOf(context.lang)
  const { api } = docs
  const { operation, reference, frame, filled, previous, next } = model
  const [answer] = operation.answers
  const example = answer?.schema ? bodyLines(exampleOf(answer.schema, reference.objects)).join('\n') : null
  const panes = html`<div class="space-y-4">${wrappedPane(context, {
    ...{ id: 'curl', label: api.request, sign: 'terminal' as const },
    text: curlOf(reference.publicUrl, operation, filled),
  })}${example !== null && answer && wrappedPane(context, { id: 'example', label: api.example(answer.status), sign: 'code', text: example })}</div>`
  return docsLayout(context, frame, {
    title: operation.title,
    scripts: [tryRequestScript],
    body: html`<nav class="breadcrumbs mb-2 py-0 text-sm text-muted" aria-label="${api.breadcrumbs}"><ul><li><a href="${API_PATH}">${docs.links.api}</a></li><li><a href="${API_PATH}#${operation.group}">${api.groups[operation.group]}</a></li></ul></nav>
${docs.inEnglish && html`<p class="mb-2 text-sm text-muted">${docs.inEnglish}</p>`}
<h1 class="text-2xl font-semibold" lang="en">${operation.title}</h1><p class="mt-2 mb-6 flex flex-wrap items-center gap-x-2 gap-y-1">${methodBadge(operation)}${pathText(operation)}</p>
<div class="grid items-start gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,1fr)_24rem]"><div class="min-w-0 space-y-8">${operation.description && html`<p lang="en">${withCode(operation.description)}</p>`}
${accessPart(context, reference, operation)}${parametersPart(context, operation)}${bodyPart(context, reference, operation)}${answerPart(context, reference, operation)}${refusalsPart(context, operation)}</div>
<div class="min-w-0 xl:sticky xl:top-6">${panes}</div></div>
${tryForm(context, { operation, filled })}
${around(context, previous, next)}`,
  })
}

function part(title: string, content: Fragment): Html {
  return html`<section><h2 class="mb-3 text-lg font-semibold">${title}</h2>${content}</section>`
}

function accessPart(context: PageContext, { platformApp }: ApiReference, { access }: Operation): Html {
  const { api } = textsOf(context.lang).docs
  const scopes = access.scopes.map(scope => {
    const name = `${platformApp}.${scope}`
    return html`<li><a class="g-link font-mono text-sm wrap-anywhere" href="${DOCS_PATH}/scopes?q=${encodeURIComponent(name)}">${name}</a></li>`
  })
  return part(
    api.access,
    html`<p>${api.by[access.by]}</p>${scopes.length > 0 && html`<p class="mt-2 text-sm text-muted">${scopes.length === 1 ? api.scope : api.scopes}</p><ul class="mt-1 space-y-1">${scopes}</ul>`}`,
  )
}

function parametersPart(context: PageContext, { parameters }: Operation): Fragment {
  const { api } = textsOf(context.lang).docs
  if (parameters.length === 0) return false
  return part(
    api.parameters,
    html`<dl class="g-card divide-y divide-line">${parameters.map(
      ({ name, in: place, description }) =>
        html`<div class="px-4 py-3"><dt class="flex flex-wrap items-baseline gap-x-2"><code class="font-mono text-sm font-medium wrap-anywhere">${name}</code><span class="text-xs text-muted">${place === 'path' ? api.inPath : api.inQuery}</span></dt><dd class="mt-0.5 text-sm text-muted" lang="en">${withCode(description)}</dd></div>`,
    )}</dl>`,
  )
}

function bodyPart(context: PageContext, { objects }: ApiReference, { body }: Operation): Fragment {
  const { api } = textsOf(context.lang).docs
  if (body === null) return false
  return part(
    api.body,
    html`<p class="mb-3 text-sm text-muted">${api.bodyTypes[body.type]}</p>${membersList(context, membersOf(body.schema, objects))}`,
  )
}

function answerPart(context: PageContext, { objects }: ApiReference, { answers }: Operation): Html {
  const { api } = textsOf(context.lang).docs
  return part(
    api.answer,
    html`${answers.map(({ status, description, schema }) => {
      const members = schema === null ? [] : membersOf(schema, objects)
      return html`<p><span class="badge badge-sm badge-soft badge-success font-mono">${status}</span> <span lang="en">${description}</span>${schema === null && html` ${api.noBody}`}</p>${members.length > 0 && html`<details class="g-side-toggle group mt-3"><summary class="py-1.5"><span class="flex-1">${api.members}</span>${icon('chevron-down', 'size-4 text-muted group-open:rotate-180')}</summary><div class="mt-2">${membersList(context, members)}</div></details>`}`
    })}`,
  )
}

function membersList(context: PageContext, members: readonly Member[]): Html {
  const { api } = textsOf(context.lang).docs
  const line = ({ name, types, values, description, isRequired, isDeprecated }: Member) => {
    const kinds = types.map(type => api.types[type] ?? type).join(', ')
    const choices =
      values.length > 0 &&
      html`<dd class="mt-1 text-xs text-muted wrap-anywhere">${api.anyOf(values.slice(0, VALUES_SHOWN_MAX).join(', '))}${values.length > VALUES_SHOWN_MAX && ' …'}</dd>`
    return html`<div class="px-4 py-2.5"><dt class="flex flex-wrap items-baseline gap-x-2"><code class="font-mono text-sm font-medium wrap-anywhere">${joined(name.split(/(?<=\.)/), html`<wbr>`)}</code><span class="text-xs text-muted">${kinds}${isRequired && html` · ${api.required}`}${isDeprecated && html` · ${api.deprecated}`}</span></dt>${description !== '' && html`<dd class="mt-0.5 text-sm text-muted" lang="en">${withCode(description)}</dd>`}${choices}</div>`
  }
  return html`<dl class="g-card divide-y divide-line">${members.map(line)}</dl>`
}

const VALUES_SHOWN_MAX = 12

function refusalsPart(context: PageContext, operation: Operation): Html {
  const { api } = textsOf(context.lang).docs
  const anchor = operation.group === 'oauth' ? 'token-endpoint' : 'rest-api'
  return part(
    api.refusals,
    html`<ul class="space-y-1.5">${refusalsOf(operation).map(
      status =>
        html`<li class="flex gap-3 text-sm"><span class="badge badge-sm badge-ghost mt-0.5 font-mono">${status}</span><span class="text-muted">${api.refusal[status]}</span></li>`,
    )}</ul><p class="mt-3 text-sm"><a class="g-link" href="${DOCS_PATH}/errors#${anchor}">${api.errorsLink}</a></p>`,
  )
}

function around(context: PageContext, previous: Operation | null, next: Operation | null): Html {
  const { api } = textsOf(context.lang).docs
  const link = (operation: Operation, label: string, classes: string) =>
    html`<a class="g-card block p-4 hover:border-[var(--g-tint-line)] ${classes}" href="${API_PATH}/${operation.id}"><span class="block text-xs text-muted">${label}</span><span class="font-medium" lang="en">${operation.title}</span></a>`
  return html`<nav class="mt-10 grid gap-3 sm:grid-cols-2" aria-label="${api.inOrder}">${previous && link(previous, api.previous, '')}${next && link(next, api.next, 'sm:col-start-2 sm:text-right')}</nav>`
}
