import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/database/database.ts'
import { HOUR_MS } from '../../../platform/durations.ts'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter, type Step } from '../../../platform/http/portal.ts'
import { type JsonFault, jsonCursor } from '../../../platform/json-cursor.ts'
import { lockApp } from '../app.repository.ts'
import {
  addCredentials,
  deleteCredentials,
  endFormerSecret,
  rotateSecret,
  showSecret,
  switchCredentials,
  takeCredentials,
} from '../change-credentials.ts'
import { credentialsOf, findCredentials } from '../credentials.repository.ts'
import {
  type Credentials,
  credentialsNameFault,
  SECURITY_PROFILES,
  SIGNING_ALGORITHMS,
} from '../credentials.ts'
import {
  type CredentialsFault,
  type CredentialsValues,
  deleteCredentialsPage,
  editCredentialsPage,
  endFormerPage,
  FORMER_LIFETIMES_HOURS,
  rotateSecretPage,
  secretPage,
  showSecretPage,
  switchCredentialsPage,
} from './credentials.view.ts'
import type { OAuthPagesDeps } from './oauth.page.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'

const DESCRIPTION_CHARACTERS_MAX = 300

/** Credentials of an app, and who acts. */
type OpenedCredentials = OpenedApp & { credentials: Credentials }

/**
 * Client ids and secrets: /developer/apps/:name/oauth/credentials… (platform.md §4.4, G-07). All of it for somebody who
 * proved a short while ago who they are.
 */
export function credentialsPages(scope: FastifyInstance, deps: OAuthPagesDeps): void {
  const path = '/developer/apps/:name/oauth/credentials'
  newPages(scope, `${path}/new`, deps)
  editPages(scope, `${path}/:client/edit`, deps)
  secretPages(scope, `${path}/:client`, deps)
  deletePages(scope, `${path}/:client/delete`, deps)
}

function newPages(scope: FastifyInstance, path: string, deps: OAuthPagesDeps): void {
  const { db, clock, apps, defaultAlgorithm } = deps
  const show = async (
    reply: FastifyReply,
    { app, area, context }: OpenedApp,
    values: CredentialsValues,
    fault: CredentialsFault | null,
  ) => {
    const seen = await newestOf(deps, app.id)
    return sendPage(
      reply,
      editCredentialsPage(context, { area, credentials: null, values, fault, defaultAlgorithm, seen }),
    )
  }

  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'open')
    if (!opened) return reply
    return show(reply, opened, { ...valuesOf(null), isConfidential: true }, null)
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { app, area, act, context } = opened
    const values = typedValues(request)
    const fault = faultOf(values)
    if (fault) return show(reply.code(422), opened, values, fault)
    const seen = formField(request, 'seen')
    const now = clock.now()
    const { isConfidential } = values
    const made = await db.transaction(async tx => {
      actsAs(tx, act)
      // A form that is sent twice makes one pair.
      if (!(await lockApp(tx, app.id))) return 'not_found'
      if (seen !== ((await credentialsOf(tx, app.id)).at(-1)?.id ?? '')) return 'changed_meanwhile'
      const wish = { appId: app.id, actor: act.actor, isConfidential, ...textsOf(values) }
      return addCredentials(tx, wish, apps, now)
    })
    if (made === 'not_found') throw new PageRefusal(404, 'not_found')
    if (made === 'changed_meanwhile')
      return reply.redirect(`${area.path}/oauth?notice=changed_meanwhile`, 303)
    if (typeof made === 'string') return show(reply.code(422), opened, values, made)
    const secret = isConfidential ? made.secret : null
    const shown = { area, credentials: made.credentials, secret, now }
    return sendPage(reply, secretPage(context, { ...shown, reason: 'made', formerEndsAt: null }))
  })
}

function editPages(scope: FastifyInstance, path: string, deps: OAuthPagesDeps): void {
  const { db, clock, defaultAlgorithm } = deps

  scope.get(path, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { area, context, credentials } = opened
    const model = { area, credentials, values: valuesOf(credentials), fault: null, defaultAlgorithm }
    return sendPage(reply, editCredentialsPage(context, { ...model, seen: seenOf(credentials) }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, context, credentials, act } = opened
    const values = typedValues(request)
    const seen = formField(request, 'seen') ?? ''
    const model = { area, credentials, values, defaultAlgorithm, seen }
    const refuse = (fault: CredentialsFault) =>
      sendPage(reply.code(422), editCredentialsPage(context, { ...model, fault }))
    const fault = faultOf(values)
    if (fault) return refuse(fault)
    const isSwitch = values.isConfidential !== credentials.isConfidential
    if (isSwitch && formField(request, 'confirmed') !== '1')
      return sendPage(reply, switchCredentialsPage(context, { ...model, fault: null }))
    const changed = await db.transaction(async tx => {
      actsAs(tx, act)
      if (!(await isAsSeen(tx, credentials.id, seen))) return 'changed_meanwhile'
      const switches = {
        ...textsOf(values),
        isConfidential: values.isConfidential,
        signingAlgorithm: SIGNING_ALGORITHMS.find(known => known === values.algorithm) ?? null,
        profile: SECURITY_PROFILES.find(known => known === values.profile) ?? credentials.profile,
        machineRefreshTokens: values.machineRefresh,
      }
      return switchCredentials(tx, { clientId: credentials.id, actor: act.actor, switches }, clock.now())
    })
    if (changed === 'not_found') throw new PageRefusal(404, 'not_found')
    if (changed === 'name_taken') return refuse('name_taken')
    const notice = changed === 'changed_meanwhile' ? changed : 'credentials_saved'
    return reply.redirect(`${area.path}/oauth?notice=${notice}`, 303)
  })
}

