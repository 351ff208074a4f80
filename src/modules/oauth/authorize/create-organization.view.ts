import {
  type AppBadge,
  appTile,
  brandMark,
  type FormTarget,
  hiddenFields,
  icon,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { html } from '../../../platform/web/html.ts'
import {
  type OrganizationFaults,
  type OrganizationValues,
  organizationFields,
} from '../../../platform/web/organization-fields.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { AnswersTo } from './answers-to.ts'

export type CreateOrganizationModel = {
  /** The app whose flow this is, and where its answer goes; null outside a flow. */
  flow: { app: AppBadge; answersTo: AnswersTo } | null
  /** Prefilled from `organization[…]`, or what was typed. */
  values: OrganizationValues
  faults: OrganizationFaults
  /** All kinds one can choose, in order. */
  kinds: readonly string[]
  /** Back to the existing organizations; null when there is none. */
  backUrl: string | null
  form: FormTarget
  switchAccountUrl: string
}

/** Creates an organization within the flow. Posts `name`, `kinds[]` (several) and `country_code`, or `decision` = `cancel`. */
export function createOrganizationPage(context: PageContext, model: CreateOrganizationModel): string {
  const texts = textsOf(context.lang)
  const { create } = texts.oauth
  const { flow, values, faults } = model
  return flowPage(context, {
    title: create.title,
    isFault: Object.keys(faults).length > 0,
    switchAccountUrl: model.switchAccountUrl,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
<div class="flex flex-col items-center text-center">${flow ? appTile(flow.app, 'size-14') : brandMark('size-14')}
<h1 class="mt-4 text-2xl font-semibold">${create.title}</h1>
<p class="mt-1 text-muted">${flow ? create.lead(flow.app.title) : create.leadPlain}</p></div>
<form method="post" action="${model.form.action}" class="mt-7 space-y-5">${hiddenFields(context.csrfToken, model.form.hidden)}
${organizationFields(context, { all: model.kinds, values, faults })}
<button class="btn btn-primary btn-block">${create.submit}</button>
</form>
</section>`,
    below: [
      model.backUrl !== null &&
        html`<p class="mt-6 text-center"><a class="g-link inline-flex items-center gap-1.5" href="${model.backUrl}">${icon('arrow-left', 'size-4')}${create.back}</a></p>`,
      flow &&
        html`<form method="post" action="${model.form.action}" class="mt-4 text-center">${hiddenFields(context.csrfToken, model.form.hidden)}<button class="btn btn-ghost" name="decision" value="cancel">${flow.answersTo.kind === 'device' ? texts.page.cancel : texts.page.cancelTo(flow.app.title)}</button></form>`,
    ],
  })
}
