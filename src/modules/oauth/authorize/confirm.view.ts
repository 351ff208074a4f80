import {
  type AppBadge,
  appTile,
  type FormTarget,
  grantPictures,
  hiddenFields,
  icon,
  type OrganizationBadge,
  organizationPicture,
  type PersonBadge,
  personPicture,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { AnswersTo } from './answers-to.ts'
import { destinationItem, otherWays } from './consent-effects.view.ts'
import { deviceFacts } from './device-facts.view.ts'

export type ConfirmModel = {
  app: AppBadge
  person: PersonBadge
  /** The organization the app gets access to, or works for; null when it is the person alone. */
  organization: OrganizationBadge | null
  answersTo: AnswersTo
  form: FormTarget
  switchAccountUrl: string
  chooseOrganizationUrl: string | null
}

/**
 * Nothing new to allow, but the client cannot prove who it is: ask before a code is handed out (G-20). Posts
 * `decision` = `allow` or `cancel` to the form's action.
 */
export function confirmPage(context: PageContext, model: ConfirmModel): string {
  const texts = textsOf(context.lang)
  const { confirm } = texts.oauth
  const { app, person, organization, answersTo } = model
  const isDevice = answersTo.kind === 'device'
  const titleOf = isDevice ? confirm.deviceTitle : confirm.title
  const title = titleOf(unbrokenName(app.title))
  return flowPage(context, {
    title,
    switchAccountUrl: model.switchAccountUrl,
    card: html`<article class="g-card-float">
<div class="px-6 pt-8 pb-7 sm:px-8">
${grantPictures(
  organization
    ? organizationPicture(organization, 'size-16')
    : personPicture(person.name, 'size-16', person.avatarUrl),
  appTile(app, 'size-16'),
)}
<h1 class="mt-6 text-center text-2xl font-semibold">${title}</h1>
<p class="mt-1.5 text-center text-muted">${confirm.lead}</p>
${isDevice && html`<div class="mt-6">${deviceFacts(context, answersTo.device)}</div>`}
<dl class="mt-6 divide-y divide-line rounded-field border border-line">
<div><dt class="sr-only">${confirm.asPerson}</dt><dd class="flex items-center gap-3 px-3.5 py-2.5">${personPicture(person.name, 'size-9', person.avatarUrl)}<span class="min-w-0"><span class="block font-medium">${person.name}</span><span class="block text-sm text-muted">${person.email}</span></span></dd></div>
${
  organization &&
  html`<div><dt class="sr-only">${confirm.forOrganization}</dt><dd class="flex items-center gap-3 px-3.5 py-2.5">${organizationPicture(organization, 'size-9')}<span class="min-w-0 font-medium">${organization.name}</span></dd></div>`
}
</dl>
<ul class="g-means mt-6">${!isDevice && html`<li>${icon('shield-alert')}<span>${confirm.why}</span></li>`}${destinationItem(context, answersTo)}</ul>
</div>
<form method="post" action="${model.form.action}" class="g-answer">${hiddenFields(context.csrfToken, model.form.hidden)}<button class="btn" name="decision" value="cancel">${texts.page.cancel}</button><button class="btn btn-primary" name="decision" value="allow">${isDevice ? confirm.connectDevice : texts.page.continue}</button></form>
</article>`,
    below: otherWays(context, model),
  })
}
