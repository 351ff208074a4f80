import {
  appTile,
  grantPictures,
  hiddenFields,
  icon,
  notice,
  organizationPicture,
} from '../../../platform/web/components.ts'
import { developerPage, developerQuestion } from '../../../platform/web/developer-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement, timeElement } from '../../../platform/web/time.ts'
import { scopeNames, scopesField } from '../portal/scope-choices.view.ts'
import type { ActiveToken } from './active-token.ts'
import type {
  ConnectionTokensModel,
  GeneratedTokenModel,
  RevokeActiveTokenModel,
} from './connection-model.ts'

/** The tokens of one connection: those that work, and a form for another. Posts `form_id` and `scopes[]` (several). */
export function connectionTokensPage(context: PageContext, model: ConnectionTokensModel): string {
  const { connectionTokens: texts } = textsOf(context.lang)
  const { app, organization, fault, tokens } = model
  const title = texts.title(unbrokenName(app.title), unbrokenName(organization.name))
  const isOfScopes = fault?.startsWith('scopes_') ?? false
  const form =
    model.scopes === null
      ? null
      : model.scopes.length === 0
        ? html`<div class="p-5"><h2 class="text-lg font-semibold">${texts.generate}</h2><p class="mt-1 text-muted">${texts.nothingGranted(organization.name)}</p></div>`
        : html`<form method="post" action="${model.tokensPath}">${hiddenFields(context.csrfToken, { form_id: model.formId })}<div class="space-y-5 p-5"><div><h2 class="text-lg font-semibold">${texts.generate}</h2><p class="mt-1 text-muted">${texts.generateLead}</p></div>
${fault !== null && !isOfScopes && notice('error', texts.faults[fault])}
${scopesField(context, {
  groups: model.scopes,
  label: texts.scopes,
  hint: texts.scopesHint(organization.name),
  fault: fault !== null && isOfScopes ? texts.faults[fault] : null,
})}</div><div class="flex justify-end border-t border-line px-5 py-4"><button class="btn btn-primary">${texts.generate}</button></div></form>`
  return developerPage(context, model, {
    section: 'connections',
    title,
    isFault: fault !== null,
    lead: texts.lead,
    action: organizationPicture(organization, 'size-11'),
    body: html`<p class="mb-4"><a class="g-link inline-flex items-center gap-1.5 text-sm" href="${model.path}/connections">${icon('arrow-left', 'size-4')}${texts.listTitle(app.title)}</a></p>
<div class="max-w-3xl space-y-6">${model.notice && notice('info', texts.notices[model.notice])}
<section class="g-card"><div class="g-card-head"><h2>${texts.active}</h2></div>${
      tokens.length === 0
        ? html`<p class="g-card-body text-muted">${texts.noneActive}</p>`
        : html`<ul class="g-rows">${tokens.map(token => item(context, model, token))}</ul>`
    }</section>
${form && html`<section class="g-card">${form}</section>`}</div>`,
  })
}

function item(
  context: PageContext,
  { tokensPath, frame: { timeZone } }: ConnectionTokensModel,
  token: ActiveToken,
): Html {
  const { connectionTokens: texts, tokens } = textsOf(context.lang)
  const reader = { lang: context.lang, timeZone }
  return html`<li class="items-start!">${icon('key-round', 'mt-0.5 size-5 shrink-0 text-muted')}<div class="g-main flex flex-wrap items-start gap-x-3 gap-y-2.5"><div class="min-w-0 flex-1 basis-56"><p class="font-mono text-xs wrap-anywhere select-all sm:text-sm">${token.jti}</p><p class="g-sub">${texts.flows[token.flow]}</p><p class="g-sub">${texts.issuedAndExpires(timeElement(token.issuedAt, reader), timeElement(token.expiresAt, reader))}</p>${scopeNames(token.scopes, tokens.permissions(token.scopes.length))}</div><a class="btn btn-sm btn-quiet-error" href="${tokensPath}/${token.jti}/revoke" aria-label="${texts.revokeNamed(token.jti)}">${tokens.revoke}</a></div></li>`
}

/** The one page that shows the pair. */
export function generatedTokenPage(context: PageContext, model: GeneratedTokenModel): string {
  const { connectionTokens: texts, tokens } = textsOf(context.lang)
  const { app, organization } = model
  const shown = (label: string, text: string) =>
    html`<div><h2 class="g-label">${label}</h2><pre class="g-code g-wrap select-all" tabindex="0" role="group" aria-label="${label}"><code>${text}</code></pre></div>`
  const date = timeElement(model.expiresAt, { lang: context.lang, timeZone: model.frame.timeZone })
  return developerPage(context, model, {
    section: 'connections',
    title: texts.generatedTitle,
    lead: texts.generatedLead(unbrokenName(app.title), unbrokenName(organization.name)),
    body: html`<section class="g-card max-w-3xl"><div class="space-y-5 p-5 sm:p-6">${notice('warning', texts.shownOnce)}
${grantPictures(organizationPicture(organization, 'size-12'), appTile(app, 'size-12'))}
${shown(texts.accessToken, model.accessToken)}
${shown(texts.refreshToken, model.refreshToken)}
<p class="g-hint">${tokens.copyHint}</p>
<dl class="g-kv"><dt>${tokens.validUntil}</dt><dd>${date}</dd><dt>${texts.scopes}</dt><dd class="sm:*:mt-0">${scopeNames(model.scopes, tokens.permissions(model.scopes.length))}</dd><dt>${texts.clientId}</dt><dd class="font-mono text-sm wrap-anywhere">${model.clientId}</dd></dl>
${shown(texts.refreshIt, model.example)}</div>
<div class="flex justify-end border-t border-line px-5 py-4 sm:px-6"><a class="btn btn-primary" href="${model.tokensPath}">${texts.done}</a></div></section>`,
  })
}

/** Asks once before a token of the connection, and all that belongs to it, is revoked. */
export function revokeActiveTokenPage(context: PageContext, model: RevokeActiveTokenModel): string {
  const { connectionTokens: texts, tokens } = textsOf(context.lang)
  const { token, app, organization } = model
  const date = dateElement(token.issuedAt, { lang: context.lang, timeZone: model.frame.timeZone })
  return developerQuestion(context, model, 'connections', {
    title: texts.revokeTitle,
    consequences: [
      {
        icon: 'unlink',
        text: texts.stopsAtOnce(unbrokenName(app.title), unbrokenName(organization.name)),
      },
      { icon: 'history', text: texts.refreshEnds },
      { icon: 'clock', text: html`${texts.flows[token.flow]} · ${date}` },
    ],
    subject: html`JTI <code class="inline-block max-w-full font-mono wrap-anywhere">${token.jti}</code>`,
    action: `${model.tokensPath}/${token.jti}/revoke`,
    keep: { label: tokens.keep, href: model.tokensPath },
    confirm: tokens.revokeNow,
  })
}
