import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { randomSecret, uuid } from '../../../platform/crypto/random.ts'
import { type Db, UniqueViolation } from '../../../platform/database/database.ts'
import { type Addresses, originOf } from '../../../platform/http/address.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { type Client, findClient, type ScopeNames } from '../../apps/index.ts'
import { readOrganizationPrefill } from '../authorize/authorization-request.ts'
import { deviceVerifyUrl } from '../authorize/interaction-url.ts'
import { lookInto } from '../authorize/look-into.ts'
import type { NoteRefusal, RefusedRequest } from '../authorize/note-refusal.ts'
import { authenticateClient } from '../client/authenticate-client.ts'
import { endOfClient } from '../client/end-of-client.ts'
import type { SecretGuesses } from '../client/secret-guesses.ts'
import { sendAnswer } from '../oauth-surface.route.ts'
import { isRefusal, OAuthError, type Refusal, refuse, refuseScope } from '../protocol/oauth-error.ts'
import { type Parameters, requireParameters } from '../protocol/parameters.ts'
import { insertDevice, type NewDevice } from './device-authorization.repository.ts'
import {
  DEVICE_CODE_SECONDS,
  type DeviceAuthorization,
  POLL_INTERVAL_SECONDS,
  requestOfDevice,
} from './device-authorization.ts'
import { newUserCode, type UserCodes } from './user-code.ts'

export type DeviceAuthorizationDeps = {
  db: Db
  clock: Clock
  names: ScopeNames
  settings: { isSandbox: boolean }
  publicUrl: string
  userCodes: UserCodes
  guesses: SecretGuesses
  requestLimit: RequestLimit
  addresses: Addresses
  noteRefusal: NoteRefusal
}

/** Names this endpoint reads; repeating one of them is refused (G-04). */
const KNOWN_PARAMETERS = new Set([
  'client_id',
  'client_secret',
  'scope',
  'organization[name]',
  'organization[country_code]',
  'organization[kind]',
])
const UNKNOWN_CLIENT = 'This client is not known'
/** Device codes can be searched for in logs by this. */
const DEVICE_CODE_PREFIX = 'gdc_'
const USER_AGENT_CHARACTERS_MAX = 200
const SCOPE_CHARACTERS_MAX = 10_000
/** With a million devices waiting, a fresh user code is taken once in 25,000 times. */
const USER_CODE_ATTEMPTS_MAX = 5
const TEXT_FIELDS = [
  'device_code',
  'user_code',
  'verification_uri',
  'verification_uri_complete',
  'expires_in',
  'interval',
]

/** POST /oauth/device_authorizations/authorize: a device asks for access (RFC 8628 §3.1, §3.2; spec oauth.md §7.1). */
export function deviceAuthorizationRoute(scope: FastifyInstance, deps: DeviceAuthorizationDeps): void {
  const { clock, publicUrl, requestLimit, addresses } = deps

  scope.post('/oauth/device_authorizations/authorize', async (request, reply) => {
    const now = clock.now()
    const origin = originOf(request, addresses)
    const { addressBlock } = origin
    // Devices that wait are rows: counted by place, so that nobody fills the database with them.
    requestLimit(`device ${addressBlock}`, now)
    const sources = [request.query, request.body]
    const parameters = requireParameters(sources, KNOWN_PARAMETERS)
    const note = (client: RefusedRequest['client'], error: string, reason: string) =>
      deps.noteRefusal({ client, personId: null, error, reason, origin }, now)
    const client = await identify(deps, request, { parameters, addressBlock }, now)
    if (client === 'missing') return refuseInText(reply, 422, 'The client ID parameter is missing')
    if (client === 'unknown') return refuseInText(reply, 403, UNKNOWN_CLIENT)
    if (isRefusal(client)) {
      const { about, error, reason } = client
      if (about) await note({ id: about.clientId, appId: about.appId }, error, reason)
      throw new OAuthError(client)
    }
    const ended = endOfClient(client)
    if (ended) {
      await note(client, 'unknown_client', ended)
      return refuseInText(reply, 403, UNKNOWN_CLIENT)
    }

    const device = {
      id: uuid(now),
      clientId: client.id,
      scope: parameters.get('scope') ?? null,
      organization: readOrganizationPrefill(parameters, sources),
      userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_CHARACTERS_MAX) || null,
      addressBlock,
      createdAt: now,
      expiresAt: now + DEVICE_CODE_SECONDS * 1000,
    }
    const hopeless = await hopelessness(deps, client, device)
    if (hopeless) {
      await note(client, hopeless.error, hopeless.reason)
      throw new OAuthError(hopeless)
    }
    const deviceCode = DEVICE_CODE_PREFIX + randomSecret(43)
    const userCode = await store(deps, { ...device, deviceCodeHash: sha256Hex(deviceCode) })
    const answer = {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: publicUrl + deviceVerifyUrl(null),
      verification_uri_complete: publicUrl + deviceVerifyUrl(userCode),
      expires_in: DEVICE_CODE_SECONDS,
      interval: POLL_INTERVAL_SECONDS,
    }
    return sendAnswer(request, reply, answer, TEXT_FIELDS)
  })
}

