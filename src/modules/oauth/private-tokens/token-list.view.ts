import { icon, notice } from '../../../platform/web/components.ts'
import { type Html, html, nothing } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import { scopeNames } from '../portal/scope-choices.view.ts'
import type { TokenListModel, TokenRow } from './token-model.ts'
import { tokensAreaPage } from './tokens-area.view.ts'

/** The private tokens of a bearer: those that work, and below them those that do not any more (platform.md §9). */
export function tokenListPage(context: PageContext, model: TokenListModel): string {
  const { tokens: texts } = textsOf(context.lang)
  const { organization, path, tokens } = model
  const [active, ended] = [
    tokens.filter(({ status }) => status === 'active'),
    tokens.filter(({ status }) => status !== 'active'),
  ]
  const create = html`<a class="btn btn-primary" href="${path}/new">${icon('plus', 'size-4')}${texts.create}</a>`
  const empty = html`<section class="g-card g-empty"><span>${icon('key-round')}</span><h2>${ended.length > 0 ? texts.noneActive : texts.empty}</h2><p>${
    organization ? texts.emptyOrganization(organization.name) : texts.emptyPerson
  }</p>${create}</section>`
  return tokensAreaPage(context, model, {
    title: organization ? texts.titleOrganization(organization.name) : texts.title,
    body: html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${
      organization ? texts.titleOrganization(organization.name) : texts.title
    }</h1><p>${organization ? texts.leadOrganization(organization.name) : texts.lead}</p></div>${active.length > 0 && create}</div>
<div class="space-y-6">${model.notice && notice('info', texts.notices[model.notice])}
${active.length === 0 ? empty : card(context, model, { title: texts.active, rows: active })}
${ended.length > 0 && card(context, model, { title: texts.ended, rows: ended })}</div>`,
  })
}

function card(
  context: PageContext,
  model: TokenListModel,
  { title, rows }: { title: string; rows: TokenRow[] },
): Html {
  return html`<section class="g-card"><div class="g-card-head"><h2>${title}</h2></div><ul class="g-rows">${rows.map(row => item(context, model, row))}</ul></section>`
}

function item(context: PageContext, { path, frame: { timeZone } }: TokenListModel, row: TokenRow): Html {
  const { tokens: texts } = textsOf(context.lang)
  const reader = { lang: context.lang, timeZone }
  const badges = { active: 'badge-success', revoked: 'badge-error', expired: 'badge-ghost' }
  const look = row.status === 'expired' ? 'badge-ghost' : `badge-soft ${badges[row.status]}`
  const creator = row.creatorName
  const facts =
    row.status === 'active'
      ? texts.madeAndExpires(creator, dateElement(row.createdAt, reader), dateElement(row.expiresAt, reader))
      : row.revokedAt !== null
        ? texts.madeAndRevoked(
            creator,
            dateElement(row.createdAt, reader),
            dateElement(row.revokedAt, reader),
            row.revocationReason === null ? null : (texts.reasons[row.revocationReason] ?? null),
          )
        : texts.madeAndExpired(
            creator,
            dateElement(row.createdAt, reader),
            dateElement(row.expiresAt, reader),
          )
  const revoke =
    row.status === 'active'
      ? html`<a class="btn btn-sm btn-quiet-error" href="${path}/${row.jti}/revoke" aria-label="${texts.revokeNamed(row.note)}">${texts.revoke}</a>`
      : nothing
  return html`<li class="items-start!">${icon('key-round', 'mt-0.5 size-5 shrink-0 text-muted')}<div class="g-main flex flex-wrap items-start gap-x-3 gap-y-2.5"><div class="min-w-0 flex-1 basis-56"><p class="font-medium wrap-anywhere">${row.note} <span class="badge badge-sm ${look} ml-1">${texts.statuses[row.status]}</span></p><p class="g-sub">${facts}</p>
<p class="mt-2 text-sm text-muted">JTI <code class="font-mono wrap-anywhere select-all">${row.jti}</code></p>${scopeNames(row.scopes, texts.permissions(row.scopes.length))}</div>${revoke}</div></li>`
}
