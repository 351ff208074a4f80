import type { FastifyInstance, FastifyReply } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { redirectUrlsOf } from '../app.repository.ts'
import { appTitle, inLanguage } from '../app.ts'
import { removeDesiredScope } from '../change-app.ts'
import { credentialsOf } from '../credentials.repository.ts'
import type { SigningAlgorithm } from '../credentials.ts'
import { desiredScopesOf } from '../scope.repository.ts'
import { searchScopes } from '../scope-search.ts'
import { configure, type GeneralDeps } from './general.page.ts'
import { type OAuthModel, type OAuthNotice, oauthPage } from './oauth.view.ts'
import { editRedirectUrlPage, removeRedirectUrlPage, removeScopePage } from './oauth-lists.view.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import { scopesToAskFor, snippet, snippetsFor } from './snippets.ts'

/** Scopes shown of a search. */
const FOUND_MAX = 20
const QUERY_CHARACTERS_MAX = 200
const EXAMPLE_REDIRECT_URL = 'https://app.example.com/callback'
const EXAMPLE_SCOPE = 'user:read'

const NOTICES: readonly OAuthNotice[] = [
  'credentials_saved',
  'credentials_deleted',
  'former_ended',
  'changed_meanwhile',
  'url_added',
  'url_changed',
  'url_removed',
  'url_default',
  'scope_added',
  'scope_removed',
]

export type OAuthPagesDeps = GeneralDeps & { defaultAlgorithm: SigningAlgorithm }

/** OAuth & Permissions of an app: /developer/apps/:name/oauth… (platform.md §4.4 to §4.6). */
export function oauthPages(scope: FastifyInstance, deps: OAuthPagesDeps): void {
  const path = '/developer/apps/:name/oauth'
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const asked = queryParameter(request, 'notice')
    return showOAuth(reply, deps, opened, {
      notice: NOTICES.find(known => known === asked) ?? null,
      query: (queryParameter(request, 'q') ?? '').slice(0, QUERY_CHARACTERS_MAX),
      snippet: queryParameter(request, 'snippet'),
      client: queryParameter(request, 'client'),
    })
  })
  redirectUrlPages(scope, `${path}/redirect-urls`, deps)
  scopePages(scope, `${path}/scopes`, deps)
}

function redirectUrlPages(scope: FastifyInstance, path: string, deps: OAuthPagesDeps): void {
  const { db, apps } = deps
  const isSandbox = apps.environment === 'sandbox'

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const value = (formField(request, 'url') ?? '').trim()
    const fault = await changeUrls(deps, opened, urls => [...urls, value])
    if (fault === null) return reply.redirect(backTo(opened, 'url_added', 'redirect-urls'), 303)
    return showOAuth(reply.code(422), deps, opened, { newUrl: { value, fault } })
  })

  scope.get(`${path}/edit`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const former = queryParameter(request, 'url') ?? ''
    if (!(await redirectUrlsOf(db, opened.app.id)).includes(former)) throw new PageRefusal(404, 'not_found')
    const { context, area } = opened
    return sendPage(
      reply,
      editRedirectUrlPage(context, { area, former, value: former, fault: null, isSandbox }),
    )
  })

  scope.post(`${path}/edit`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const former = formField(request, 'former') ?? ''
    const value = (formField(request, 'url') ?? '').trim()
    const fault = await changeUrls(deps, opened, urls => urls.map(url => (url === former ? value : url)))
    if (fault === null) return reply.redirect(backTo(opened, 'url_changed', 'redirect-urls'), 303)
    const { context, area } = opened
    return sendPage(reply.code(422), editRedirectUrlPage(context, { area, former, value, fault, isSandbox }))
  })

  scope.post(`${path}/default`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const chosen = formField(request, 'url')
    await changeUrls(deps, opened, urls => [
      ...urls.filter(url => url === chosen),
      ...urls.filter(url => url !== chosen),
    ])
    return reply.redirect(backTo(opened, 'url_default', 'redirect-urls'), 303)
  })

  scope.get(`${path}/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const url = queryParameter(request, 'url') ?? ''
    const urls = await redirectUrlsOf(db, opened.app.id)
    if (!urls.includes(url)) throw new PageRefusal(404, 'not_found')
    const { context, area } = opened
    return sendPage(reply, removeRedirectUrlPage(context, { area, url, isLast: urls.length === 1 }))
  })

  scope.post(`${path}/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const removed = formField(request, 'url')
    await changeUrls(deps, opened, urls => urls.filter(url => url !== removed))
    return reply.redirect(backTo(opened, 'url_removed', 'redirect-urls'), 303)
  })
}