/** The client by its id alone (spec oauth.md §7.1); credentials that are sent all the same must be right. */
async function identify(
  { db, guesses }: DeviceAuthorizationDeps,
  request: FastifyRequest,
  { parameters, addressBlock }: { parameters: Parameters; addressBlock: string },
  now: number,
): Promise<Client | Refusal | 'missing' | 'unknown'> {
  const { authorization } = request.headers
  if (authorization?.startsWith('Basic ') || parameters.has('client_secret')) {
    const claim = { authorization, parameters, addressBlock }
    const client = await authenticateClient({ reader: db, guesses }, claim, now)
    return client ?? 'missing'
  }
  const clientId = parameters.get('client_id')?.toLowerCase()
  if (clientId === undefined) return 'missing'
  const client = clientId.includes('\0') ? null : await findClient(db, clientId)
  return client ?? 'unknown'
}

/** What does not depend on the person is refused before anybody is asked (P-05); null when there is something to ask. */
async function hopelessness(
  { db, names, settings }: DeviceAuthorizationDeps,
  client: Client,
  device: Pick<DeviceAuthorization, 'id' | 'clientId' | 'scope' | 'organization'>,
): Promise<Refusal | null> {
  if (client.appState === 'inactive') return refuse('unauthorized_client', 'app deactivated')
  if (device.scope !== null && device.scope.length > SCOPE_CHARACTERS_MAX)
    return refuseScope('malformed_scope')
  const { step } = await lookInto(
    db,
    { names, isSandbox: settings.isSandbox },
    {
      request: requestOfDevice(device),
      client,
      progress: { isAccountChosen: true, signInAfter: null },
      chosenOrganizationId: null,
      session: null,
    },
  )
  return step.kind === 'reject' ? refuseScope(step.error) : null
}

/** Stores the device under a user code that no other one waits with; gives the code. */
async function store(
  { db, userCodes }: DeviceAuthorizationDeps,
  device: Omit<NewDevice, 'userCodeHash' | 'userCodeCiphertext'>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const userCode = newUserCode()
    const [userCodeHash] = userCodes.hashes(userCode)
    const stored = { ...device, userCodeHash, userCodeCiphertext: userCodes.seal(userCode) }
    try {
      await db.transaction(tx => insertDevice(tx, stored))
      return userCode
    } catch (error) {
      if (!(error instanceof UniqueViolation) || attempt === USER_CODE_ATTEMPTS_MAX) throw error
    }
  }
}

/** Without a client there is nobody to speak a protocol with: one line of text (spec oauth.md §4.4, §7.1). */
function refuseInText(reply: FastifyReply, status: number, text: string): FastifyReply {
  reply.log.info({ reason: text }, 'device authorization refused')
  return reply.code(status).header('content-type', 'text/plain; charset=utf-8').send(`error: ${text}`)
}
