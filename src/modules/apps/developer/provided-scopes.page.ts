import type { FastifyInstance } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { inLanguage } from '../app.ts'
import { scopeDocument } from '../manifest-of.ts'
import { kindOf, type ProvidedScope } from '../provided-scope.ts'
import { declaredScopesOf, usedScopeIds } from '../scope.repository.ts'
import type { GeneralDeps } from './general.page.ts'
import { openApp } from './open-app.page.ts'
import { type ProvidedKind, providedItemPages } from './provided-items.page.ts'
import {
  editScopePage,
  providedScopesPage,
  removeProvidedScopePage,
  type ScopeValues,
} from './provided-scopes.view.ts'

/** What an app offers to others: /developer/apps/:name/scopes… (platform.md §4.8). */
export function providedScopePages(scope: FastifyInstance, deps: GeneralDeps): void {
  const { db } = deps
  scope.get('/developer/apps/:name/scopes', async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    const used = await usedScopeIds(db, app.id)
    const scopes = (await declaredScopesOf(db, app.id)).map(provided => {
      const words = inLanguage(provided.translations, context.lang)
      return {
        name: provided.scope.text,
        key: SCOPES.keyOf(provided),
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
  providedItemPages(scope, deps, SCOPES)
}

const SCOPES: ProvidedKind<ProvidedScope, ScopeValues> = {
  path: 'scopes',
  parameter: 'scope',
  manifestKey: 'oauth_scopes',
  itemsOf: declaredScopesOf,
  keyOf: ({ scope }) => `${scope.name}.${scope.permission}`,
  documentOf: scopeDocument,
  valuesOf: provided => ({
    name: provided?.scope.name ?? '',
    kind: provided ? kindOf(provided.scope.permission) : 'read_only',
    bearerKind: provided?.bearerKind ?? 'Organization',
  }),
  textsOf: ({ translations }) => translations,
  typed: text => ({ kind: text('kind') }),
  changesOf: ({ bearerKind }) => ({ bearer_kind: bearerKind }),
  onlyNew: ({ kind }) => ({ kind }),
  isUsed: async (reader, appId, { id }) => (await usedScopeIds(reader, appId)).has(id),
  formPage: ({ area, context }, { item, isUsed, ...form }) => {
    const scope = item && { name: item.scope.text, key: SCOPES.keyOf(item), isUsed }
    return editScopePage(context, { area, scope, ...form })
  },
  removePage({ area, context }, item) {
    const name = item.scope.text
    const title = inLanguage(item.translations, context.lang)?.title ?? name
    return removeProvidedScopePage(context, { area, scope: { name, key: SCOPES.keyOf(item), title } })
  },
}