function scopePages(scope: FastifyInstance, path: string, deps: OAuthPagesDeps): void {
  const { db, clock, apps } = deps

  /** Finds while one types. */
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const query = (queryParameter(request, 'q') ?? '').slice(0, QUERY_CHARACTERS_MAX)
    const { lang } = opened.context
    const { scopes: texts } = textsOf(lang).developerOAuth
    const { found } = await find(deps, opened, query)
    return reply.send({
      status: texts.found(found.length),
      options: found.map(({ scope, title, providerTitle, isAdded }) => {
        return {
          value: scope,
          label: scope,
          text: `${title} · ${providerTitle}`,
          note: texts.isAdded,
          isTaken: isAdded,
        }
      }),
    })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const added = (formField(request, 'scope') ?? '').trim()
    const configured = await configure(deps, opened, async reader => {
      const { desired } = await desiredScopesOf(reader, opened.app.id)
      return { desired_oauth_scopes: [...desired.map(({ name }) => name.text), added] }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured')
      return reply.redirect(backTo(opened, 'scope_added', 'scopes'), 303)
    return showOAuth(reply.code(422), deps, opened, {
      scopeFault: configured.faults[0]?.fault ?? null,
      query: added,
    })
  })

  scope.get(`${path}/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const asked = queryParameter(request, 'scope')
    const { desired } = await desiredScopesOf(db, opened.app.id)
    const found = desired.find(({ name }) => name.text === asked)
    if (!found) throw new PageRefusal(404, 'not_found')
    const { context, area } = opened
    const title = inLanguage(found.provided.translations, context.lang)?.title ?? found.name.text
    return sendPage(reply, removeScopePage(context, { area, scope: found.name.text, title }))
  })

  scope.post(`${path}/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, act } = opened
    const removed = formField(request, 'scope') ?? ''
    await db.transaction(tx => {
      actsAs(tx, act)
      const wish = { appId: app.id, scope: removed, actor: act.actor }
      return removeDesiredScope(tx, wish, apps, clock.now())
    })
    return reply.redirect(backTo(opened, 'scope_removed', 'scopes'), 303)
  })
}

/** Changes the list of redirect URLs; gives what is wrong with it, or null. */
async function changeUrls(
  deps: OAuthPagesDeps,
  opened: OpenedApp,
  change: (urls: string[]) => string[],
): Promise<string | null> {
  const configured = await configure(deps, opened, async reader => ({
    oauth_redirect_urls: change(await redirectUrlsOf(reader, opened.app.id)),
  }))
  if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
  return configured.outcome === 'refused' ? (configured.faults[0]?.fault ?? null) : null
}

function backTo({ area }: OpenedApp, notice: OAuthNotice, part: string): string {
  return `${area.path}/oauth?notice=${notice}#${part}`
}

async function find({ db, apps }: OAuthPagesDeps, { app, organization, context }: OpenedApp, query: string) {
  const { lang } = context
  const found = await searchScopes(
    db,
    { query, vendorId: organization.id, lang, limit: FOUND_MAX + 1 },
    apps.names,
  )
  const { desired } = await desiredScopesOf(db, app.id)
  const added = new Set(desired.map(({ provided }) => provided.scope.text))
  return {
    isCut: found.length > FOUND_MAX,
    found: found.slice(0, FOUND_MAX).map(scope => ({ ...scope, isAdded: added.has(scope.canonical) })),
  }
}

type Shown = {
  notice?: OAuthNotice | null
  query?: string
  newUrl?: OAuthModel['newUrl']
  scopeFault?: string | null
  snippet?: string | null
  client?: string | null
}

async function showOAuth(
  reply: FastifyReply,
  deps: OAuthPagesDeps,
  opened: OpenedApp,
  { notice = null, query = '', newUrl = { value: '', fault: null }, scopeFault = null, ...shown }: Shown,
): Promise<FastifyReply> {
  const { db, clock, apps, publicUrl, defaultAlgorithm } = deps
  const { app, area, context } = opened
  const credentials = await credentialsOf(db, app.id)
  const redirectUrls = await redirectUrlsOf(db, app.id)
  const { desired } = await desiredScopesOf(db, app.id)
  const client = credentials.find(({ id }) => id === shown.client) ?? credentials[0]
  const page = oauthPage(context, {
    area,
    credentials,
    defaultAlgorithm,
    redirectUrls,
    newUrl,
    isSandbox: apps.environment === 'sandbox',
    scopes: desired.map(({ name, provided }) => ({
      name: name.text,
      title: inLanguage(provided.translations, context.lang)?.title ?? name.text,
      providerTitle: appTitle(provided.providerTranslations, context.lang) || (name.app ?? ''),
      permission: name.permission,
      isWithdrawn: provided.isWithdrawn,
    })),
    search: query === '' ? null : { query, ...(await find(deps, opened, query)) },
    scopeFault,
    snippet: client
      ? snippetOf({
          hubUrl: publicUrl,
          appName: app.name,
          clientId: client.id,
          isConfidential: client.isConfidential,
          redirectUrls,
          desired: desired.map(({ name, bearerKind }) => ({ name: name.text, bearerKind })),
          asked: shown.snippet ?? null,
        })
      : null,
    notice,
    now: clock.now(),
  })
  return sendPage(reply, page)
}

function snippetOf({
  redirectUrls,
  desired,
  asked,
  ...facts
}: {
  hubUrl: string
  appName: string
  clientId: string
  isConfidential: boolean
  redirectUrls: string[]
  desired: Parameters<typeof scopesToAskFor>[0]
  asked: string | null
}): OAuthModel['snippet'] {
  const all = snippetsFor(facts)
  const shown = all.find(name => name === asked) ?? 'openid-client'
  const [redirectUrl = EXAMPLE_REDIRECT_URL] = redirectUrls
  const scopes = desired.length > 0 ? scopesToAskFor(desired) : [EXAMPLE_SCOPE]
  return {
    shown,
    all,
    clientId: facts.clientId,
    isExampleUrl: redirectUrls.length === 0,
    code: snippet(shown, { ...facts, redirectUrl, scopes }),
  }
}
