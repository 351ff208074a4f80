import { hiddenFields, icon } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import { type PageContext, portalPage } from '../../../platform/web/page.ts'
import { withSideMenu } from '../../../platform/web/side-menu.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import type { RevokeTokenModel } from './token-model.ts'

/** Asks once before a token is revoked, and says what follows. */
export function revokeTokenPage(context: PageContext, model: RevokeTokenModel): string {
  const { tokens: texts } = textsOf(context.lang)
  const { row, path, organization } = model
  const title = texts.revokeTitle(row.note)
  const date = dateElement(row.createdAt, { lang: context.lang, timeZone: model.timeZone })
  return portalPage(context, {
    title,
    navigation: model.navigation,
    body: withSideMenu(
      model.menu,
      html`<div class="max-w-xl"><section class="g-card-float"><div class="p-6 sm:p-8"><h1 class="text-xl font-semibold wrap-anywhere">${title}</h1>
<ul class="g-means mt-6"><li>${icon('unlink')}<span>${texts.stopsAtOnce(organization?.name ?? null)}</span></li><li>${icon('history')}<span>${texts.cannotBeUndone}</span></li><li>${icon('user-round')}<span>${texts.madeBy(row.creatorName, date)}</span></li></ul>
<p class="mt-5 text-sm text-muted">JTI <code class="font-mono wrap-anywhere">${row.jti}</code></p></div>
<form method="post" action="${path}/${row.jti}/revoke" class="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4 sm:px-8">${hiddenFields(context.csrfToken)}<a class="btn" href="${path}">${texts.keep}</a><button class="btn btn-error">${texts.revokeNow}</button></form></section></div>`,
    ),
  })
}
