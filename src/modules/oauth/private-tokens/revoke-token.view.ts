import { confirmCard } from '../../../platform/web/confirm-card.ts'
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
      confirmCard(context, {
        title,
        consequences: [
          { icon: 'unlink', text: texts.stopsAtOnce(organization?.name ?? null) },
          { icon: 'history', text: texts.cannotBeUndone },
          { icon: 'user-round', text: texts.madeBy(row.creatorName, date) },
        ],
        subject: html`JTI <code class="font-mono wrap-anywhere">${row.jti}</code>`,
        action: `${path}/${row.jti}/revoke`,
        keep: { label: texts.keep, href: path },
        confirm: texts.revokeNow,
      }),
    ),
  })
}
