import type { FastifyInstance } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { inLanguage } from '../app.ts'
import { type ProvidedEvent, providedEventsOf } from '../event.repository.ts'
import { eventPasswordsOf } from '../event-password.repository.ts'
import { eventDocument } from '../manifest-of.ts'
import type { GeneralDeps } from './general.page.ts'
import { openApp } from './open-app.page.ts'
import {
  type EventValues,
  editEventPage,
  type ProvidedEventsNotice,
  providedEventsPage,
  removeEventPage,
} from './provided-events.view.ts'
import { type ProvidedKind, providedItemPages } from './provided-items.page.ts'

const NOTICES: readonly ProvidedEventsNotice[] = [
  'added',
  'saved',
  'removed',
  'password_saved',
  'password_removed',
  'changed_meanwhile',
]

/** Events an app declares: /developer/apps/:name/events… (platform.md §4.9). */
export function providedEventPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const { db } = deps
  scope.get('/developer/apps/:name/events', async (request, reply) => {
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
  providedItemPages(scope, deps, EVENTS)
}

const EVENTS: ProvidedKind<ProvidedEvent, EventValues> = {
  path: 'events',
  parameter: 'event',
  manifestKey: 'events',
  itemsOf: providedEventsOf,
  keyOf: ({ name }) => name,
  documentOf: eventDocument,
  valuesOf: event => ({
    name: event?.name ?? '',
    bearerKind: event?.bearerKind ?? 'Organization',
    example: event?.example ?? '',
  }),
  textsOf: ({ translations }) => translations,
  typed: text => ({ example: text('example').replaceAll('\r\n', '\n') }),
  changesOf: ({ bearerKind, example }) => ({ bearer_kind: bearerKind, example: example || null }),
  onlyNew: () => ({}),
  isUsed: async () => false,
  formPage: ({ area, context }, { item, values, faults }) =>
    editEventPage(context, { area, event: item?.name ?? null, values, faults }),
  removePage({ area, context }, { name, translations }) {
    const title = inLanguage(translations, context.lang)?.title ?? name
    return removeEventPage(context, { area, event: name, title })
  },
}
