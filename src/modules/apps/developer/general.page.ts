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
import { appsThatDesireOf } from '../scope.repository.ts'
import { faultsByKey } from './fault-text.ts'
import { deleteAppPage, editAppPage, generalPage } from './general.view.ts'
import { type DeveloperDeps, type OpenedApp, openApp } from './open-app.page.ts'

const NOTICES = ['created', 'saved', 'applied', 'picture_saved', 'picture_removed'] as const

export type GeneralDeps = DeveloperDeps & {
  clock: Clock
  apps: AppsDeps
  /** How many are connected to an app. */
  countConnections(reader: Reader, appId: string): Promise<number>
  /** Where an app stands in the store; null: it never does. */
  storePath(app: App): string | null
  publicUrl: string
}

/** What an app is: /developer/apps/:name, …/edit, …/delete (platform.md §4.2). */
export function generalPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name'
  lookPage(scope, path, deps)
  editPages(scope, `${path}/edit`, deps)
  deletePages(scope, `${path}/delete`, deps)
}

function lookPage(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const asked = queryParameter(request, 'notice')
    const notice = NOTICES.find(known => known === asked) ?? null
    const { category, entryPointUrl } = app
    const path = deps.storePath(app)
    const shareUrl = path === null ? null : `${deps.publicUrl}${path}`
    return sendPage(reply, generalPage(context, { area, category, entryPointUrl, shareUrl, notice }))
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
