import { comboboxScript } from '../../../platform/web/assets.ts'
import { appTile, field, hiddenFields, icon, notice } from '../../../platform/web/components.ts'
import { copyButton } from '../../../platform/web/copy-button.ts'
import { type AppArea, developerPage, doneNotice } from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement, timeElement } from '../../../platform/web/time.ts'
import type { Credentials } from '../credentials.ts'
import type { FoundScope } from '../found-scope.ts'
import type { Permission } from '../provided-scope.ts'
import { faultText } from './fault-text.ts'
import type { Snippet } from './snippets.ts'

export type OAuthNotice =
  | 'credentials_saved'
  | 'credentials_deleted'
  | 'former_ended'
  | 'changed_meanwhile'
  | 'url_added'
  | 'url_changed'
  | 'url_removed'
  | 'url_default'
  | 'scope_added'
  | 'scope_removed'

export type OAuthModel = {
  area: AppArea
  credentials: Credentials[]
  defaultAlgorithm: string
  redirectUrls: string[]
  /** What was typed, and what is wrong with it. */
  newUrl: { value: string; fault: string | null }
  isSandbox: boolean
  scopes: {
    name: string
    title: string
    providerTitle: string
    permission: Permission
    isWithdrawn: boolean
  }[]
  /** What was searched for; null: nothing. */
  search: { query: string; found: (FoundScope & { isAdded: boolean })[]; isCut: boolean } | null
  scopeFault: string | null
  /** The code to paste; null while there are no credentials. */
  snippet: { shown: Snippet; all: Snippet[]; code: string; clientId: string; isExampleUrl: boolean } | null
  notice: OAuthNotice | null
  now: number
}

