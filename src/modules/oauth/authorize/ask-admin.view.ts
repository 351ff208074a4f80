import {
  type AppBadge,
  appTile,
  type FormTarget,
  grantPictures,
  hiddenFields,
  type OrganizationBadge,
  organizationPicture,
  personPicture,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { roleNames, textsOf } from '../../../platform/web/texts.ts'
import type { AnswersTo } from './answers-to.ts'

export type AskAdminModel = {
  app: AppBadge
  organization: OrganizationBadge
  /** The app is connected already and asks for more. */
  isConnected: boolean
  administrators: { name: string; avatarUrl: string | null; roles: string[] }[]
  answersTo: AnswersTo
  form: FormTarget
  switchAccountUrl: string
  chooseOrganizationUrl: string | null
}

/** A member may not decide for the organization; tells whom to ask (C-14, G-38). Posts `decision` = `cancel`. */
export function askAdminPage(context: PageContext, model: AskAdminModel): string {
  const texts = textsOf(context.lang)
  const { askAdmin } = texts.oauth
  const { app, organization, administrators } = model
  const heading = model.isConnected ? askAdmin.moreTitle : askAdmin.title
  const title = heading(unbrokenName(app.title), unbrokenName(organization.name))
  return flowPage(context, {
    title,
    switchAccountUrl: model.switchAccountUrl,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${grantPictures(organizationPicture(organization, 'size-16'), appTile(app, 'size-16'))}
<h1 class="mt-6 text-center text-2xl font-semibold">${title}</h1>
<p class="mt-2 text-center text-muted">${model.isConnected ? askAdmin.moreLead : askAdmin.lead}</p>
${administrators.length > 0 ? administratorList(context, administrators) : html`<p class="mt-6 text-center">${askAdmin.nobody}</p>`}
<form method="post" action="${model.form.action}" class="mt-7">${hiddenFields(context.csrfToken, model.form.hidden)}<button class="btn btn-block" name="decision" value="cancel">${texts.page.cancel}</button></form>
</section>`,
    below: html`<p class="mt-5 text-center text-sm text-muted">${model.answersTo.kind === 'device' ? askAdmin.cancelLeadDevice : askAdmin.cancelLead(unbrokenName(app.title))}</p>
${model.chooseOrganizationUrl !== null && html`<p class="mt-2 text-center text-sm"><a class="g-link" href="${model.chooseOrganizationUrl}">${texts.oauth.chooseAnother}</a></p>`}`,
  })
}

function administratorList(context: PageContext, administrators: AskAdminModel['administrators']): Html {
  const { askAdmin } = textsOf(context.lang).oauth
  return html`<h2 class="g-label mt-7">${askAdmin.who(administrators.length)}</h2>
<ul class="divide-y divide-line rounded-field border border-line">${administrators.map(
    ({ name, avatarUrl, roles }) =>
      html`<li class="flex min-h-14 items-center gap-3 px-3.5 py-2">${personPicture(name, 'size-9', avatarUrl)}<span class="min-w-0"><span class="block font-medium">${name}</span><span class="block text-sm text-muted">${roleNames(context.lang, roles).join(' · ')}</span></span></li>`,
  )}</ul>`
}
