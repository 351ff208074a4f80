import { type AppBadge, appTile, pageSign } from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { textsOf } from '../../../platform/web/texts.ts'

export type DeviceDoneModel = { app: AppBadge; isAllowed: boolean; codeUrl: string }

/** Sends the person back to their device (spec oauth.md §7.2). */
export function deviceDonePage(context: PageContext, { app, isAllowed, codeUrl }: DeviceDoneModel): string {
  const { device } = textsOf(context.lang).oauth
  const title = isAllowed ? device.allowedTitle : device.deniedTitle
  return flowPage(context, {
    title,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${isAllowed ? pageSign('check', 'good') : pageSign('unlink')}
<h1 class="mt-5 text-2xl font-semibold">${title}</h1>
<p class="mt-2 text-muted">${isAllowed ? device.allowedLead(unbrokenName(app.title)) : device.deniedLead}</p>
<p class="mt-6 flex items-center justify-center gap-3 font-medium">${appTile(app, 'size-9')}${app.title}</p>
</section>`,
    below: html`<p class="mt-5 text-center text-sm"><a class="g-link" href="${codeUrl}">${device.anotherCode}</a></p>`,
  })
}