/** Who an app is, where people come back to, and what it may ask for (platform.md §4.4 to §4.6). */
export function oauthPage(context: PageContext, model: OAuthModel): string {
  const { developerOAuth: texts } = textsOf(context.lang)
  return developerPage(context, model.area, {
    section: 'oauth',
    title: texts.title,
    lead: texts.lead,
    isFault: model.newUrl.fault !== null || model.scopeFault !== null,
    scripts: [comboboxScript],
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
<div class="space-y-6">${credentialsPart(context, model)}${urlsCard(context, model)}${scopesCard(context, model)}${snippetsCard(context, model)}</div>`,
  })
}

function credentialsPart(context: PageContext, model: OAuthModel): Html {
  const { credentials: texts } = textsOf(context.lang).developerOAuth
  const add = html`<a class="btn btn-sm" href="${model.area.path}/oauth/credentials/new">${icon('plus', 'size-4')}${texts.add}<span class="sr-only"> ${texts.title}</span></a>`
  const head = html`<div class="flex flex-wrap items-center gap-x-3 gap-y-2"><div class="min-w-0 flex-1 basis-64"><h2 class="text-lg font-semibold">${texts.title}</h2><p class="text-sm text-muted">${texts.lead}</p></div>${add}</div>`
  const none = html`<section class="g-card p-5 text-muted">${texts.none}</section>`
  return html`<div class="space-y-4" id="credentials">${head}${model.credentials.length === 0 ? none : model.credentials.map(credentials => credentialsCard(context, model, credentials))}</div>`
}

function credentialsCard(
  context: PageContext,
  { area, defaultAlgorithm, now }: OAuthModel,
  credentials: Credentials,
): Html {
  const { credentials: texts } = textsOf(context.lang).developerOAuth
  const { id, name, isConfidential, signingAlgorithm, lastUsedAt, secondSecretExpiresAt } = credentials
  const path = `${area.path}/oauth/credentials/${id}`
  const title = credentialsTitle(context, credentials)
  const badge = isConfidential
    ? html`<span class="badge badge-sm badge-soft badge-primary">${icon('lock', 'size-3')}${texts.confidential}</span>`
    : html`<span class="badge badge-sm badge-soft badge-warning">${icon('lock-open', 'size-3')}${texts.public}</span>`
  const secret = isConfidential
    ? html`<code class="g-dots" aria-label="${texts.hidden}" role="img">••••••••••••••••</code><form method="post" action="${path}/secret">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${texts.show}: ${title}">${icon('eye', 'size-4')}${texts.show}</button></form><a class="btn btn-sm" href="${path}/rotate" aria-label="${texts.rotate}: ${title}">${icon('refresh-cw', 'size-4')}${texts.rotate}</a>`
    : html`<span class="text-muted">${texts.noSecret}</span>`
  const reader = { lang: context.lang, timeZone: area.frame.timeZone }
  const hasFormer = isConfidential && secondSecretExpiresAt !== null && secondSecretExpiresAt > now
  const rows: [string, Fragment][] = [
    [
      texts.clientId,
      html`<span class="g-secret w-full"><code id="client-${id}">${id}</code>${copyButton(context, { source: `client-${id}`, what: texts.clientId })}</span>`,
    ],
    [texts.secret, html`<span class="g-secret w-full">${secret}</span>`],
    ...(hasFormer
      ? [
          [
            texts.former,
            html`<span class="flex w-full flex-wrap items-center gap-2"><span class="min-w-0 flex-1 basis-48">${texts.formerUntil} ${timeElement(secondSecretExpiresAt, reader)}</span><a class="btn btn-sm" href="${path}/former" aria-label="${texts.endFormer} ${title}">${texts.endFormer}</a></span>`,
          ] as [string, Fragment],
        ]
      : []),
    [texts.audience, html`<code class="font-mono text-sm wrap-anywhere">${audienceOf(area, name)}</code>`],
    [
      texts.profile,
      `${texts.profiles[credentials.profile]} · ${signingAlgorithm ?? texts.byDefault(defaultAlgorithm)}`,
    ],
    ...(credentials.description === null
      ? []
      : [
          [texts.description, html`<span class="wrap-anywhere">${credentials.description}</span>`] as [
            string,
            Fragment,
          ],
        ]),
  ]
  const used =
    lastUsedAt === null ? texts.neverUsed : html`${texts.used} ${agoElement(lastUsedAt, now, context.lang)}`
  return html`<section class="g-card" aria-labelledby="name-${id}"><div class="g-card-head"><h3 id="name-${id}">${title}</h3>${badge}</div>
<dl class="g-kv px-5 pb-2">${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>
<div class="g-card-foot"><span class="flex-1">${used}</span><a class="btn btn-sm" href="${path}/edit" aria-label="${texts.edit}: ${title}">${texts.edit}</a><a class="btn btn-sm btn-quiet-error" href="${path}/delete" aria-label="${texts.remove} ${title}">${texts.remove}</a></div></section>`
}

/**
 * What credentials are called: their name, else the end of their client id (platform.md §4.4), because ids that were made at
 * about the same time begin alike.
 */
export function credentialsTitle(
  context: PageContext,
  { id, name }: { id: string; name: string | null },
): string {
  return name ?? textsOf(context.lang).developerOAuth.credentials.unnamed(id.slice(-8))
}

function audienceOf({ app }: AppArea, name: string | null): string {
  return name === null ? app.name : `${app.name}/${name}`
}

function urlsCard(context: PageContext, { area, redirectUrls, newUrl, isSandbox }: OAuthModel): Html {
  const { urls: texts } = textsOf(context.lang).developerOAuth
  const rows = redirectUrls.map((url, index) => {
    const at = (act: string) => `${area.path}/oauth/redirect-urls/${act}?${new URLSearchParams({ url })}`
    const makeDefault =
      index > 0 &&
      html`<form method="post" action="${area.path}/oauth/redirect-urls/default">${hiddenFields(context.csrfToken, { url })}<button class="btn btn-sm" aria-label="${texts.makeDefault}: ${url}">${texts.makeDefault}</button></form>`
    return html`<li class="flex-wrap">${icon('corner-down-right', 'size-4.5 shrink-0 text-muted')}<p class="g-main basis-56"><span class="font-mono text-sm wrap-anywhere">${url}</span>${index === 0 && html` <span class="badge badge-sm badge-ghost ml-1">${texts.isDefault}</span>`}</p><div class="flex flex-wrap gap-2 max-sm:pl-8">${makeDefault}<a class="btn btn-sm" href="${at('edit')}" aria-label="${texts.edit}: ${url}">${texts.edit}</a><a class="btn btn-sm btn-quiet-error" href="${at('remove')}" aria-label="${texts.remove} ${url}">${texts.remove}</a></div></li>`
  })
  return html`<section class="g-card" id="redirect-urls" aria-labelledby="redirect-urls-title"><div class="g-card-head"><div class="min-w-0"><h2 id="redirect-urls-title">${texts.title}</h2><p class="text-sm text-muted">${texts.lead}</p></div></div>
${redirectUrls.length === 0 ? html`<p class="g-card-body text-muted">${texts.none}</p>` : html`<ul class="g-rows">${rows}</ul>`}
<form method="post" action="${area.path}/oauth/redirect-urls" class="border-t border-line p-5">${hiddenFields(context.csrfToken)}<div class="flex flex-wrap items-start gap-3"><div class="min-w-0 flex-1 basis-72">${field({ name: 'url', label: texts.add, value: newUrl.value, autocomplete: 'off', lengthMax: 2000, isRequired: true, fault: faultText(context.lang, newUrl.fault), hasFocus: newUrl.fault !== null })}</div><button class="btn sm:mt-6.5">${texts.addAction}</button></div>${urlRules(context, isSandbox)}</form></section>`
}

/** The rules of redirect URLs, in words. */
export function urlRules(context: PageContext, isSandbox: boolean): Html {
  const { rules, rule } = textsOf(context.lang).developerOAuth.urls
  const items = [rule.https, isSandbox ? rule.httpSandbox : rule.httpProduction, rule.loopback, rule.custom]
  return html`<details class="group mt-3 text-sm"><summary class="inline-flex min-h-8 items-center gap-1.5 text-muted">${rules}${icon('chevron-down', 'size-4 group-open:rotate-180')}</summary><ul class="mt-1 list-disc space-y-1 pl-5 text-muted">${items.map(item => html`<li>${item}</li>`)}</ul></details>`
}

function scopesCard(context: PageContext, model: OAuthModel): Html {
  const { scopes: texts } = textsOf(context.lang).developerOAuth
  const { area, scopes } = model
  const rows = scopes.map(({ name, title, providerTitle, permission, isWithdrawn }) => {
    const remove = `${area.path}/oauth/scopes/remove?${new URLSearchParams({ scope: name })}`
    return html`<li class="flex-wrap">${icon(permission === 'r' ? 'eye' : 'pencil-line', 'size-4.5 shrink-0 text-muted')}<div class="g-main basis-56"><p class="font-mono text-sm wrap-anywhere">${name}${isWithdrawn && html` <span class="badge badge-sm badge-soft badge-warning ml-1 font-sans">${texts.gone}</span>`}</p><p class="g-sub wrap-anywhere">${title} · ${providerTitle}</p></div><a class="btn btn-sm btn-quiet-error max-sm:ml-8" href="${remove}" aria-label="${texts.removeNamed(name)}">${texts.remove}</a></li>`
  })
  return html`<section class="g-card" id="scopes" aria-labelledby="scopes-title"><div class="g-card-head"><div class="min-w-0"><h2 id="scopes-title">${texts.title}</h2><p class="text-sm text-muted">${texts.lead} ${area.type === 'private' ? texts.leadPrivate : texts.leadPublic}</p></div></div>
${scopes.length === 0 ? html`<p class="g-card-body text-muted">${texts.none}</p>` : html`<ul class="g-rows">${rows}</ul>`}
<div class="border-t border-line p-5">${scopeSearch(context, model)}</div></section>`
}

function scopeSearch(context: PageContext, { area, search, scopeFault }: OAuthModel): Html {
  const { scopes: texts } = textsOf(context.lang).developerOAuth
  const path = `${area.path}/oauth`
  const results =
    search &&
    html`<div class="mt-4" id="found"><p class="text-sm text-muted" role="status">${search.found.length === 0 ? texts.noneFound : texts.found(search.found.length)} ${search.isCut && texts.more}</p>${
      search.found.length > 0 &&
      html`<ul class="mt-2 divide-y divide-line rounded-field border border-line">${search.found.map(found => foundItem(context, path, found))}</ul>`
    }</div>`
  return html`<form role="search" action="${path}#scopes" data-combobox-place><div class="g-field"><label for="q">${texts.add}</label><div class="flex gap-3"><div class="input flex-1">${icon('search', 'size-4.5 text-muted')}<input type="search" id="q" name="q" value="${search?.query}" placeholder="${texts.search}" autocomplete="off" spellcheck="false" autocapitalize="none" data-combobox="${path}/scopes" data-submit="add-scope" data-field="scope" data-label="${texts.add}"${scopeFault && html` aria-invalid="true" aria-describedby="scope-fault"`}></div><button class="btn">${texts.find}</button></div>${scopeFault && html`<p class="g-fault" id="scope-fault">${icon('circle-alert', 'size-4')}<span>${faultText(context.lang, scopeFault)}</span></p>`}</div></form>
<form method="post" action="${path}/scopes" id="add-scope">${hiddenFields(context.csrfToken, { scope: '' })}</form>${results}`
}

function foundItem(
  context: PageContext,
  path: string,
  { scope, title, providerTitle, providerName, isAdded }: FoundScope & { isAdded: boolean },
): Html {
  const { scopes: texts } = textsOf(context.lang).developerOAuth
  const badge = { name: providerName, title: providerTitle, logoUrl: null, vendorName: null }
  const add = isAdded
    ? html`<span class="text-sm text-muted">${texts.isAdded}</span>`
    : html`<form method="post" action="${path}/scopes">${hiddenFields(context.csrfToken, { scope })}<button class="btn btn-sm" aria-label="${texts.addNamed(scope)}">${texts.addAction}</button></form>`
  return html`<li class="flex items-center gap-3 px-3.5 py-2.5">${appTile(badge, 'size-6')}<div class="min-w-0 flex-1"><p class="font-mono text-sm wrap-anywhere">${scope}</p><p class="text-sm text-muted wrap-anywhere">${title} · ${providerTitle}</p></div>${add}</li>`
}

function snippetsCard(context: PageContext, { area, snippet, credentials }: OAuthModel): Fragment {
  const { snippets: texts } = textsOf(context.lang).developerOAuth
  if (snippet === null) return false
  const to = (name: Snippet, clientId: string) =>
    `${area.path}/oauth?${new URLSearchParams({ snippet: name, client: clientId })}#snippets`
  const tabs = snippet.all.map(
    name =>
      html`<a href="${to(name, snippet.clientId)}"${name === snippet.shown && html` aria-current="true"`}>${name}</a>`,
  )
  const clients =
    credentials.length > 1 &&
    html`<p class="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm"><span class="text-muted">${texts.client}</span>${credentials.map(
      one =>
        html`<a class="inline-flex min-h-8 items-center ${one.id === snippet.clientId ? 'font-semibold' : 'g-link'}" href="${to(snippet.shown, one.id)}"${one.id === snippet.clientId && html` aria-current="true"`}>${credentialsTitle(context, one)}</a>`,
    )}</p>`
  return html`<section class="g-card" id="snippets" aria-labelledby="snippets-title"><div class="g-card-head pb-2!"><div class="min-w-0 flex-1"><h2 id="snippets-title">${texts.title}</h2><p class="text-sm text-muted">${texts.lead}</p></div>${copyButton(context, { source: 'snippet', what: texts.code })}</div>
<nav class="g-tabs border-b border-line px-2.5" aria-label="${texts.title}">${tabs}</nav><div class="p-5">${clients}${snippet.isExampleUrl && html`<div class="mb-4">${notice('info', texts.noUrl)}</div>`}<pre class="g-code" tabindex="0" role="group" aria-label="${snippet.shown}"><code id="snippet">${snippet.code}</code></pre></div></section>`
}
