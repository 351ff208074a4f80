import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter, type Visit } from '../../../platform/http/portal.ts'
import { plainName } from '../../../platform/web/plain-text.ts'
import { deviceOf } from '../account/device.ts'
import { deviceName } from '../account/device-name.ts'
import type { AccountParts } from '../deps.ts'
import { browserFacts } from '../flow.page.ts'
import { newChallenge } from './challenge.ts'
import { factorsOf } from './factors.ts'
import { addPasskey, changePasskeyName, removePasskey } from './manage-passkeys.ts'
import { confirmFirst } from './open-factor.page.ts'
import { findPasskeysOf } from './passkey.repository.ts'
import { addOptions, PASSKEY_NAME_CHARACTERS_MAX, type Passkey } from './passkey.ts'
import {
  type AddPasskeyFault,
  addPasskeyPage,
  removePasskeyPage,
  renamePasskeyPage,
} from './passkeys.view.ts'
import { recoveryCodesPage } from './recovery-codes.view.ts'

const ADD_PATH = '/account/security/passkeys/new'
const OVERVIEW = '/account/security'

/** Passkeys of one's own: added and removed after a fresh sign-in (attack S10), renamed. */
export function passkeyPages(scope: FastifyInstance, parts: AccountParts): void {
  addPages(scope, parts)
  renamePages(scope, parts)
  removePages(scope, parts)
}

function addPages(scope: FastifyInstance, parts: AccountParts): void {
  const { db, clock, portal, secretBox, settings } = parts
  const send = async (
    reply: FastifyReply,
    { visitor, context }: Visit,
    { name, fault }: { name: string; fault: AddPasskeyFault | null },
  ) => {
    const challenge = newChallenge(secretBox, 'add', context, clock.now())
    const known = await findPasskeysOf(db, visitor.id)
    const options = await addOptions(settings, { person: visitor, known, challenge })
    const nameLengthMax = PASSKEY_NAME_CHARACTERS_MAX
    const { timeZone } = visitor
    return sendPage(reply, addPasskeyPage(context, { timeZone, name, nameLengthMax, options, fault }))
  }

  scope.get(ADD_PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    if (!visit || confirmFirst(reply, visit, ADD_PATH)) return reply
    const name = deviceName(visit.context.lang, deviceOf(request.headers['user-agent'] ?? null))
    return send(reply, visit, { name, fault: null })
  })

  scope.post(ADD_PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit || confirmFirst(reply, visit, ADD_PATH)) return reply
    const { visitor, session, context } = visit
    const name = nameIn(request)
    const refuse = (fault: AddPasskeyFault) => send(reply.code(422), visit, { name, fault })
    if (name === '') return refuse('name_missing')
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    const answer = formField(request, 'answer') ?? ''
    const outcome = await addPasskey(parts, { owner, asker: context, name, answer }, clock.now())
    switch (outcome.kind) {
      case 'signed_out':
        return reply.redirect(OVERVIEW, 303)
      case 'added': {
        const { recoveryCodes: codes } = outcome
        if (codes === null) return reply.redirect(`${OVERVIEW}?notice=passkey_added`, 303)
        const model = { timeZone: visitor.timeZone, codes, reason: 'passkey_added' } as const
        return sendPage(reply, recoveryCodesPage(context, model))
      }
      default:
        return refuse(outcome.kind)
    }
  })
}

function renamePages(scope: FastifyInstance, { db, clock, portal }: AccountParts): void {
  const path = '/account/security/passkeys/:id/rename'
  const nameLengthMax = PASSKEY_NAME_CHARACTERS_MAX
  scope.get(path, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { id, name } = await passkeyAsked(db, request, visit)
    const { timeZone } = visit.visitor
    return sendPage(
      reply,
      renamePasskeyPage(visit.context, { timeZone, id, name, nameLengthMax, isFault: false }),
    )
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, act, context } = visit
    const { id } = await passkeyAsked(db, request, visit)
    const name = nameIn(request)
    if (name === '') {
      const model = { timeZone: visitor.timeZone, id, name, nameLengthMax, isFault: true }
      return sendPage(reply.code(422), renamePasskeyPage(context, model))
    }
    if (!(await changePasskeyName(db, { personId: visitor.id, id, name, act }, clock.now())))
      throw new PageRefusal(404, 'not_found')
    return reply.redirect(`${OVERVIEW}?notice=passkey_renamed`, 303)
  })
}

function removePages(scope: FastifyInstance, parts: AccountParts): void {
  const { db, clock, portal } = parts
  const path = '/account/security/passkeys/:id/remove'
  scope.get(path, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    if (!visit) return reply
    const { visitor, context } = visit
    const passkey = await passkeyAsked(db, request, visit)
    const { hasCodes, passkeys } = await factorsOf(db, visitor.id)
    return sendPage(
      reply,
      removePasskeyPage(context, { visitor, passkey, isLast: !hasCodes && passkeys === 1 }),
    )
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const { visitor, session } = visit
    const { id, name } = await passkeyAsked(db, request, visit)
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    await removePasskey(parts, { owner, id, name }, clock.now())
    return reply.redirect(`${OVERVIEW}?notice=passkey_removed`, 303)
  })
}

/** The passkey of the address; somebody else's looks as if it did not exist. */
async function passkeyAsked(
  db: AccountParts['db'],
  request: FastifyRequest,
  { visitor }: Visit,
): Promise<Passkey> {
  const id = pathParameter(request, 'id')
  const passkey = (await findPasskeysOf(db, visitor.id)).find(own => own.id === id)
  if (!passkey) throw new PageRefusal(404, 'not_found')
  return passkey
}

function nameIn(request: FastifyRequest): string {
  return plainName(formField(request, 'name') ?? '').slice(0, PASSKEY_NAME_CHARACTERS_MAX)
}
