import { icon } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { API_PATH } from './api.view.ts'
import type { Filled } from './curl-line.ts'
import type { Operation } from './operation.ts'
import { isSecret } from './schema.ts'

export type TryModel = { operation: Operation; filled: Filled }

/**
 * A form that sends the request from the reader's browser (`browser/try-request.js`). Where no script runs it fills in the
 * curl line: secrets have no name here, so that no address ever holds them.
 */
export function tryForm(context: PageContext, { operation, filled }: TryModel): Html {
  const { api } = textsOf(context.lang).docs
  const { try: words } = api
  const { method, path, access, body, parameters } = operation
  if (body?.type === 'multipart/form-data')
    return html`<p class="mt-8 text-sm text-muted">${words.onlyCurl}</p>`
  const fields = parameters.map(({ name, in: place, example }) =>
    input({
      id: `${place}-${name}`,
      name: `${place}.${name}`,
      label: name,
      value: filled[place][name] ?? '',
      ...(place === 'path' && { placeholder: example }),
    }),
  )
  const formFields =
    body?.type === 'application/x-www-form-urlencoded'
      ? Object.entries(body.schema.properties ?? {}).map(([name, schema]) =>
          isSecret(schema)
            ? secretInput({ id: `form-${name}`, field: `form.${name}`, label: name })
            : input({
                id: `form-${name}`,
                name: `form.${name}`,
                label: name,
                value: filled.form[name] ?? '',
              }),
        )
      : []
  const json =
    body?.type === 'application/json' &&
    html`<div class="g-field sm:col-span-2"${isSecret(body.schema) && html` data-with-script hidden`}><label for="try-body">${words.body}</label><textarea class="textarea h-56 w-full font-mono text-sm" id="try-body" ${isSecret(body.schema) ? html`data-field="body"` : html`name="body"`} spellcheck="false" autocomplete="off">${filled.body}</textarea></div>`
  return html`<section class="g-card mt-10" id="try" aria-labelledby="try-title"><div class="g-card-head"><h2 id="try-title">${words.title}</h2>${method !== 'GET' && operation.group !== 'oauth' && html`<span class="badge badge-sm badge-soft badge-warning">${icon('triangle-alert', 'size-3')}${words.writes}</span>`}</div>
<form class="g-card-body" action="${API_PATH}/${operation.id}#try" data-try data-reader="${context.signedInAs?.id}" data-method="${method}" data-path="${path}" data-by="${access.by}" data-failed="${words.failed}" data-bad-json="${words.badJson}" data-sending="${words.sending}" data-empty="${words.empty}" data-send="${words.send}">
<p class="mb-4 text-sm text-muted"><span data-with-script hidden>${words.lead}</span><span data-without-script>${words.withoutScript}</span></p>
<div class="grid gap-4 sm:grid-cols-2">${credentials(context, operation)}${fields}${formFields}${json}</div>
<div class="mt-5 flex flex-wrap items-center gap-3"><button class="btn btn-primary" data-submit>${words.fill}</button><p class="text-sm text-muted" role="status" data-state></p></div></form>
<div class="border-t border-line px-5 py-5" data-answer hidden tabindex="-1" aria-label="${words.answer}" role="region"><p class="mb-3 flex flex-wrap items-center gap-2"><span class="badge badge-sm font-mono" data-status></span><span class="text-sm text-muted" data-time></span></p><details class="g-side-toggle group mb-3"><summary class="py-1.5"><span class="flex-1">${words.headers}</span>${icon('chevron-down', 'size-4 text-muted group-open:rotate-180')}</summary><pre class="g-code g-wrap mt-2" tabindex="0" role="group" aria-label="${words.headers}"><code data-headers></code></pre></details><pre class="g-code g-wrap max-h-[40rem] overflow-y-auto" tabindex="0" role="group" aria-label="${words.answer}"><code data-body></code></pre></div></section>`
}

/** Only for the script: without it nothing is sent, and nobody should type a secret. */
function credentials(context: PageContext, { access, body }: Operation): Fragment {
  const { try: words } = textsOf(context.lang).docs.api
  const field = (
    id: string,
    label: string,
    type: 'text' | 'password',
    hint: string | null,
    more: Fragment = '',
  ) =>
    html`<div class="g-field" data-with-script hidden><label for="${id}">${label}</label><input class="input w-full font-mono" id="${id}" type="${type}" value="" autocomplete="off" spellcheck="false"${hint && html` aria-describedby="${id}-hint"`}>${hint && html`<p class="g-hint" id="${id}-hint">${hint}</p>`}${more}</div>`
  const beside = html`<p class="mt-2 flex flex-wrap gap-3"><a class="btn btn-sm" href="/account/tokens/new">${icon('plus', 'size-4')}${words.makeOne}</a><button type="button" class="btn btn-sm" data-forget hidden>${words.forget}</button></p>`
  const token = field('try-token', words.tokenLabel, 'password', words.tokenHint, beside)
  const client = html`${field('try-client-id', words.clientId, 'text', null)}${field('try-client-secret', words.clientSecret, 'password', words.secretHint)}`
  switch (access.by) {
    case 'everybody':
      return false
    case 'app':
    case 'app_or_vendor':
      return client
    case 'client':
      return body?.schema.properties?.['client_id'] ? false : client
    default:
      return token
  }
}

/** Read by the script alone. */
function secretInput({ id, field, label }: { id: string; field: string; label: string }): Html {
  return html`<div class="g-field" data-with-script hidden><label class="font-mono" for="${id}">${label}</label><input class="input w-full font-mono" id="${id}" data-field="${field}" type="password" value="" autocomplete="off" spellcheck="false"></div>`
}

function input({
  id,
  name,
  label,
  value,
  placeholder = '',
}: {
  id: string
  name: string
  label: string
  value: string
  placeholder?: string
}): Html {
  return html`<div class="g-field"><label class="font-mono" for="${id}">${label}</label><input class="input w-full font-mono" id="${id}" name="${name}" value="${value}" placeholder="${placeholder}" autocomplete="off" spellcheck="false"></div>`
}
