import { field, formFoot, hiddenFields, icon, notice, selectField } from '../../../platform/web/components.ts'
import { copyButton } from '../../../platform/web/copy-button.ts'
import {
  type AppArea,
  developerPage,
  developerQuestion,
  doneNotice,
} from '../../../platform/web/developer-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import { BEARER_KINDS, type BearerKind } from '../provided-scope.ts'
import { type AppFaults, faultText } from './fault-text.ts'
import type { TextValues } from './texts-form.ts'
import { textArea, textFields } from './texts-form.view.ts'

export type ProvidedEventsNotice =
  | 'added'
  | 'saved'
  | 'removed'
  | 'password_saved'
  | 'password_removed'
  | 'changed_meanwhile'

/** A password with which an app posts events. */
type Password = { id: string; note: string | null; createdAt: number }

export type ProvidedEventsModel = {
  area: AppArea
  events: { name: string; bearerKind: BearerKind; title: string; description: string | null }[]
  passwords: Password[]
  notice: ProvidedEventsNotice | null
}

/** Events an app declares, and the passwords it posts them with (platform.md §4.9). */
export function providedEventsPage(context: PageContext, model: ProvidedEventsModel): string {
  const { events: texts } = textsOf(context.lang).developerProvides
  const { area, events } = model
  const add = html`<a class="btn btn-primary" href="${area.path}/events/new">${icon('plus', 'size-4')}${texts.add}</a>`
  const empty = html`<section class="g-card g-empty"><span>${icon('radio')}</span><h2>${texts.none}</h2><p>${texts.noneLead}</p>${add}</section>`
  return developerPage(context, area, {
    section: 'events',
    title: texts.title,
    lead: texts.lead,
    action: events.length > 0 && add,
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
<div class="space-y-6">${events.length === 0 ? empty : html`<section class="g-card"><ul class="g-rows">${events.map(event => eventRow(context, area, event))}</ul></section>`}${passwordsCard(context, model)}</div>`,
  })
}

function eventRow(
  context: PageContext,
  area: AppArea,
  { name, bearerKind, title, description }: ProvidedEventsModel['events'][number],
): Html {
  const { events: texts, bearerKinds } = textsOf(context.lang).developerProvides
  const at = `${area.path}/events/${name}`
  const whole = `${area.app.name}.${name}`
  return html`<li class="flex-wrap">${icon('radio', 'size-4.5 shrink-0 text-muted')}<div class="g-main basis-56"><p class="wrap-anywhere"><span class="font-mono text-sm">${whole}</span> <span class="badge badge-sm badge-ghost ml-1">${bearerKinds[bearerKind]}</span></p><p class="g-sub wrap-anywhere">${title}${description !== null && html`: ${description}`}</p></div><div class="flex flex-wrap gap-2 max-sm:pl-8"><a class="btn btn-sm" href="${at}/edit" aria-label="${texts.edit}: ${whole}">${texts.edit}</a><a class="btn btn-sm btn-quiet-error" href="${at}/remove" aria-label="${texts.remove} ${whole}">${texts.remove}</a></div></li>`
}

function passwordsCard(context: PageContext, { area, passwords }: ProvidedEventsModel): Html {
  const { passwords: texts } = textsOf(context.lang).developerProvides
  const reader = { lang: context.lang, timeZone: area.frame.timeZone }
  const rows = passwords.map(({ id, note, createdAt }) => {
    const name = note ?? texts.unnamed
    const at = `${area.path}/events/passwords/${id}`
    return html`<li class="flex-wrap">${icon('key-round', 'size-4.5 shrink-0 text-muted')}<div class="g-main basis-48"><p class="wrap-anywhere">${name}</p><p class="g-sub">${texts.made} ${dateElement(createdAt, reader)}</p></div><div class="flex flex-wrap gap-2 max-sm:pl-8"><form method="post" action="${at}/secret">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${texts.show}: ${name}">${icon('eye', 'size-4')}${texts.show}</button></form><a class="btn btn-sm" href="${at}/edit" aria-label="${texts.edit}: ${name}">${texts.edit}</a><a class="btn btn-sm btn-quiet-error" href="${at}/remove" aria-label="${texts.remove} ${name}">${texts.remove}</a></div></li>`
  })
  return html`<section class="g-card"><div class="g-card-head"><div class="min-w-0 flex-1 basis-64"><h2>${texts.title}</h2><p class="text-sm text-muted">${texts.lead(area.app.name)}</p></div><a class="btn btn-sm" href="${area.path}/events/passwords/new">${icon('plus', 'size-4')}${texts.add}</a></div>${passwords.length === 0 ? html`<p class="g-card-body text-muted">${texts.none}</p>` : html`<ul class="g-rows">${rows}</ul>`}</section>`
}

