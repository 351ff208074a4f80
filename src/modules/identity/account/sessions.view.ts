import type { Place } from '../../../platform/places.ts'
import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { hiddenFields, type IconName, icon, notice } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import { placeName } from '../../../platform/web/place-name.ts'
import { plainFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement, dateElement } from '../../../platform/web/time.ts'
import type { Device } from './device.ts'
import { deviceName } from './device-name.ts'

/** A live session as it is listed. */
export type SessionRow = {
  id: number
  device: Device
  addressBlock: string | null
  place: Place | null
  createdAt: number
  lastSeenAt: number
  isThisOne: boolean
}

export type SessionsModel = Slice & {
  timeZone: string
  rows: SessionRow[]
  notice: 'ended' | 'others_ended' | null
  now: number
}

const SIGNS: Record<Device['kind'], IconName> = {
  computer: 'monitor',
  laptop: 'laptop',
  phone: 'smartphone',
  unknown: 'globe',
}

/** Where a person is signed in, this browser first. */
export function sessionsPage(context: PageContext, model: SessionsModel): string {
  const { sessions: texts } = textsOf(context.lang).security
  const others =
    model.matching > 1 &&
    html`<form method="post" action="/account/sessions/others">${hiddenFields(context.csrfToken)}<button class="btn btn-sm">${texts.endOthers}</button></form>`
  const content = html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${texts.title}</h1><p>${texts.lead}</p></div></div>
${model.notice && html`<div class="mb-6">${notice('info', texts.notices[model.notice])}</div>`}
<section class="g-card"><div class="g-card-head flex-wrap"><h2 class="flex-1">${texts.list}</h2>${others}</div><ul class="g-rows">${model.rows.map(row => item(context, model, row))}</ul>${pager(context, model, { hrefOf: page => listHref('/account/sessions', {}, page) })}</section>
<p class="mt-4 text-sm text-muted">${texts.unknownOne} <a class="g-link" href="/account/security/password">${texts.changePassword}</a></p>`
  return portalPage(context, {
    title: texts.title,
    frame: plainFrame(model.timeZone),
    body: besideAccountMenu(context.lang, 'sessions', content),
  })
}

function item({ lang, csrfToken }: PageContext, { timeZone, now }: SessionsModel, row: SessionRow): Html {
  const { sessions: texts } = textsOf(lang).security
  const name = deviceName(lang, row.device)
  const since = texts.since(dateElement(row.createdAt, { lang, timeZone }))
  const seen = row.isThisOne ? texts.now : texts.seen(agoElement(row.lastSeenAt, now, lang))
  const place = row.place === null ? [] : [placeName(lang, row.place)]
  const facts: Fragment[] = [...place, row.addressBlock ?? texts.unknownPlace, seen, since]
  const end = html`<form method="post" action="/account/sessions/${row.id}/end">${hiddenFields(csrfToken)}<button class="btn btn-sm" aria-label="${texts.end}: ${name}">${texts.end}</button></form>`
  return html`<li>${icon(SIGNS[row.device.kind], 'size-5 shrink-0 text-muted')}<div class="g-main"><p class="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">${name}${row.isThisOne && html`<span class="badge badge-sm badge-soft badge-primary">${texts.thisOne}</span>`}</p><p class="g-sub wrap-anywhere">${facts.map((fact, index) => html`${index > 0 && ' · '}${fact}`)}</p></div>${!row.isThisOne && end}</li>`
}
