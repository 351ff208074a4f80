import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Act, actsAs } from '../../platform/audit.ts'
import type { Clock } from '../../platform/clock.ts'
import { isUuid } from '../../platform/crypto/random.ts'
import type { Db, Reader } from '../../platform/database/database.ts'
import {
  type ApiGuard,
  type AppGuard,
  notFound,
  tokenAct,
  validationFailed,
} from '../../platform/http/api.ts'
import { changedSince, objectOf, ownValue } from '../../platform/http/api-body.ts'
import { pageAsked, pageHeaders } from '../../platform/http/api-paging.ts'
import { pathParameter } from '../../platform/http/portal.ts'
import { findApp, findAppByName, findAppsOfOrganization } from './app.repository.ts'
import type { App } from './app.ts'
import { configurationIn, configurationOf } from './app-configuration.ts'
import { configureApp } from './configure-app.ts'
import type { AppsDeps } from './deps.ts'

export type AppRoutesDeps = {
  db: Db
  clock: Clock
  apps: AppsDeps
  guard: ApiGuard
  appGuard: AppGuard
  publicUrl: string
}

/** An app about itself, and a vendor about its apps (directory-api.md §15). */
export function appRoutes(scope: FastifyInstance, deps: AppRoutesDeps): void {
  const { db, guard, appGuard, publicUrl } = deps

  scope.get('/api/v1/app', async request => {
    const { appId } = await appGuard.required(request)
    return { configuration: await configurationOf(db, await existing(db, appId)) }
  })

  scope.patch('/api/v1/app', async request => {
    const { appId, act } = await appGuard.required(request)
    const app = await configure(deps, { app: await existing(db, appId), act, request })
    return { configuration: await configurationOf(db, app) }
  })

  scope.get('/api/v1/apps', async (request, reply) => {
    const { organizationId } = await guard.organization(request, 'apps.r')
    const { page, perPage } = pageAsked(request)
    const all = changedSince(request, await findAppsOfOrganization(db, organizationId))
    pageHeaders(request, reply, { publicUrl, page, perPage, total: all.length })
    return all.slice((page - 1) * perPage, page * perPage).map(appJson)
  })

  scope.get('/api/v1/apps/:id', async request => {
    const { organizationId } = await guard.organization(request, 'apps.r')
    const app = await ownApp(db, organizationId, request)
    return { ...appJson(app), configuration: await configurationOf(db, app) }
  })

  scope.patch('/api/v1/apps/:id', async request => {
    const principal = await guard.organization(request, 'apps.w')
    const app = await ownApp(db, principal.organizationId, request)
    const configured = await configure(deps, { app, act: tokenAct(principal), request })
    return { ...appJson(configured), configuration: await configurationOf(db, configured) }
  })
}

/** Changes the configuration a body `{"app":{"configuration":{…}}}` holds; everything else in it is ignored. */
async function configure(
  { db, clock, apps }: AppRoutesDeps,
  { app, act, request }: { app: App; act: Act; request: FastifyRequest },
): Promise<App> {
  const root = objectOf(ownValue(objectOf(request.body, 'base'), 'app'), 'app')
  const document = configurationIn(objectOf(ownValue(root, 'configuration'), 'configuration'))
  if (Object.keys(document).length === 0) return app
  const configured = await db.transaction(tx => {
    actsAs(tx, act)
    return configureApp(tx, { app, actor: act.actor, document: () => document }, apps, clock.now())
  })
  if (configured.outcome === 'gone') throw notFound()
  if (configured.outcome === 'configured') return configured.app
  const byPath: Record<string, string[]> = {}
  for (const { path, fault } of configured.faults) byPath[path] = [...(byPath[path] ?? []), fault]
  throw validationFailed(byPath)
}

async function existing(reader: Reader, appId: string): Promise<App> {
  const app = await findApp(reader, appId)
  if (app === null) throw notFound()
  return app
}

/** An app of this vendor by its id or technical name; those of others look like none (attack O5). */
async function ownApp(reader: Reader, organizationId: string, request: FastifyRequest): Promise<App> {
  const id = pathParameter(request, 'id') ?? ''
  const app = isUuid(id) ? await findApp(reader, id) : await findAppByName(reader, id)
  if (app?.organizationId !== organizationId) throw notFound()
  return app
}

function appJson({ id, name, category, type, state }: App) {
  return { id, name, category, kind: type, state }
}
