import { icon, organizationPicture } from '../../../platform/web/components.ts'
import { developerPage } from '../../../platform/web/developer-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager } from '../../../platform/web/pager.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { ConnectionListModel } from './connection-model.ts'

/** The organizations that are connected to a private app (platform.md §4.10). */
export function connectionListPage(context: PageContext, model: ConnectionListModel): string {
  const { connectionTokens: texts, tokens } = textsOf(context.lang)
  const { app, connections } = model
  const rows = connections.map(
    ({ organization, scopeCount, href }) =>
      html`<li>${organizationPicture(organization, 'size-10')}<div class="g-main"><p class="font-medium wrap-anywhere">${organization.name}</p><p class="g-sub">${tokens.permissions(scopeCount)}</p></div><a class="btn btn-sm" href="${href}" aria-label="${texts.tokensOf(organization.name)}">${texts.tokens}</a></li>`,
  )
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
