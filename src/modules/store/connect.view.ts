import {
  type AppBadge,
  appTile,
  grantPictures,
  hiddenFields,
  icon,
  notice,
  organizationPicture,
  personPicture,
} from '../../platform/web/components.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { type Html, html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { unbrokenName } from '../../platform/web/plain-text.ts'
import { countScopes, type ScopeGroup, scopeGroups } from '../../platform/web/scope-list.ts'
import { listOfNames, roleNames, textsOf } from '../../platform/web/texts.ts'
import type { ConnectFault } from './connect.ts'

/** Somebody an app can be connected to. */
export type Choice = {
  name: string
  /** Null: the reader. */
  organization: { id: string; logoUrl: string | null; roles: readonly string[] } | null
  avatarUrl: string | null
  href: string
  isConnected: boolean
  /** Why it cannot be chosen. */
  refusal:
    | { reason: 'not_administrator'; administratorNames: string[] }
    | { reason: 'second_factor' | 'not_available' }
    | null
}

export type ChooseModel = { app: AppBadge; path: string; choices: Choice[] }

/** Where an app should be connected: an organization one administers, or oneself. */
export function choosePage(context: PageContext, { app, path, choices }: ChooseModel): string {
  const { store } = textsOf(context.lang)
  const { choose } = store
  return flowPage(context, {
    title: choose.title(unbrokenName(app.title)),
    card: html`<section class="g-card-float"><div class="px-6 pt-8 pb-5 text-center sm:px-8"><div class="flex justify-center">${appTile(app, 'size-14')}</div>
<h1 class="mt-4 text-2xl font-semibold">${choose.title(unbrokenName(app.title))}</h1><p class="mt-1.5 text-muted">${choose.lead}</p></div><ul class="px-3 pb-3">${choices.map(choice => html`<li>${choiceItem(context, app, choice)}</li>`)}</ul></section>`,
    below: html`<p class="mt-5 text-center"><a class="btn btn-ghost" href="${path}">${choose.cancel(unbrokenName(app.title))}</a></p>`,
  })
}

function choiceItem(context: PageContext, app: AppBadge, choice: Choice): Html {
  const { choose } = textsOf(context.lang).store
  const { organization, refusal, name } = choice
  const picture = organization
    ? organizationPicture({ ...organization, name }, 'size-11')
    : personPicture(name, 'size-11', choice.avatarUrl)
  const facts = organization ? roleNames(context.lang, [...organization.roles]) : [choose.yourselfLead]
  if (refusal === null)
    return html`<a class="flex min-h-16 w-full items-center gap-3.5 rounded-field px-3 py-2.5 text-left hover:bg-base-200" href="${choice.href}">${picture}<span class="min-w-0 flex-1"><span class="block font-semibold wrap-anywhere">${organization ? name : choose.yourself}</span><span class="block text-sm text-muted">${[...facts, ...(choice.isConnected ? [choose.connected] : [])].join(' · ')}</span></span>${icon('chevron-right', 'size-5 shrink-0 text-muted')}</a>`
  const why =
    refusal.reason === 'not_administrator'
      ? choose.notAdministrator(listOfNames(context.lang, refusal.administratorNames.map(unbrokenName), 'or'))
      : refusal.reason === 'second_factor'
        ? choose.secondFactor
        : choose.notAvailable(unbrokenName(app.title))
  return html`<div class="flex items-start gap-3.5 px-3 py-2.5"><span class="opacity-60 grayscale">${picture}</span><span class="min-w-0 flex-1"><span class="block font-semibold text-muted wrap-anywhere">${name}</span><span class="block text-sm text-muted">${why}</span></span></div>`
}

export type ConnectConsentModel = {
  app: AppBadge
  bearer: {
    /** Null: the reader. */
    organization: { id: string; name: string; logoUrl: string | null; memberCount: number } | null
    person: { name: string; avatarUrl: string | null }
  }
  isConnected: boolean
  asked: ScopeGroup[]
  /** The scopes behind `asked`, as the form sends them. */
  askedScopes: string[]
  unavailable: ScopeGroup[]
  /** The host one is sent to; null: one stays in the hub. */
  host: string | null
  action: string
  cancelHref: string
  fault: ConnectFault | null
}

/** Asks once for everything an app desires (platform.md §7). Posts `scopes[]`. */
export function connectConsentPage(context: PageContext, model: ConnectConsentModel): string {
  const texts = textsOf(context.lang)
  const { consent, appBy } = texts.oauth
  const { store } = texts
  const { app, asked, isConnected, unavailable, fault } = model
  const { organization, person } = model.bearer
  const name = organization?.name ?? person.name
  const asker = appBy(app.title, app.vendorName)
  const count = countScopes(asked)
  const question = isConnected
    ? (organization ? consent.more : consent.morePerson)(asker, count)
    : (organization ? consent.access : consent.accessPerson)(asker)
  const picture = organization
    ? organizationPicture(organization, 'size-16')
    : personPicture(person.name, 'size-16', person.avatarUrl)
  const nothing = organization ? consent.nothingAskedOrganization(app.title) : consent.nothingAsked(app.title)
  const scopes = model.askedScopes.map(scope => html`<input type="hidden" name="scopes[]" value="${scope}">`)
  return flowPage(context, {
    title: consent.documentTitle(app.title, name),
    isFault: fault !== null,
    card: html`<article class="g-card-float"><div class="px-6 pt-8 sm:px-8">
${fault && html`<div class="mb-6">${notice('error', store.consent.faults[fault])}</div>`}
${grantPictures(picture, appTile(app, 'size-16'))}
<h1 class="mt-6 text-center text-xl font-semibold"><span class="font-normal text-muted">${question}</span> <span class="block text-2xl">${name}</span></h1>
<div class="mt-7">${count > 0 ? scopeGroups(context, asked, { isNew: isConnected, level: 2 }) : html`<p class="rounded-field border border-line px-4 py-3.5">${nothing}</p>`}</div>
${unavailable.length > 0 && html`<details class="group mt-4"><summary class="inline-flex min-h-10 items-center gap-2 text-muted">${icon('chevron-right', 'size-4 group-open:rotate-90')}${store.consent.unavailableTitle}</summary><p class="mb-3 text-sm text-muted">${store.consent.unavailableLead}</p>${scopeGroups(context, unavailable, { isNew: false, level: 2 })}</details>`}
<h2 class="mt-7 mb-3 text-sm font-semibold">${consent.whatThisMeans}</h2><ul class="g-means pb-7">${organization && html`<li>${icon('users-round')}<span>${consent.allMembers(organization.memberCount, unbrokenName(organization.name), unbrokenName(app.title))}</span></li>`}<li>${icon(model.host === null ? 'layout-grid' : 'external-link')}<span>${model.host === null ? store.consent.sentBack : consent.sentTo(model.host)}</span></li></ul>
</div><form method="post" action="${model.action}" class="g-answer">${hiddenFields(context.csrfToken)}${scopes}<a class="btn" href="${model.cancelHref}">${texts.page.cancel}</a><button class="btn btn-primary">${consent.allow}</button></form></article>`,
  })
}
