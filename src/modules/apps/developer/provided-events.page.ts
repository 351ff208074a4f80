import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import { inLanguage } from '../app.ts'
import { type ProvidedEvent, providedEventsOf } from '../event.repository.ts'
import { eventPasswordsOf } from '../event-password.repository.ts'
import { eventDocument } from '../manifest-of.ts'
import { configure, type GeneralDeps } from './general.page.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import {
  type EditEventModel,
  type EventValues,
  editEventPage,
  type ProvidedEventsNotice,
  providedEventsPage,
  removeEventPage,
} from './provided-events.view.ts'
import { itemFaults, textDocuments, textValues, typedTexts } from './texts-form.ts'

const NOTICES: readonly ProvidedEventsNotice[] = [
  'added',
  'saved',
  'removed',
  'password_saved',
  'password_removed',
  'changed_meanwhile',
]

type OpenedEvent = OpenedApp & { event: ProvidedEvent }

/** Events an app declares: /developer/apps/:name/events… (platform.md §4.9). */
export function providedEventPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name/events'
  const { db } = deps

  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const events = (await providedEventsOf(db, app.id)).map(({ name, bearerKind, translations }) => {
      const words = inLanguage(translations, context.lang)
      return { name, bearerKind, title: words?.title ?? name, description: words?.description ?? null }
    })
    const asked = queryParameter(request, 'notice')
    const notice = NOTICES.find(known => known === asked) ?? null
    const passwords = await eventPasswordsOf(db, app.id)
    return sendPage(reply, providedEventsPage(context, { area, events, passwords, notice }))
  })

  scope.get(`${path}/new`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const values = { name: '', bearerKind: 'Organization', example: '', texts: textValues([]) }
    return show(reply, opened, { event: null, values, faults: {} })
  })

  scope.post(`${path}/new`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const values = typedValues(request)
    const { locales, documents } = textDocuments(values.texts, { hasSummary: false })
    let index = 0
    const configured = await configure(deps, opened, async reader => {
      const before = (await providedEventsOf(reader, opened.app.id)).map(eventDocument)
      index = before.length
      return { events: [...before, { name: values.name, ...changed(values), translations: documents }] }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, 'added')
    const faults = itemFaults(configured.faults, { path: `events[${index}]`, locales })
    return show(reply.code(422), opened, { event: null, values, faults })
  })

  editPages(scope, `${path}/:event/edit`, deps)
  removePages(scope, `${path}/:event/remove`, deps)
}

function editPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openEvent(deps, { request, reply })
    if (!opened) return reply
    const { name, bearerKind, example, translations } = opened.event
    const values = { name, bearerKind, example: example ?? '', texts: textValues(translations) }
    return show(reply, opened, { event: name, values, faults: {} })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openEvent(deps, { request, reply })
    if (!opened) return reply
    const values = typedValues(request)
    const { locales, documents } = textDocuments(values.texts, { hasSummary: false })
    let index = 0
    const configured = await configure(deps, opened, async reader => {
      const before = await providedEventsOf(reader, opened.app.id)
      index = before.findIndex(({ name }) => name === opened.event.name)
      return {
        events: before.map((event, at) => ({
          ...eventDocument(event),
          ...(at === index && { ...changed(values), translations: documents }),
        })),
      }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, 'saved')
    const faults = itemFaults(configured.faults, { path: `events[${index}]`, locales })
    return show(reply.code(422), opened, { event: opened.event.name, values, faults })
  })
}

function removePages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openEvent(deps, { request, reply })
    if (!opened) return reply
    const { area, context, event } = opened
    const title = inLanguage(event.translations, context.lang)?.title ?? event.name
    return sendPage(reply, removeEventPage(context, { area, event: event.name, title }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openEvent(deps, { request, reply })
    if (!opened) return reply
    const configured = await configure(deps, opened, async reader => ({
      events: (await providedEventsOf(reader, opened.app.id))
        .filter(({ name }) => name !== opened.event.name)
        .map(eventDocument),
    }))
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    return back(reply, opened, 'removed')
  })
}

async function openEvent(
  deps: GeneralDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
): Promise<OpenedEvent | null> {
  const opened = await openApp(deps, exchange)
  if (opened === null) return null
  const asked = pathParameter(exchange.request, 'event')
  const event = (await providedEventsOf(deps.db, opened.app.id)).find(({ name }) => name === asked)
  if (!event) throw new PageRefusal(404, 'not_found')
  return { ...opened, event }
}

function typedValues(request: FastifyRequest): EventValues {
  const text = (name: string) => (formField(request, name) ?? '').trim()
  return {
    name: text('name'),
    bearerKind: text('bearer_kind'),
    example: text('example').replaceAll('\r\n', '\n'),
    texts: typedTexts(text),
  }
}

function changed({ bearerKind, example }: EventValues) {
  return { bearer_kind: bearerKind, example: example || null }
}

function show(
  reply: FastifyReply,
  { area, context }: OpenedApp,
  model: Omit<EditEventModel, 'area'>,
): FastifyReply {
  return sendPage(reply, editEventPage(context, { area, ...model }))
}

function back(reply: FastifyReply, { area }: OpenedApp, notice: ProvidedEventsNotice): FastifyReply {
  return reply.redirect(`${area.path}/events?notice=${notice}`, 303)
}
