import {
  appTile,
  grantPictures,
  hiddenFields,
  organizationPicture,
  personPicture,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { countScopes, scopeGroups } from '../../../platform/web/scope-list.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { allowedBeforeList, consequences, otherWays } from './consent-effects.view.ts'
import type { ConsentModel } from './consent-model.ts'
import { deviceFacts } from './device-facts.view.ts'

/**
 * The question of the whole product: may this app access that (spec oauth.md §4.2 step 4, platform.md §7)? Posts
 * `decision` = `allow` or `cancel` to the form's action.
 */
export function consentPage(context: PageContext, model: ConsentModel): string {
  const texts = textsOf(context.lang)
  const { consent } = texts.oauth
  const { app, bearer, person, answersTo } = model
  const bearerName = bearer.kind === 'person' ? person.name : bearer.organization.name
  return flowPage(context, {
    title: consent.documentTitle(app.title, bearerName),
    switchAccountUrl: model.switchAccountUrl,
    card: html`<article class="g-card-float">
<div class="px-6 pt-8 sm:px-8">
${grantPictures(bearerPicture(model), appTile(app, 'size-16'))}
<h1 class="mt-6 text-center text-xl font-semibold"><span class="font-normal text-muted">${question(context, model)}</span> <span class="block text-2xl">${bearerName}</span></h1>
${answersTo.kind === 'device' && html`<div class="mt-7">${deviceFacts(context, answersTo.device)}</div>`}
<div class="mt-7">${askedScopes(context, model)}</div>
${model.allowedBefore && allowedBeforeList(context, model.allowedBefore)}
${consequences(context, model)}
</div>
<form method="post" action="${model.form.action}" class="g-answer">${hiddenFields(context.csrfToken, model.form.hidden)}<button class="btn" name="decision" value="cancel">${texts.page.cancel}</button><button class="btn btn-primary" name="decision" value="allow">${consent.allow}</button></form>
</article>`,
    below: otherWays(context, model),
  })
}

function bearerPicture({ bearer, person }: ConsentModel): Html {
  if (bearer.kind === 'person') return personPicture(person.name, 'size-16', person.avatarUrl)
  return organizationPicture(bearer.organization, 'size-16')
}

function question(
  context: PageContext,
  { app, bearer, allowedBefore, answersTo, ...asked }: ConsentModel,
): Html {
  const { consent, appBy, deviceBy } = textsOf(context.lang).oauth
  const asker = (answersTo.kind === 'device' ? deviceBy : appBy)(app.title, app.vendorName)
  if (allowedBefore) {
    const count = countScopes(asked.fromOrganization) + countScopes(asked.fromPerson)
    const ask = bearer.kind === 'person' ? consent.morePerson : consent.more
    return ask(asker, count)
  }
  const ask = {
    person: consent.accessPerson,
    organization: consent.access,
    on_behalf: consent.accessOnBehalf,
  }
  return ask[bearer.kind](asker)
}

/** What is asked; on behalf of an organization in two parts: from the organization, from the person. */
function askedScopes(context: PageContext, model: ConsentModel): Html {
  const { consent } = textsOf(context.lang).oauth
  const { bearer, fromOrganization, fromPerson } = model
  const isNew = model.allowedBefore !== null
  if (fromOrganization.length + fromPerson.length === 0) {
    return html`<p class="rounded-field border border-line px-4 py-3.5">${nothingAsked(context, model)}</p>`
  }
  if (bearer.kind !== 'on_behalf')
    return scopeGroups(context, [...fromOrganization, ...fromPerson], { isNew, level: 2 })
  return html`${
    fromOrganization.length > 0 &&
    html`<section><h2 class="mb-3 flex items-center gap-2.5 font-semibold">${organizationPicture(bearer.organization, 'size-7')}${consent.fromOrganization(bearer.organization.name)}</h2>${scopeGroups(context, fromOrganization, { isNew, level: 3 })}</section>`
  }${
    fromPerson.length > 0 &&
    html`<section class="mt-7 first:mt-0"><h2 class="mb-3 flex items-center gap-2.5 font-semibold">${personPicture(model.person.name, 'size-7', model.person.avatarUrl)}${consent.fromPerson}</h2>${scopeGroups(context, fromPerson, { isNew, level: 3 })}</section>`
  }`
}

function nothingAsked(context: PageContext, { app, bearer }: ConsentModel): string {
  const { consent } = textsOf(context.lang).oauth
  switch (bearer.kind) {
    case 'person':
      return consent.nothingAsked(app.title)
    case 'organization':
      return consent.nothingAskedOrganization(app.title)
    case 'on_behalf':
      return consent.nothingAskedOnBehalf(app.title, bearer.organization.name)
  }
}
