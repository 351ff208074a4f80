import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import { inLanguage } from '../app.ts'
import { scopeDocument } from '../manifest-of.ts'
import { kindOf, type ProvidedScope } from '../provided-scope.ts'
import { declaredScopesOf, usedScopeIds } from '../scope.repository.ts'
import { configure, type GeneralDeps } from './general.page.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import {
  type EditScopeModel,
  editScopePage,
  providedScopesPage,
  removeProvidedScopePage,
  type ScopeValues,
} from './provided-scopes.view.ts'
import { itemFaults, textDocuments, textValues, typedTexts } from './texts-form.ts'

type OpenedScope = OpenedApp & { provided: ProvidedScope; key: string; isUsed: boolean }

/** What an app offers to others: /developer/apps/:name/scopes… (platform.md §4.8). */
export function providedScopePages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name/scopes'
  const { db } = deps

  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const used = await usedScopeIds(db, app.id)
    const scopes = (await declaredScopesOf(db, app.id)).map(provided => {
      const words = inLanguage(provided.translations, context.lang)
      return {
        name: provided.scope.text,
        key: keyOf(provided),
        kind: kindOf(provided.scope.permission),
        bearerKind: provided.bearerKind,
        title: words?.title ?? provided.scope.text,
        description: words?.description ?? null,
        isUsed: used.has(provided.id),
      }
    })
    const asked = queryParameter(request, 'notice')
    const notice = (['added', 'saved', 'removed'] as const).find(known => known === asked) ?? null
    return sendPage(reply, providedScopesPage(context, { area, scopes, notice }))
  })

  scope.get(`${path}/new`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const values = { name: '', kind: 'read_only', bearerKind: 'Organization', texts: textValues([]) }
    return show(reply, opened, { scope: null, values, faults: {} })
  })

  scope.post(`${path}/new`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const values = typedValues(request)
    const { locales, documents } = textDocuments(values.texts, { hasSummary: false })
    let index = 0
    const configured = await configure(deps, opened, async reader => {
      const before = (await declaredScopesOf(reader, opened.app.id)).map(scopeDocument)
      index = before.length
      const { name, kind, bearerKind } = values
      return { oauth_scopes: [...before, { name, kind, bearer_kind: bearerKind, translations: documents }] }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, 'added')
    const faults = itemFaults(configured.faults, { path: `oauth_scopes[${index}]`, locales })
    return show(reply.code(422), opened, { scope: null, values, faults })
  })

  editPages(scope, `${path}/:scope/edit`, deps)
  removePages(scope, `${path}/:scope/remove`, deps)
}

function editPages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openScope(deps, { request, reply })
    if (!opened) return reply
    const { provided } = opened
    const values = {
      name: provided.scope.name,
      kind: kindOf(provided.scope.permission),
      bearerKind: provided.bearerKind,
      texts: textValues(provided.translations),
    }
    return show(reply, opened, { scope: shownScope(opened), values, faults: {} })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openScope(deps, { request, reply })
    if (!opened) return reply
    const values = typedValues(request)
    const { locales, documents } = textDocuments(values.texts, { hasSummary: false })
    let index = 0
    const configured = await configure(deps, opened, async reader => {
      const before = await declaredScopesOf(reader, opened.app.id)
      index = before.findIndex(({ id }) => id === opened.provided.id)
      const changed = { bearer_kind: values.bearerKind, translations: documents }
      return {
        oauth_scopes: before.map((one, at) => {
          return at === index ? { ...scopeDocument(one), ...changed } : scopeDocument(one)
        }),
      }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, 'saved')
    const faults = itemFaults(configured.faults, { path: `oauth_scopes[${index}]`, locales })
    return show(reply.code(422), opened, { scope: shownScope(opened), values, faults })
  })
}

function removePages(scope: FastifyInstance, path: string, deps: GeneralDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openScope(deps, { request, reply })
    if (!opened) return reply
    const { area, context, provided, key, isUsed } = opened
    if (isUsed) return reply.redirect(`${area.path}/scopes`, 303)
    const name = provided.scope.text
    const title = inLanguage(provided.translations, context.lang)?.title ?? name
    return sendPage(reply, removeProvidedScopePage(context, { area, scope: { name, key, title } }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openScope(deps, { request, reply })
    if (!opened) return reply
    const configured = await configure(deps, opened, async reader => ({
      oauth_scopes: (await declaredScopesOf(reader, opened.app.id))
        .filter(({ id }) => id !== opened.provided.id)
        .map(scopeDocument),
    }))
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    // Somebody began to use it meanwhile: the list says so.
    if (configured.outcome === 'refused') return reply.redirect(`${opened.area.path}/scopes`, 303)
    return back(reply, opened, 'removed')
  })
}

async function openScope(
  deps: GeneralDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
): Promise<OpenedScope | null> {
  const opened = await openApp(deps, exchange)
  if (opened === null) return null
  const key = pathParameter(exchange.request, 'scope')
  const provided = (await declaredScopesOf(deps.db, opened.app.id)).find(one => keyOf(one) === key)
  if (!provided || key === null) throw new PageRefusal(404, 'not_found')
  const used = await usedScopeIds(deps.db, opened.app.id)
  return { ...opened, provided, key, isUsed: used.has(provided.id) }
}

function keyOf({ scope }: ProvidedScope): string {
  return `${scope.name}.${scope.permission}`
}

function shownScope({ provided, key, isUsed }: OpenedScope): EditScopeModel['scope'] {
  return { name: provided.scope.text, key, isUsed }
}

function typedValues(request: FastifyRequest): ScopeValues {
  const text = (name: string) => (formField(request, name) ?? '').trim()
  return {
    name: text('name'),
    kind: text('kind'),
    bearerKind: text('bearer_kind'),
    texts: typedTexts(text),
  }
}

function show(
  reply: FastifyReply,
  { area, context }: OpenedApp,
  model: Omit<EditScopeModel, 'area'>,
): FastifyReply {
  return sendPage(reply, editScopePage(context, { area, ...model }))
}

function back(reply: FastifyReply, { area }: OpenedApp, notice: string): FastifyReply {
  return reply.redirect(`${area.path}/scopes?notice=${notice}`, 303)
}