export type EventValues = { name: string; bearerKind: string; example: string; texts: TextValues }

export type EditEventModel = {
  area: AppArea
  /** Its name; null: a new one. */
  event: string | null
  values: EventValues
  faults: AppFaults
}

/** Declares an event, or changes its words. Posts `name`, `bearer_kind`, `example`, `title_en`, `description_en`, … */
export function editEventPage(context: PageContext, { area, event, values, faults }: EditEventModel): string {
  const texts = textsOf(context.lang)
  const { events, bearerKinds, fields } = texts.developerProvides
  const fault = (key: string) => faultText(context.lang, faults[key] ?? null)
  const whole = fault('')
  return developerPage(context, area, {
    section: 'events',
    title: event === null ? events.newTitle : events.editTitle,
    lead: event === null ? events.newLead : html`<code class="font-mono">${area.app.name}.${event}</code>`,
    isFault: Object.keys(faults).length > 0,
    body: html`<form method="post" action="${area.path}/events/${event === null ? 'new' : `${event}/edit`}" class="g-card max-w-3xl">${hiddenFields(context.csrfToken)}<div class="space-y-6 p-5 sm:p-6">${whole && notice('error', whole)}${
      event === null &&
      field({
        name: 'name',
        label: events.name,
        value: values.name,
        autocomplete: 'off',
        lengthMax: 60,
        isRequired: true,
        hint: events.nameHint,
        fault: fault('name'),
        hasFocus: true,
      })
    }${selectField({ name: 'bearer_kind', label: fields.bearerKind, value: values.bearerKind, options: BEARER_KINDS.map(value => ({ value, label: bearerKinds[value] })), autocomplete: 'off', fault: fault('bearer_kind') })}
${textFields(context, { values: values.texts, faults, hasSummary: false })}
${textArea({ name: 'example', label: html`${events.example} <span class="font-normal text-muted">${texts.page.optional}</span>`, value: values.example, fault: fault('example'), hint: events.exampleHint, lengthMax: 5000, isCode: true })}</div>${formFoot(`${area.path}/events`, texts.page.cancel, event === null ? events.submit : texts.developer.save)}</form>`,
  })
}

/** Asks once before an event is declared no longer. */
export function removeEventPage(
  context: PageContext,
  { area, event, title }: { area: AppArea; event: string; title: string },
): string {
  const { events } = textsOf(context.lang).developerProvides
  const whole = `${area.app.name}.${event}`
  return developerQuestion(context, area, 'events', {
    title: events.removeTitle(whole),
    consequences: [
      { icon: 'ban', text: events.removeMeans.post },
      { icon: 'inbox', text: events.removeMeans.subscribers },
    ],
    subject: title,
    action: `${area.path}/events/${event}/remove`,
    keep: { label: events.keep, href: `${area.path}/events` },
    confirm: events.confirm,
  })
}

