import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import type { JsonFault } from '../../../platform/json-cursor.ts'
import { configureApp } from '../configure-app.ts'
import type { AppsDeps } from '../deps.ts'
import { manifestOf } from '../manifest-of.ts'
import { configure } from './general.page.ts'
import { type ManifestModel, manifestPage } from './manifest.view.ts'
import { type DeveloperDeps, type OpenedApp, openApp } from './open-app.page.ts'

const MANIFEST_CHARACTERS_MAX = 200_000
const PATH = '/developer/apps/:name/manifest'

export type ManifestDeps = DeveloperDeps & { clock: Clock; apps: AppsDeps }

/** The manifest is taken as a whole: what would change is shown first (platform.md §4.11). */
export function manifestPages(scope: FastifyInstance, deps: ManifestDeps): void {
  const { db } = deps
  scope.get(`${PATH}.json`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app } = opened
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${app.name}.json"`)
      .send(`${JSON.stringify(await manifestOf(db, app), null, 2)}\n`)
  })

  scope.get(PATH, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const text = JSON.stringify(await manifestOf(db, opened.app), null, 2)
    return show(reply, opened, { text, faults: [], changes: null })
  })

  scope.post(PATH, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const text = (formField(request, 'manifest') ?? '').slice(0, MANIFEST_CHARACTERS_MAX)
    const { document, fault } = documentFor(opened, text)
    if (!document) return show(reply, opened, { text, faults: [fault], changes: null })
    if (formField(request, 'step') !== 'apply') return preview(deps, reply, opened, { text, document })
    const configured = await configure(deps, opened, () => document)
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return reply.redirect(`${opened.area.path}?notice=applied`, 303)
    return show(reply, opened, { text, faults: configured.faults, changes: null })
  })
}

/** The same from a file, in a scope with `useUploads`: shows what would change. */
export function manifestUploadPages(scope: FastifyInstance, deps: ManifestDeps): void {
  scope.post(`${PATH}/file`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { upload } = request
    const text = upload && 'bytes' in upload ? new TextDecoder().decode(upload.bytes) : ''
    if (text.length > MANIFEST_CHARACTERS_MAX) {
      const fault = `must have at most ${MANIFEST_CHARACTERS_MAX} characters`
      return show(reply, opened, { text: '', faults: [{ path: '', fault }], changes: null })
    }
    const { document, fault } = documentFor(opened, text)
    if (!document) return show(reply, opened, { text, faults: [fault], changes: null })
    return preview(deps, reply, opened, { text, document })
  })
}

function show(
  reply: FastifyReply,
  { context, area }: OpenedApp,
  model: Omit<ManifestModel, 'area'>,
): FastifyReply {
  return sendPage(reply.code(model.faults.length > 0 ? 422 : 200), manifestPage(context, { area, ...model }))
}

async function preview(
  deps: ManifestDeps,
  reply: FastifyReply,
  opened: OpenedApp,
  { text, document }: { text: string; document: Record<string, unknown> },
): Promise<FastifyReply> {
  const faults = await rehearse(deps, opened, document)
  const changes = faults.length > 0 ? null : changesOf(await manifestOf(deps.db, opened.app), document)
  return show(reply, opened, { text, faults, changes })
}

/** The document in a text when it is one for this app, otherwise what is wrong with it. */
function documentFor(
  { app }: OpenedApp,
  text: string,
): { document: Record<string, unknown>; fault?: never } | { document?: never; fault: JsonFault } {
  const document = documentOf(text)
  if (document === null) return { fault: { path: '', fault: 'is not a JSON object' } }
  const { name = app.name } = document
  return name === app.name ? { document } : { fault: { path: 'name', fault: `must be ${app.name}` } }
}

/** Applies a manifest and takes it back: what would be refused is known before anything changes. */
async function rehearse(deps: ManifestDeps, opened: OpenedApp, document: Record<string, unknown>) {
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