function secretPages(scope: FastifyInstance, path: string, deps: OAuthPagesDeps): void {
  const { db, clock, apps } = deps

  scope.get(`${path}/secret`, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'open')
    if (!opened) return reply
    return sendPage(reply, showSecretPage(opened.context, opened))
  })

  scope.post(`${path}/secret`, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, context, credentials, act } = opened
    if (!credentials.isConfidential) return reply.redirect(`${area.path}/oauth`, 303)
    const now = clock.now()
    const shown = await db.transaction(tx => {
      actsAs(tx, act)
      return showSecret(tx, { clientId: credentials.id, actor: act.actor }, apps, now)
    })
    if (shown === 'not_found') throw new PageRefusal(404, 'not_found')
    const model = { area, credentials, secret: shown.secret, now, formerEndsAt: null }
    return sendPage(reply, secretPage(context, { ...model, reason: 'shown' }))
  })

  scope.get(`${path}/rotate`, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { area, context, credentials } = opened
    return sendPage(reply, rotateSecretPage(context, { area, credentials, seen: seenOf(credentials) }))
  })

  scope.post(`${path}/rotate`, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, context, credentials, act } = opened
    const asked = formField(request, 'keep_hours')
    const hours = FORMER_LIFETIMES_HOURS.find(known => String(known) === asked)
    if (hours === undefined) throw new PageRefusal(400, 'bad_request')
    const now = clock.now()
    const rotated = await db.transaction(async tx => {
      actsAs(tx, act)
      // A form that is sent twice must not end the secret that servers still use.
      if (!(await isAsSeen(tx, credentials.id, formField(request, 'seen') ?? ''))) return 'changed_meanwhile'
      const wish = { clientId: credentials.id, actor: act.actor, formerLifetimeMs: hours * HOUR_MS }
      return rotateSecret(tx, wish, apps, now)
    })
    if (rotated === 'not_found') throw new PageRefusal(404, 'not_found')
    if (rotated === 'changed_meanwhile')
      return reply.redirect(`${area.path}/oauth?notice=changed_meanwhile`, 303)
    return sendPage(reply, secretPage(context, { area, credentials, ...rotated, now, reason: 'rotated' }))
  })

  scope.get(`${path}/former`, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'open')
    if (!opened) return reply
    return sendPage(reply, endFormerPage(opened.context, opened))
  })

  scope.post(`${path}/former`, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, credentials, act } = opened
    await db.transaction(tx => {
      actsAs(tx, act)
      return endFormerSecret(tx, { clientId: credentials.id, actor: act.actor }, clock.now())
    })
    return reply.redirect(`${area.path}/oauth?notice=former_ended`, 303)
  })
}

function deletePages(scope: FastifyInstance, path: string, deps: OAuthPagesDeps): void {
  const { db, clock, apps } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { app, area, context, credentials } = opened
    const isLast = (await credentialsOf(db, app.id)).length === 1
    return sendPage(reply, deleteCredentialsPage(context, { area, credentials, isLast, now: clock.now() }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openCredentials(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { area, credentials, act } = opened
    await db.transaction(tx => {
      actsAs(tx, act)
      return deleteCredentials(tx, { clientId: credentials.id, actor: act.actor }, apps, clock.now())
    })
    return reply.redirect(`${area.path}/oauth?notice=credentials_deleted`, 303)
  })
}

async function openCredentials(
  deps: OAuthPagesDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step,
): Promise<OpenedCredentials | null> {
  const opened = await openApp(deps, exchange, step)
  if (opened === null) return null
  const credentials = await findCredentials(deps.db, pathParameter(exchange.request, 'client') ?? '')
  if (credentials === null || credentials.appId !== opened.app.id) throw new PageRefusal(404, 'not_found')
  return { ...opened, credentials }
}

async function newestOf({ db }: OAuthPagesDeps, appId: string): Promise<string> {
  return (await credentialsOf(db, appId)).at(-1)?.id ?? ''
}

/** Names the state of credentials that a form began with. */
function seenOf({ updatedAt, secondSecretExpiresAt }: Credentials): string {
  return `${updatedAt}.${secondSecretExpiresAt ?? ''}`
}

/** Takes the credentials; false when they were changed since a form began, or are gone. */
async function isAsSeen(tx: Tx, clientId: string, seen: string): Promise<boolean> {
  const credentials = await takeCredentials(tx, clientId)
  return credentials !== null && seenOf(credentials) === seen
}

function valuesOf(credentials: Credentials | null): CredentialsValues {
  return {
    name: credentials?.name ?? '',
    description: credentials?.description ?? '',
    isConfidential: credentials?.isConfidential ?? true,
    algorithm: credentials?.signingAlgorithm ?? '',
    profile: credentials?.profile ?? 'compatible',
    machineRefresh: credentials?.machineRefreshTokens ?? true,
  }
}

function typedValues(request: FastifyRequest): CredentialsValues {
  const text = (name: string) => (formField(request, name) ?? '').trim()
  return {
    name: text('name'),
    description: text('description'),
    isConfidential: text('confidential') === '1',
    algorithm: text('algorithm'),
    profile: text('profile'),
    machineRefresh: text('machine_refresh') === '1',
  }
}

/** By the rules of manifests. */
function faultOf({ name, description }: CredentialsValues): CredentialsFault | null {
  const nameFault = name === '' ? null : credentialsNameFault(name)
  if (nameFault) return { key: 'name', fault: nameFault }
  const faults: JsonFault[] = []
  if (description !== '') jsonCursor(description, faults).text(DESCRIPTION_CHARACTERS_MAX)
  const [first] = faults
  return first ? { key: 'description', fault: first.fault } : null
}

function textsOf({ name, description }: CredentialsValues) {
  return { name: name || null, description: description || null }
}
