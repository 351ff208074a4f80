import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { notice } from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage, type Visitor } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { RECOVERY_CODES } from './recovery-code.ts'

export type RecoveryCodesModel = {
  timeZone: string
  codes: string[]
  /** What was done. */
  reason: 'codes_on' | 'passkey_added' | 'renewed'
}

/** The one page that shows recovery codes. */
export function recoveryCodesPage(context: PageContext, model: RecoveryCodesModel): string {
  const { recovery } = textsOf(context.lang).security
  const content = html`<div class="g-head"><div><h1>${recovery.title}</h1><p>${recovery.reasons[model.reason]}</p></div></div>
<section class="g-card max-w-2xl"><div class="space-y-5 p-5 sm:p-6">${notice('warning', recovery.shownOnce)}
<p>${recovery.lead}</p>
<pre class="g-code g-wrap select-all" tabindex="0" role="group" aria-label="${recovery.title}"><code>${model.codes.join('\n')}</code></pre><p class="g-hint">${recovery.hint}</p></div>
<div class="flex justify-end border-t border-line px-5 py-4 sm:px-6"><a class="btn btn-primary" href="/account/security">${recovery.done}</a></div></section>`
  return portalPage(context, {
    title: recovery.title,
    frame: plainFrame(model.timeZone),
    body: besideAccountMenu(context.lang, 'security', content),
  })
}

/** Asks before new codes take the place of the former ones. */
export function newRecoveryCodesPage(
  context: PageContext,
  { visitor, left }: { visitor: Visitor; left: number },
): string {
  const { recovery } = textsOf(context.lang).security
  const card = confirmCard(context, {
    title: recovery.newTitle,
    consequences: [
      { icon: 'life-buoy', text: recovery.newMeans(RECOVERY_CODES) },
      { icon: 'trash-2', text: recovery.oldEnd(left) },
    ],
    subject: visitor.email,
    action: '/account/security/recovery-codes',
    keep: { label: recovery.keep, href: '/account/security' },
    confirm: recovery.make,
  })
  return portalPage(context, {
    title: recovery.newTitle,
    frame: plainFrame(visitor.timeZone),
    body: besideAccountMenu(context.lang, 'security', card),
  })
}
