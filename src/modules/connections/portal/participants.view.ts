import { countryName } from '../../../platform/countries.ts'
import { hiddenFields, icon, notice, organizationPicture } from '../../../platform/web/components.ts'
import {
  type AppArea,
  developerPage,
  developerQuestion,
  doneNotice,
} from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'

export const PARTICIPANT_NOTICES = [
  'invited',
  'removed',
  'not_found',
  'own',
  'invited_already',
  'too_many',
] as const
const DONE: readonly string[] = ['invited', 'removed']

/** An organization that was invited; the instant in ms. */
export type ParticipantRow = {
  id: string
  name: string
  logoUrl: string | null
  invitedAt: number
  isConnected: boolean
}

export type ParticipantsModel = AppArea &
  Slice & {
    participants: ParticipantRow[]
    query: string
    found: {
      id: string
      name: string
      logoUrl: string | null
      countryCode: string | null
      isKnown: boolean
    }[]
    notice: (typeof PARTICIPANT_NOTICES)[number] | null
  }

/** Who may connect an app that is not for everybody. Posts `organization`, an id (platform.md §4.10). */
export function participantsPage(context: PageContext, model: ParticipantsModel): string {
  const { participants: texts } = textsOf(context.lang)
  const { app, participants, path, query } = model
  const address = `${path}/participants`
  const search = html`<section class="g-card mb-6 p-5 sm:p-6"><form role="search" action="${address}" class="flex flex-wrap items-end gap-3"><label class="g-field min-w-0 flex-1 basis-60"><span class="text-sm font-medium">${texts.search}</span><input class="input" type="search" name="q" value="${query}" autocomplete="off" maxlength="100"></label><button class="btn">${icon('search', 'size-4')}${texts.find}</button></form><p class="g-hint mt-2">${texts.searchHint}</p>${query !== '' && results(context, model)}</section>`
  return developerPage(context, model, {
    section: 'participants',
    title: texts.title,
    lead: context.isSandbox ? texts.sandboxLead(app.title) : texts.lead(app.title),
    body: html`${model.notice !== null && (DONE.includes(model.notice) ? doneNotice(texts.notices[model.notice]) : html`<div class="mb-6">${notice('warning', texts.notices[model.notice])}</div>`)}${search}${
      participants.length === 0
        ? html`<section class="g-card g-empty"><span>${icon('users-round')}</span><h2>${texts.none}</h2><p>${texts.noneLead}</p></section>`
        : html`<section class="g-card"><ul class="g-rows">${participants.map(row => participantItem(context, model, row))}</ul>${pager(context, model, { hrefOf: page => listHref(address, {}, page) })}</section>`
    }`,
  })
}

function results(context: PageContext, { found, path, query }: ParticipantsModel): Fragment {
  const { participants: texts } = textsOf(context.lang)
  if (found.length === 0) return html`<p class="mt-4" role="status">${texts.nothingFound(query)}</p>`
  return html`<ul class="g-rows mt-4 border-t border-line">${found.map(
    ({ isKnown, ...organization }) =>
      html`<li>${organizationPicture(organization, 'size-10')}<div class="g-main"><p class="font-medium wrap-anywhere">${organization.name}</p>${organization.countryCode && html`<p class="g-sub">${countryName(organization.countryCode, context.lang)}</p>`}</div>${isKnown ? html`<span class="text-sm text-muted">${texts.known}</span>` : html`<form method="post" action="${path}/participants">${hiddenFields(context.csrfToken, { organization: organization.id })}<button class="btn btn-sm" aria-label="${texts.invite}: ${organization.name}">${texts.invite}</button></form>`}</li>`,
  )}</ul>`
}

function participantItem(
  context: PageContext,
  { frame, path }: ParticipantsModel,
  row: ParticipantRow,
): Html {
  const { participants: texts } = textsOf(context.lang)
  const invited = texts.invitedOn(
    dateElement(row.invitedAt, { lang: context.lang, timeZone: frame.timeZone }),
  )
  return html`<li>${organizationPicture(row, 'size-10')}<div class="g-main"><p class="font-medium wrap-anywhere">${row.name}</p><p class="g-sub">${row.isConnected ? texts.connected : texts.offered} · ${invited}</p></div><a class="btn btn-sm" href="${path}/participants/${row.id}/remove" aria-label="${texts.remove}: ${row.name}">${texts.remove}</a></li>`
}

/** Asks once before an organization is taken off. */
export function removeParticipantPage(
  context: PageContext,
  model: AppArea & { participant: ParticipantRow },
): string {
  const { participants: texts } = textsOf(context.lang)
  const { app, path, participant } = model
  const title = texts.removeTitle(unbrokenName(participant.name))
  return developerQuestion(context, model, 'participants', {
    title,
    consequences: [
      { icon: 'eye', text: texts.noLongerSees(participant.name, app.title) },
      ...(participant.isConnected
        ? [{ icon: 'unplug' as const, text: texts.connectionEnds(participant.name) }]
        : []),
    ],
    subject: texts.again,
    action: `${path}/participants/${participant.id}/remove`,
    keep: { label: texts.keep, href: `${path}/participants` },
    confirm: texts.removeNow,
  })
}
