import { icon, organizationPicture, personPicture } from '../../../platform/web/components.ts'
import { developerPage } from '../../../platform/web/developer-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager } from '../../../platform/web/pager.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import { scopeNames } from '../portal/scope-choices.view.ts'
import type { ConnectionListModel, ConnectionRow } from './connection-model.ts'

/** Who is connected to an app, since when, and what they granted (platform.md §4.10). */
export function connectionListPage(context: PageContext, model: ConnectionListModel): string {
  const { connectionTokens: texts } = textsOf(context.lang)
  const { app, connections } = model
  const rows = connections.map(row => connectionRow(context, model, row))
  const title = texts.listTitle(unbrokenName(app.title))
  return developerPage(context, model, {
    section: 'connections',
    title,
    lead: texts.listLead,
    body: html`${
      connections.length === 0
        ? html`<section class="g-card g-empty"><span>${icon('plug')}</span><h2>${texts.empty}</h2><p>${texts.emptyLead(app.title)}</p></section>`
        : html`<section class="g-card"><ul class="g-rows">${rows}</ul>${pager(context, model, { hrefOf: page => listHref(`${model.path}/connections`, {}, page) })}</section>`
    }`,
  })
}

function connectionRow(
  context: PageContext,
  { frame: { timeZone } }: ConnectionListModel,
  { name, organization, avatarUrl, since, scopes, href }: ConnectionRow,
): Html {
  const { connectionTokens: texts, tokens } = textsOf(context.lang)
  const picture = organization
    ? organizationPicture(organization, 'size-10')
    : personPicture(name, 'size-10', avatarUrl)
  const date = dateElement(since, { lang: context.lang, timeZone })
  const granted =
    scopes.length === 0
      ? html`<span class="text-sm text-muted">${tokens.permissions(0)}</span>`
      : scopeNames(scopes, tokens.permissions(scopes.length))
  const link =
    href !== null &&
    html`<a class="btn btn-sm" href="${href}" aria-label="${texts.tokensOf(name)}">${texts.tokens}</a>`
  return html`<li class="items-start!">${picture}<div class="g-main"><p class="font-medium wrap-anywhere">${name}</p><p class="g-sub">${texts.kinds[organization ? 'Organization' : 'Person']} · ${texts.since(date)}</p><div class="text-sm">${granted}</div></div>${link}</li>`
}
