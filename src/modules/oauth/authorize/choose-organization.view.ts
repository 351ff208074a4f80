import {
  type AppBadge,
  appTile,
  type FormTarget,
  hiddenFields,
  icon,
  type OrganizationBadge,
  organizationPicture,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { listOfNames, roleNames, textsOf } from '../../../platform/web/texts.ts'
import type { AnswersTo } from './answers-to.ts'

/** An organization of the person, with the reason when it cannot be chosen. */
export type OrganizationChoice = OrganizationBadge & {
  /** Identifiers of the person's roles there. */
  roles: string[]
  memberCount: number
  refusal:
    | null
    | { reason: 'not_administrator'; administratorNames: string[] }
    | { reason: 'not_available' | 'second_factor' }
}

export type ChooseOrganizationModel = {
  app: AppBadge
  /** `Per>Org`: the person works for the organization and need not administer it. */
  isOnBehalf: boolean
  organizations: OrganizationChoice[]
  /** Null when no organization may be created in this flow. */
  createUrl: string | null
  answersTo: AnswersTo
  form: FormTarget
  switchAccountUrl: string
}

/**
 * Which organization the app shall work with; each one is a button (G-38). Posts `organization` = id, or `decision` =
 * `cancel`, to the form's action.
 */
export function chooseOrganizationPage(context: PageContext, model: ChooseOrganizationModel): string {
  const texts = textsOf(context.lang)
  const { choose } = texts.oauth
  const { app, organizations } = model
  const isEmpty = organizations.length === 0
  const question = model.isOnBehalf ? choose.onBehalfTitle : choose.title
  const title = (isEmpty ? choose.emptyTitle : question)(unbrokenName(app.title))
  return flowPage(context, {
    title,
    switchAccountUrl: model.switchAccountUrl,
    card: html`<section class="g-card-float">
<div class="px-6 pt-8 pb-5 text-center sm:px-8"><div class="flex justify-center">${appTile(app, 'size-14')}</div>
<h1 class="mt-4 text-2xl font-semibold">${title}</h1>
<p class="mt-1.5 text-muted">${isEmpty ? choose.emptyLead : choose.lead}</p></div>
${
  !isEmpty &&
  html`<form method="post" action="${model.form.action}">${hiddenFields(context.csrfToken, model.form.hidden)}<ul class="px-3 pb-3">
${organizations.map(organization => html`<li>${choice(context, app, organization)}</li>`)}
</ul></form>`
}
${model.createUrl !== null && createLink(model.createUrl, choose.create, isEmpty)}
</section>`,
    below: html`<form method="post" action="${model.form.action}" class="mt-5 text-center">${hiddenFields(context.csrfToken, model.form.hidden)}<button class="btn btn-ghost" name="decision" value="cancel">${model.answersTo.kind === 'device' ? texts.page.cancel : texts.page.cancelTo(app.title)}</button></form>`,
  })
}

function choice(context: PageContext, app: AppBadge, organization: OrganizationChoice): Html {
  const texts = textsOf(context.lang)
  const { choose } = texts.oauth
  const { refusal } = organization
  if (refusal === null) {
    const facts = [...roleNames(context.lang, organization.roles), choose.members(organization.memberCount)]
    return html`<button class="flex min-h-16 w-full cursor-pointer items-center gap-3.5 rounded-field px-3 py-2.5 text-left hover:bg-base-200" name="organization" value="${organization.id}">${organizationPicture(organization, 'size-11')}<span class="min-w-0 flex-1"><span class="block font-semibold">${organization.name}</span><span class="block text-sm text-muted">${facts.join(' · ')}</span></span>${icon('chevron-right', 'size-5 shrink-0 text-muted')}</button>`
  }
  return html`<div class="flex items-start gap-3.5 px-3 py-2.5"><span class="opacity-60 grayscale">${organizationPicture(organization, 'size-11')}</span><span class="min-w-0 flex-1"><span class="block font-semibold text-muted">${organization.name}</span><span class="block text-sm text-muted">${refusalText(context, app, refusal)}</span></span></div>`
}

function refusalText(
  context: PageContext,
  app: AppBadge,
  refusal: NonNullable<OrganizationChoice['refusal']>,
): string {
  const { choose } = textsOf(context.lang).oauth
  if (refusal.reason !== 'not_administrator')
    return refusal.reason === 'second_factor'
      ? choose.secondFactor
      : choose.notAvailable(unbrokenName(app.title))
  const names = refusal.administratorNames
  return names.length > 0
    ? choose.notAdministrator(listOfNames(context.lang, names.map(unbrokenName), 'or'))
    : choose.notAdministratorAlone
}

function createLink(url: string, label: string, isMainAction: boolean): Html {
  if (isMainAction) {
    return html`<div class="px-6 pt-2 pb-8 sm:px-8"><a class="btn btn-primary btn-block" href="${url}">${icon('plus', 'size-5')}${label}</a></div>`
  }
  return html`<div class="border-t border-line px-3 py-2"><a class="flex min-h-12 items-center gap-3.5 rounded-field px-3 font-medium hover:bg-base-200" href="${url}"><span class="grid size-11 shrink-0 place-items-center text-primary">${icon('plus', 'size-5')}</span>${label}</a></div>`
}
