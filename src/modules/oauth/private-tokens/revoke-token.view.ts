import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import type { RevokeTokenModel } from './token-model.ts'
import { tokensAreaPage } from './tokens-area.view.ts'

/** Asks once before a token is revoked, and says what follows. */
export function revokeTokenPage(context: PageContext, model: RevokeTokenModel): string {
  const { tokens: texts } = textsOf(context.lang)
  const { row, path, organization } = model
  const title = texts.revokeTitle(row.note)
  const date = dateElement(row.createdAt, { lang: context.lang, timeZone: model.frame.timeZone })
  return tokensAreaPage(context, model, {
    title,
    body: confirmCard(context, {
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
  })
}