/** Makes an event password, or changes what it is for. Posts `note`. */
export function editPasswordPage(
  context: PageContext,
  {
    area,
    password,
    values,
    fault,
  }: {
    area: AppArea
    /** Null: a new one. */
    password: Password | null
    values: { note: string; newest: string }
    fault: string | null
  },
): string {
  const texts = textsOf(context.lang)
  const { passwords } = texts.developerProvides
  const path = `${area.path}/events/passwords`
  return developerPage(context, area, {
    section: 'events',
    title: password ? passwords.editTitle : passwords.newTitle,
    isFault: fault !== null,
    body: html`<form method="post" action="${path}/${password ? `${password.id}/edit` : 'new'}" class="g-card max-w-xl">${hiddenFields(context.csrfToken, { newest: values.newest })}<div class="p-5 sm:p-6">${field({ name: 'note', label: html`${passwords.note} <span class="font-normal text-muted">${texts.page.optional}</span>`, value: values.note, autocomplete: 'off', lengthMax: 100, hint: passwords.noteHint, fault: fault === 'too_many' ? passwords.tooMany : faultText(context.lang, fault), hasFocus: true })}</div>${formFoot(`${area.path}/events`, texts.page.cancel, password ? texts.developer.save : passwords.submit)}</form>`,
  })
}

/** The page that shows a password. */
export function passwordPage(
  context: PageContext,
  { area, password, secret }: { area: AppArea; password: Password; secret: string },
): string {
  const { passwords } = textsOf(context.lang).developerProvides
  return secretCard(context, {
    area,
    section: 'events',
    title: passwords.shownTitle,
    lead: password.note ?? passwords.unnamed,
    warning: passwords.shown(area.app.name),
    label: passwords.password,
    secret,
    doneHref: `${area.path}/events`,
  })
}

/** A page that shows one secret. */
export function secretCard(
  context: PageContext,
  model: {
    area: AppArea
    section: 'events' | 'subscriptions'
    title: string
    lead: string
    warning: string
    label: string
    secret: string
    doneHref: string
  },
): string {
  const { secret: texts } = textsOf(context.lang).developerOAuth
  return developerPage(context, model.area, {
    section: model.section,
    title: model.title,
    lead: model.lead,
    body: html`<section class="g-card max-w-3xl"><div class="space-y-5 p-5 sm:p-6">${notice('warning', model.warning)}<div><h2 class="g-label">${model.label}</h2><div class="flex flex-wrap items-start gap-2"><pre class="g-code g-wrap min-w-0 flex-1 basis-64 select-all" tabindex="0" role="group" aria-label="${model.label}"><code id="secret">${model.secret}</code></pre>${copyButton(context, { source: 'secret', what: model.label })}</div></div></div><div class="flex justify-end border-t border-line px-5 py-4 sm:px-6"><a class="btn btn-primary" href="${model.doneHref}">${texts.done}</a></div></section>`,
  })
}

/** Asks before a secret is shown: where one comes back to after proving who one is. */
export function showSecretCard(
  context: PageContext,
  model: {
    area: AppArea
    section: 'events' | 'subscriptions'
    title: string
    lead?: string
    action: string
    backHref: string
  },
): string {
  const texts = textsOf(context.lang)
  const { secret } = texts.developerOAuth
  return developerPage(context, model.area, {
    section: model.section,
    title: model.title,
    lead: model.lead,
    body: html`<section class="g-card max-w-xl"><p class="p-5 text-muted sm:p-6">${secret.showLead}</p><form method="post" action="${model.action}">${hiddenFields(context.csrfToken)}${formFoot(model.backHref, texts.page.cancel, html`${icon('eye', 'size-4')}${secret.show}`)}</form></section>`,
  })
}

/** Asks once before a password goes. */
export function removePasswordPage(
  context: PageContext,
  { area, password }: { area: AppArea; password: Password },
): string {
  const { passwords } = textsOf(context.lang).developerProvides
  const title = passwords.removeTitle
  return developerQuestion(context, area, 'events', {
    title,
    consequences: [{ icon: 'server', text: passwords.removeMeans }],
    subject: password.note ?? passwords.unnamed,
    action: `${area.path}/events/passwords/${password.id}/remove`,
    keep: { label: passwords.keep, href: `${area.path}/events` },
    confirm: passwords.confirm,
  })
}
