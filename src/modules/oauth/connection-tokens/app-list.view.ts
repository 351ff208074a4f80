import { type AppBadge, appTile, icon } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'

/** The apps of a vendor; `connectionsPath` only for private ones. */
export type AppListModel = {
  frame: PortalFrame
  organizationName: string
  apps: { app: AppBadge; type: 'public' | 'addon' | 'private'; connectionsPath: string | null }[]
}

/** The apps of a vendor, for those who develop them (platform.md §4). */
export function appListPage(context: PageContext, { frame, organizationName, apps }: AppListModel): string {
  const { connectionTokens: texts } = textsOf(context.lang)
  const rows = apps.map(
    ({ app, type, connectionsPath }) =>
      html`<li>${appTile(app, 'size-10')}<div class="g-main"><p class="font-medium wrap-anywhere">${app.title} <span class="badge badge-sm badge-ghost ml-1">${texts.types[type]}</span></p><p class="g-sub font-mono wrap-anywhere">${app.name}</p></div>${
        connectionsPath !== null &&
        html`<a class="btn btn-sm" href="${connectionsPath}" aria-label="${texts.connections}: ${app.title}">${texts.connections}</a>`
      }</li>`,
  )
  return portalPage(context, {
    title: texts.appsTitle(organizationName),
    frame,
    body: html`<div class="g-head"><div><h1>${texts.appsTitle(organizationName)}</h1><p>${texts.appsLead}</p></div></div>
${
  rows.length === 0
    ? html`<section class="g-card g-empty"><span>${icon('blocks')}</span><h2>${texts.noApps}</h2><p>${texts.noAppsLead}</p></section>`
    : html`<section class="g-card"><ul class="g-rows">${rows}</ul></section>`
}`,
  })
}
