import type { FastifyInstance, FastifyReply } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { findApp } from '../app.repository.ts'
import { subscribedEventsOf } from '../event.repository.ts'
import { describeEvents, searchEvents } from '../event-search.ts'
import { findWebhookSecret } from '../webhook.repository.ts'
import { renewWebhookSecret, showWebhookSecret, webhookSecretMark } from '../webhook-secret.ts'
import { configure, type GeneralDeps } from './general.page.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import { secretCard, showSecretCard } from './provided-events.view.ts'
import {
  renewSecretPage,
  type SubscriptionsModel,
  type SubscriptionsNotice,
  subscriptionsPage,
} from './subscriptions.view.ts'

const FOUND_MAX = 20
const QUERY_CHARACTERS_MAX = 200
const NOTICES: readonly SubscriptionsNotice[] = [
  'webhook_saved',
  'added',
  'removed',
  'renamed',
  'changed_meanwhile',
]

/** Where an app hears of what happens, and of what: /developer/apps/:name/subscriptions… (platform.md §4.7). */
export function subscriptionPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name/subscriptions'
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const asked = queryParameter(request, 'notice')
    return show(reply, deps, opened, {
      notice: NOTICES.find(known => known === asked) ?? null,
      query: (queryParameter(request, 'q') ?? '').slice(0, QUERY_CHARACTERS_MAX),
    })
  })

  scope.post(`${path}/webhook`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const value = (formField(request, 'url') ?? '').trim()
    const configured = await configure(deps, opened, () => ({ webhook_url: value || null }))
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, 'webhook_saved')
    const fault = configured.faults[0]?.fault ?? null
    return show(reply.code(422), deps, opened, { webhook: { value, fault } })
  })

  secretPages(scope, path, deps)
  eventPages(scope, path, deps)
}

function secretPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  const { db, clock, apps } = deps
  const shownPage = (reply: FastifyReply, { area, context }: OpenedApp, secret: string) => {
    const { subscriptions: texts } = textsOf(context.lang).developerProvides
    return sendPage(
      reply,
      secretCard(context, {
        area,
        section: 'subscriptions',
        title: texts.secret,
        lead: texts.webhook,
        warning: texts.secretShown,
        label: texts.secret,
        secret,
        doneHref: `${area.path}/subscriptions`,
      }),
    )
  }

  scope.get(`${path}/secret`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { app, area, context } = opened
    if ((await findWebhookSecret(db, app.id)) === null) throw new PageRefusal(404, 'not_found')
    const at = `${area.path}/subscriptions`
    const title = textsOf(context.lang).developerProvides.subscriptions.secret
    const model = { area, section: 'subscriptions' as const, title, action: `${at}/secret`, backHref: at }
    return sendPage(reply, showSecretCard(context, model))
  })

  scope.post(`${path}/secret`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'send')
    if (!opened) return reply
    const shown = await db.transaction(tx => {
      actsAs(tx, opened.act)
      return showWebhookSecret(tx, opened.app.id, apps, clock.now())
    })
    if (shown === 'not_found') throw new PageRefusal(404, 'not_found')
    return shownPage(reply, opened, shown.secret)
  })

  scope.get(`${path}/renew`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'open')
    if (!opened) return reply
    const ciphertext = await findWebhookSecret(db, opened.app.id)
    if (ciphertext === null) throw new PageRefusal(404, 'not_found')
    const { area, context } = opened
    return sendPage(reply, renewSecretPage(context, { area, seen: webhookSecretMark(ciphertext) }))
  })

  scope.post(`${path}/renew`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'send')
    if (!opened) return reply
    const seen = formField(request, 'seen') ?? ''
    const renewed = await db.transaction(tx => {
      actsAs(tx, opened.act)
      return renewWebhookSecret(tx, { appId: opened.app.id, seen }, apps, clock.now())
    })
    if (renewed === 'not_found') throw new PageRefusal(404, 'not_found')
    if (renewed === 'changed_meanwhile') return back(reply, opened, renewed)
    return shownPage(reply, opened, renewed.secret)
  })
}

function eventPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  const { names } = deps.apps

  /** Finds while one types. */
  scope.get(`${path}/events`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const query = (queryParameter(request, 'q') ?? '').slice(0, QUERY_CHARACTERS_MAX)
    const texts = textsOf(opened.context.lang)
    const { found } = await find(deps, opened, query)
    return reply.send({
      status: texts.developerProvides.subscriptions.found(found.length),
      options: found.map(({ event, title, providerTitle, isAdded }) => ({
        value: event,
        label: event,
        text: `${title} · ${providerTitle}`,
        note: texts.developerOAuth.scopes.isAdded,
        isTaken: isAdded,
      })),
    })
  })

  scope.post(`${path}/events`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const added = (formField(request, 'event') ?? '').trim()
    const configured = await changeEvents(deps, opened, events => [...events, added])
    if (configured.outcome === 'configured') return back(reply, opened, 'added')
    const eventFault = configured.faults[0]?.fault ?? null
    return show(reply.code(422), deps, opened, { eventFault, query: added })
  })

  scope.post(`${path}/events/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const removed = formField(request, 'event')
    const configured = await changeEvents(deps, opened, events => events.filter(name => name !== removed))
    return configured.outcome === 'configured'
      ? back(reply, opened, 'removed')
      : show(reply.code(422), deps, opened, { eventFault: configured.faults[0]?.fault ?? null })
  })

  scope.post(`${path}/names`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const wanted = names.platformApps.find(name => name === formField(request, 'name'))
    if (wanted === undefined) throw new PageRefusal(400, 'bad_request')
    await changeEvents(deps, opened, events => [...new Set(events.map(event => renamed(event, wanted)))])
    return back(reply, opened, 'renamed')
  })

  function renamed(event: string, wanted: string): string {
    const [app = '', name = ''] = event.split('.')
    return names.isPlatformApp(app) ? `${wanted}.${name}` : event
  }
}

async function changeEvents(deps: GeneralDeps, opened: OpenedApp, change: (events: string[]) => string[]) {
  const configured = await configure(deps, opened, async reader => ({
    subscribed_events: change(await subscribedEventsOf(reader, opened.app.id)),
  }))
  if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
  return configured
}

async function find({ db, apps }: GeneralDeps, { app, organization, context }: OpenedApp, query: string) {
  const wish = { query, vendorId: organization.id, lang: context.lang, limit: FOUND_MAX + 1 }
  const found = await searchEvents(db, wish, apps.names)
  const subscribed = new Set(await subscribedEventsOf(db, app.id))
  return {
    isCut: found.length > FOUND_MAX,
    found: found.slice(0, FOUND_MAX).map(one => ({ ...one, isAdded: subscribed.has(one.event) })),
  }
}

async function show(
  reply: FastifyReply,
  deps: GeneralDeps,
  opened: OpenedApp,
  {
    notice = null,
    query = '',
    webhook,
    eventFault = null,
  }: {
    notice?: SubscriptionsNotice | null
    query?: string
    webhook?: { value: string; fault: string | null }
    eventFault?: string | null
  },
): Promise<FastifyReply> {
  const { db, apps } = deps
  const { area, context, organization } = opened
  // Read anew: the form may have changed it.
  const app = (await findApp(db, opened.app.id)) ?? opened.app
  const names = await subscribedEventsOf(db, app.id)
  const reader = { vendorId: organization.id, lang: context.lang }
  const subscribed = await describeEvents(db, names, reader, apps.names)
  const ofPlatform = subscribed.map(({ event }) => event.split('.')[0] ?? '').filter(apps.names.isPlatformApp)
  const model: SubscriptionsModel = {
    area,
    webhook: {
      ...(webhook ?? { value: app.webhookUrl ?? '', fault: null }),
      hasSecret: (await findWebhookSecret(db, app.id)) !== null,
    },
    isSandbox: apps.environment === 'sandbox',
    subscribed,
    search: query === '' ? null : { query, ...(await find(deps, opened, query)) },
    eventFault,
    otherNames: apps.names.platformApps.filter(name => ofPlatform.some(used => used !== name)),
    notice,
  }
  return sendPage(reply, subscriptionsPage(context, model))
}

function back(reply: FastifyReply, { area }: OpenedApp, notice: SubscriptionsNotice): FastifyReply {
  return reply.redirect(`${area.path}/subscriptions?notice=${notice}`, 303)
}
