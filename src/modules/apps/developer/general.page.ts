import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Reader } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import type { App } from '../app.ts'
import { appTitle, inLanguage } from '../app.ts'

import { deleteApp } from '../change-app.ts'
import { type Configured, configureApp } from '../configure-app.ts'
import { credentialsOf } from '../credentials.repository.ts'
import type { AppsDeps } from '../deps.ts'
import { manifestOf } from '../manifest-of.ts'
import { appsThatDesireOf } from '../scope.repository.ts'
import { faultsByKey } from './fault-text.ts'
import { deleteAppPage, editAppPage, generalPage } from './general.view.ts'
import { manifestPage } from './manifest.view.ts'
import { type DeveloperDeps, type OpenedApp, openApp } from './open-app.page.ts'

const NOTICES = ['created', 'saved', 'applied', 'picture_saved', 'picture_removed'] as const
const MANIFEST_CHARACTERS_MAX = 200_000

export type GeneralDeps = DeveloperDeps & {
  clock: Clock
  apps: AppsDeps
  /** How many are connected to an app. */
  countConnections(reader: Reader, appId: string): Promise<number>
  /** Where an app stands in the store; null: it never does. */
  storePath(app: App): string | null
}

/** What an app is: /developer/apps/:name, …/edit, …/delete, …/manifest (platform.md §4.2, §4.11). */
export function generalPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name'
  lookPage(scope, path, deps)
  editPages(scope, `${path}/edit`, deps)
  deletePages(scope, `${path}/delete`, deps)
  manifestPages(scope, path, deps)
}

function lookPage(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const asked = queryParameter(request, 'notice')
    const notice = NOTICES.find(known => known === asked) ?? null
    const { category, entryPointUrl } = app
    const storePath = deps.storePath(app)
    return sendPage(reply, generalPage(context, { area, category, entryPointUrl, storePath, notice }))
  })
}

function editPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const values = {
      title: inLanguage(app.translations, 'en')?.title ?? '',
      category: app.category,
      entryPointUrl: app.entryPointUrl ?? '',
    }
    return sendPage(reply, editAppPage(context, { area, values, faults: {} }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const text = (name: string) => (formField(request, name) ?? '').trim()
    const values = {
      title: text('title'),
      category: text('category'),
      entryPointUrl: text('entry_point_url'),
    }
    const configured = await configure(deps, opened, () => ({
      translations: [
        {
          ...(app.translations.find(({ locale }) => locale === 'en') ?? { locale: 'en' }),
          title: values.title,
        },
        ...app.translations.filter(({ locale }) => locale !== 'en'),
      ],
      category: values.category,
      entry_point_url: values.entryPointUrl || null,
    }))
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return reply.redirect(`${area.path}?notice=saved`, 303)
    const { translations, ...others } = faultsByKey(configured.faults)
    const faults = { ...others, ...(translations !== undefined && { title: translations }) }
    return sendPage(reply.code(422), editAppPage(context, { area, values, faults }))
  })
}

function deletePages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  const { db, clock, apps, countConnections } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { app, area, context } = opened
    const others = await appsThatDesireOf(db, app.id)
    const remains = {
      connections: await countConnections(db, app.id),
      credentials: (await credentialsOf(db, app.id)).length,
      desiredByOthers: others.map(({ name, translations }) => appTitle(translations, context.lang) || name),
    }
    return sendPage(reply, deleteAppPage(context, { area, remains }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { app, area, act } = opened
    await db.transaction(tx => {
      actsAs(tx, act)
      return deleteApp(tx, { appId: app.id, actor: act.actor }, apps, clock.now())
    })
    return reply.redirect(`${area.listPath}?notice=deleted`, 303)
  })
}

/** The manifest is taken as a whole: what would change is shown first (platform.md §4.11). */
function manifestPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  const { db } = deps
  scope.get(`${path}/manifest.json`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app } = opened
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${app.name}.json"`)
      .send(`${JSON.stringify(await manifestOf(db, app), null, 2)}\n`)
  })

  scope.get(`${path}/manifest`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const text = JSON.stringify(await manifestOf(db, opened.app), null, 2)
    return sendPage(
      reply,
      manifestPage(opened.context, { area: opened.area, text, faults: [], changes: null }),
    )
  })

  scope.post(`${path}/manifest`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const text = (formField(request, 'manifest') ?? '').slice(0, MANIFEST_CHARACTERS_MAX)
    const show = (status: number, shown: Pick<Parameters<typeof manifestPage>[1], 'faults' | 'changes'>) =>
      sendPage(reply.code(status), manifestPage(context, { area, text, ...shown }))
    const document = documentOf(text)
    if (document === null)
      return show(422, { faults: [{ path: '', fault: 'is not a JSON object' }], changes: null })
    if (document['name'] !== undefined && document['name'] !== app.name)
      return show(422, { faults: [{ path: 'name', fault: `must be ${app.name}` }], changes: null })
    if (formField(request, 'step') !== 'apply') {
      const faults = await rehearse(deps, opened, document)
      if (faults.length > 0) return show(422, { faults, changes: null })
      return show(200, { faults: [], changes: changesOf(await manifestOf(db, app), document) })
    }
    const configured = await configure(deps, opened, () => document)
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return reply.redirect(`${area.path}?notice=applied`, 303)
    return show(422, { faults: configured.faults, changes: null })
  })
}

/** Applies a manifest and takes it back: what would be refused is known before anything changes. */
async function rehearse(deps: GeneralDeps, opened: OpenedApp, document: Record<string, unknown>) {
  class Rehearsed extends Error {}
  let faults: { path: string; fault: string }[] = []
  try {
    await deps.db.transaction(async tx => {
      const configured = await configureApp(
        tx,
        { app: opened.app, actor: opened.act.actor, document: () => document },
        deps.apps,
        deps.clock.now(),
      )
      if (configured.outcome === 'refused') faults = configured.faults
      throw new Rehearsed()
    })
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error
  }
  return faults
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>) {
  const shown = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))
  return Object.keys(after)
    .filter(key => shown(before[key]) !== shown(after[key]))
    .map(key => ({ key, before: shown(before[key]), after: shown(after[key]) }))
}

function documentOf(text: string): Record<string, unknown> | null {
  try {
    const document: unknown = JSON.parse(text)
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? Object.fromEntries(Object.entries(document))
      : null
  } catch {
    return null
  }
}

/** Changes the configuration of an opened app, as its developer. */
export function configure(
  { db, clock, apps }: Pick<GeneralDeps, 'db' | 'clock' | 'apps'>,
  { app, act }: OpenedApp,
  document: (reader: Reader) => Record<string, unknown> | Promise<Record<string, unknown>>,
): Promise<Configured> {
  return db.transaction(tx => {
    actsAs(tx, act)
    return configureApp(tx, { app, actor: act.actor, document }, apps, clock.now())
  })
}
