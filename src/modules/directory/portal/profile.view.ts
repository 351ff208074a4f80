import { countryOptions } from '../../../platform/countries.ts'
import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import {
  field,
  hiddenFields,
  icon,
  notice,
  personPicture,
  selectField,
} from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type PortalFrame, portalPage, type Visitor } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { Faults } from '../faults.ts'
import type { Person } from '../person.ts'

/** What the form holds, as typed. */
export type ProfileValues = Record<'firstName' | 'name' | 'pronoun' | 'birthday' | 'countryCode', string>

export type ProfileModel = {
  frame: PortalFrame
  person: Pick<Person, 'email' | 'emailConfirmedAt'>
  values: ProfileValues
  faults: Faults<keyof ProfileValues>
  visitor: Visitor
  notice: 'saved' | 'unchanged' | 'picture_saved' | 'picture_removed' | null
}

/** Who somebody is. Posts `first_name`, `name`, `pronoun`, `birthday`, `country_code`. */
export function profilePage(context: PageContext, model: ProfileModel): string {
  const { account, picture } = textsOf(context.lang)
  const { profile } = account
  const isConfirmed = model.person.emailConfirmedAt !== null
  const state = isConfirmed
    ? html`<span class="inline-flex items-center gap-1.5 text-success">${icon('circle-check', 'size-4')}${profile.confirmed}</span>`
    : html`<span class="inline-flex items-center gap-1.5 text-warning">${icon('triangle-alert', 'size-4')}${profile.unconfirmed}</span>`
  return portalPage(context, {
    title: profile.title,
    isFault: Object.keys(model.faults).length > 0,
    frame: model.frame,
    body: besideAccountMenu(
      context.lang,
      'profile',
      html`<div class="max-w-2xl space-y-6"><div class="g-head"><div><h1>${profile.title}</h1><p>${profile.lead}</p></div></div>
${model.notice && notice('info', { ...account, ...picture.notices }[model.notice])}
<section class="g-card flex flex-wrap items-center gap-4 p-5 sm:px-6">${personPicture(model.visitor.name, 'size-16', model.visitor.avatarUrl)}<div class="min-w-0 flex-1 basis-40"><p class="text-lg font-semibold wrap-anywhere">${model.visitor.name}</p><p class="text-sm text-muted wrap-anywhere">${model.visitor.email}</p></div><a class="btn btn-sm" href="/account/profile/picture">${icon('image-plus', 'size-4')}${picture.avatar.change}</a></section>
<form method="post" action="/account/profile" class="g-card" aria-label="${profile.names}">${hiddenFields(context.csrfToken)}<div class="space-y-5 p-5 sm:p-6">${fields(context, model)}</div><div class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6"><button class="btn btn-primary max-sm:grow">${account.save}</button></div></form>
<section class="g-card"><div class="g-card-head"><h2>${profile.email}</h2></div><ul class="g-rows"><li class="flex-wrap">${icon('mail', 'size-5 text-muted')}<div class="g-main basis-48"><p class="font-medium wrap-anywhere">${model.person.email}</p><p class="g-sub">${state}</p></div>${!isConfirmed && html`<a class="btn btn-sm" href="/email/confirmation">${profile.confirm}</a>`}<a class="btn btn-sm" href="/account/email">${profile.changeEmail}</a></li></ul></section>
<section class="g-card flex flex-wrap items-center gap-3 p-5 sm:px-6"><div class="min-w-0 flex-1 basis-56"><h2 class="text-lg font-semibold">${account.deleting.confirm}</h2><p class="text-sm text-muted">${account.deleting.lead}</p></div><a class="btn btn-quiet-error" href="/account/delete">${account.deleting.action}</a></section></div>`,
    ),
  })
}

/** In the order of the form. */
const FIELDS = ['firstName', 'name', 'pronoun', 'birthday', 'countryCode'] as const

function fields({ lang }: PageContext, { values, faults }: ProfileModel) {
  const { account, identity, page } = textsOf(lang)
  const { profile } = account
  const [faulty] = FIELDS.filter(name => faults[name])
  const optional = (label: string) =>
    html`${label} <span class="font-normal text-muted">${page.optional}</span>`
  return html`<div class="grid gap-5 sm:grid-cols-2">${field({
    name: 'first_name',
    label: optional(identity.firstName),
    value: values.firstName,
    autocomplete: 'given-name',
    lengthMax: 100,
    fault: faults.firstName && profile.faults.firstName,
    hasFocus: faulty === 'firstName',
  })}
${field({
  name: 'name',
  label: identity.lastName,
  value: values.name,
  autocomplete: 'family-name',
  lengthMax: 100,
  isRequired: true,
  fault: faults.name && (faults.name === 'blank' ? identity.nameMissing : identity.nameTooLong),
  hasFocus: faulty === 'name',
})}</div>
${field({
  name: 'pronoun',
  label: optional(profile.pronoun),
  value: values.pronoun,
  autocomplete: 'off',
  lengthMax: 50,
  hint: profile.pronounHint,
  fault: faults.pronoun && profile.faults.pronoun,
  hasFocus: faulty === 'pronoun',
})}
${field({
  name: 'birthday',
  label: optional(profile.birthday),
  type: 'date',
  value: values.birthday,
  autocomplete: 'bday',
  hint: profile.birthdayHint,
  fault: faults.birthday && profile.faults.birthday,
  hasFocus: faulty === 'birthday',
})}
${selectField({
  name: 'country_code',
  label: optional(identity.country),
  value: values.countryCode,
  options: [{ value: '', label: page.choose }, ...countryOptions(lang)],
  autocomplete: 'country',
  hint: profile.countryHint,
  fault: faults.countryCode && profile.faults.countryCode,
  hasFocus: faulty === 'countryCode',
})}`
}
