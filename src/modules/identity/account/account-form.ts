import { type AccountPage, besideAccountMenu } from '../../../platform/web/account-frame.ts'
import type { Asset } from '../../../platform/web/assets.ts'
import { formFoot, hiddenFields } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'

/** A page of the account that asks for one thing. */
export type AccountForm = {
  page: AccountPage
  title: string
  lead: Fragment
  /** Between the heading and the form. */
  above?: Html
  isFault: boolean
  timeZone: string
  /** Where the form posts to, and where one goes without sending it. */
  action: string
  cancelUrl: string
  submit: string
  hidden?: Record<string, string>
  /** Beside the ones of all pages. */
  scripts?: readonly Asset[]
  /** The browser is asked for a passkey before the form is sent; `options` as JSON. */
  passkey?: { kind: 'create'; options: string }
  fields: Html
}

export function accountForm(context: PageContext, form: AccountForm): string {
  const { page } = textsOf(context.lang)
  const passkey =
    form.passkey && html` data-passkey="${form.passkey.kind}" data-options="${form.passkey.options}"`
  const content = html`<div class="max-w-2xl"><div class="g-head"><div><h1>${form.title}</h1><p>${form.lead}</p></div></div>${form.above}
<form method="post" action="${form.action}" class="g-card"${passkey}>${hiddenFields(context.csrfToken, form.hidden)}<div class="space-y-5 p-5 sm:p-6">${form.fields}</div>
${formFoot(form.cancelUrl, page.cancel, form.submit)}</form></div>`
  return portalPage(context, {
    title: form.title,
    isFault: form.isFault,
    frame: plainFrame(form.timeZone),
    scripts: form.scripts ?? [],
    body: besideAccountMenu(context.lang, form.page, content),
  })
}
