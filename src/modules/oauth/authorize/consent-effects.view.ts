import { icon, type PersonBadge } from '../../../platform/web/components.ts'
import { type Html, html, nothing } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { destinationOf } from '../../../platform/web/safe-url.ts'
import { readOnlyMark } from '../../../platform/web/scope-list.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import type { AnswersTo } from './answers-to.ts'
import type { AllowedBefore, ConsentModel } from './consent-model.ts'

/** What was allowed already, folded away. */
export function allowedBeforeList(context: PageContext, { scopes }: AllowedBefore): Html {
  if (scopes.length === 0) return nothing
  const { consent } = textsOf(context.lang).oauth
  return html`<details class="group mt-6 rounded-field border border-line"><summary class="flex min-h-12 items-center gap-3 px-3.5 py-2 font-medium">${icon('circle-check', 'size-4.5 text-success')}<span class="flex-1">${consent.allowedBefore(scopes.length)}</span>${icon('chevron-down', 'size-4 text-muted group-open:rotate-180')}</summary>
<ul class="divide-y divide-line border-t border-line text-sm text-muted">${scopes.map(scope => html`<li class="py-2.5 pr-3.5 pl-11">${scope.title}${readOnlyMark(context, scope)}</li>`)}</ul></details>`
}

/** What the answer leads to: for whom, until when, where to. */
export function consequences(context: PageContext, model: ConsentModel): Html {
  const { consent } = textsOf(context.lang).oauth
  const { app, bearer, allowedBefore } = model
  return html`<h2 class="mt-7 mb-3 text-sm font-semibold">${consent.whatThisMeans}</h2>
<ul class="g-means pb-7">
${bearer.kind === 'on_behalf' && html`<li>${icon('user-round')}<span>${consent.inYourName(unbrokenName(bearer.organization.name))}</span></li>`}
${bearer.kind !== 'person' && model.connectsOrganization && html`<li>${icon('users-round')}<span>${consent.allMembers(bearer.organization.memberCount, unbrokenName(bearer.organization.name), unbrokenName(app.title))}</span></li>`}
${allowedBefore && html`<li>${icon('history')}<span>${sinceWhen(context, model, allowedBefore)}</span></li>`}
${destinationItem(context, model.answersTo)}
</ul>`
}

function sinceWhen(context: PageContext, { timeZone }: ConsentModel, before: AllowedBefore): Html {
  const { consent } = textsOf(context.lang).oauth
  const date = dateElement(before.connectedAt, { lang: context.lang, timeZone })
  return before.connectedByName === null
    ? consent.allowedBeforeOn(date)
    : consent.allowedBeforeBy(unbrokenName(before.connectedByName), date)
}

/** Where one will be sent, as text: the address of an app's own scheme is never a link (attack R3). */
export function destinationItem(context: PageContext, answersTo: AnswersTo): Html {
  const { consent, device } = textsOf(context.lang).oauth
  if (answersTo.kind === 'device')
    return html`<li>${icon('monitor-smartphone')}<span>${device.goesOn}</span></li>`
  const { kind, name } = destinationOf(answersTo.url)
  const sentTo = kind === 'site' ? consent.sentTo(name) : consent.sentToInstalled(name)
  return html`<li>${icon('external-link')}<span>${sentTo}</span></li>`
}

/** Below a question: who is asked, and how to answer as somebody else or for another organization. */
export function otherWays(
  context: PageContext,
  model: { person: PersonBadge; switchAccountUrl: string; chooseOrganizationUrl: string | null },
): Html {
  const texts = textsOf(context.lang)
  return html`<p class="mt-5 text-center text-sm text-muted">${texts.oauth.signedInAs(model.person.name)}</p>
<p class="mt-1.5 flex flex-wrap justify-center gap-x-5 gap-y-1 text-sm"><a class="g-link" href="${model.switchAccountUrl}">${texts.page.useAnotherAccount}</a>${
    model.chooseOrganizationUrl !== null &&
    html`<a class="g-link" href="${model.chooseOrganizationUrl}">${texts.oauth.chooseAnother}</a>`
  }</p>`
}
