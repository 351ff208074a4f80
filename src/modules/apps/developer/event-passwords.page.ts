import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter, type Step } from '../../../platform/http/portal.ts'
import { type JsonFault, jsonCursor } from '../../../platform/json-cursor.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { type EventPassword, eventPasswordsOf, findEventPassword } from '../event-password.repository.ts'
import {
  createEventPassword,
  noteEventPassword,
  removeEventPassword,
  showEventPassword,
} from '../event-passwords.ts'
import type { GeneralDeps } from './general.page.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import { editPasswordPage, passwordPage, removePasswordPage, showSecretCard } from './provided-events.view.ts'

const NOTE_CHARACTERS_MAX = 100

type OpenedPassword = OpenedApp & { password: EventPassword }

/**
 * With what an app posts its events: /developer/apps/:name/events/passwords… (platform.md §4.9). All of it for somebody
 * who proved a short while ago who they are.
 */
export function eventPasswordPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name/events/passwords'
  newPages(scope, `${path}/new`, deps)
  onePages(scope, `${path}/:password`, deps)
}

function newPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  const { db, clock, apps } = deps
  const show = async (
    reply: FastifyReply,
    { app, area, context }: OpenedApp,
    note: string,
    fault: string | null,
  ) => {
    const newest = (await eventPasswordsOf(db, app.id)).at(-1)?.id ?? ''
    const values = { note, newest }
    return sendPage(reply, editPasswordPage(context, { area, password: null, values, fault }))
  }

  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'open')
    return opened ? show(reply, opened, '', null) : reply
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { app, area, act, context } = opened
    const note = typedNote(request)
    const fault = noteFault(note)
    if (fault) return show(reply.code(422), opened, note, fault)
    const made = await db.transaction(tx => {
      actsAs(tx, act)
      const wish = { appId: app.id, note: note || null, newest: formField(request, 'newest') ?? '' }
      return createEventPassword(tx, wish, apps, clock.now())
    })
    if (made === 'not_found') throw new PageRefusal(404, 'not_found')
    if (made === 'changed_meanwhile')
      return reply.redirect(`${area.path}/events?notice=changed_meanwhile`, 303)
    if (made === 'too_many') return show(reply.code(422), opened, note, made)
    return sendPage(reply, passwordPage(context, { area, ...made }))
  })
}

function onePages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  const { db, clock, apps } = deps

  scope.get(`${path}/secret`, async (request, reply) => {
    const opened = await openPassword(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { area, context, password } = opened
    const { unnamed, shownTitle } = textsOf(context.lang).developerProvides.passwords
    return sendPage(
      reply,
      showSecretCard(context, {
        area,
        section: 'events',
        title: shownTitle,
        lead: password.note ?? unnamed,
        action: `${area.path}/events/passwords/${password.id}/secret`,
        backHref: `${area.path}/events`,
      }),
    )
  })

  scope.post(`${path}/secret`, async (request, reply) => {
    const opened = await openPassword(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, context, act, password } = opened
    const shown = await db.transaction(tx => {
      actsAs(tx, act)
      return showEventPassword(tx, password, apps, clock.now())
    })
    if (shown === 'not_found') throw new PageRefusal(404, 'not_found')
    return sendPage(reply, passwordPage(context, { area, password, secret: shown.secret }))
  })

  scope.get(`${path}/edit`, async (request, reply) => {
    const opened = await openPassword(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { area, context, password } = opened
    const values = { note: password.note ?? '', newest: '' }
    return sendPage(reply, editPasswordPage(context, { area, password, values, fault: null }))
  })

  scope.post(`${path}/edit`, async (request, reply) => {
    const opened = await openPassword(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, context, act, password } = opened
    const note = typedNote(request)
    const fault = noteFault(note)
    if (fault) {
      const values = { note, newest: '' }
      return sendPage(reply.code(422), editPasswordPage(context, { area, password, values, fault }))
    }
    await db.transaction(tx => {
      actsAs(tx, act)
      return noteEventPassword(tx, { ...password, note: note || null }, clock.now())
    })
    return reply.redirect(`${area.path}/events?notice=password_saved`, 303)
  })

  scope.get(`${path}/remove`, async (request, reply) => {
    const opened = await openPassword(deps, { request, reply }, 'open')
    return opened ? sendPage(reply, removePasswordPage(opened.context, opened)) : reply
  })

  scope.post(`${path}/remove`, async (request, reply) => {
    const opened = await openPassword(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, act, password } = opened
    await db.transaction(tx => {
      actsAs(tx, act)
      return removeEventPassword(tx, password, clock.now())
    })
    return reply.redirect(`${area.path}/events?notice=password_removed`, 303)
  })
}

async function openPassword(
  deps: GeneralDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step,
): Promise<OpenedPassword | null> {
  const opened = await openApp(deps, exchange, step)
  if (opened === null) return null
  const id = pathParameter(exchange.request, 'password') ?? ''
  const password = await findEventPassword(deps.db, { id, appId: opened.app.id })
  if (password === null) throw new PageRefusal(404, 'not_found')
  return { ...opened, password }
}

function typedNote(request: FastifyRequest): string {
  return (formField(request, 'note') ?? '').trim()
}

function noteFault(note: string): string | null {
  const faults: JsonFault[] = []
  if (note !== '') jsonCursor(note, faults).text(NOTE_CHARACTERS_MAX)
  return faults[0]?.fault ?? null
}
