import { Outage } from '../../platform/database/database.ts'
import { MINUTE_MS, SECOND_MS } from '../../platform/durations.ts'
import type { HttpAnswer, HttpRequest } from '../../platform/http/message.ts'
import { outageWords, Refused } from '../command.ts'
import { DEMO_PERSON_SCOPE, demoSignIn } from './demo.ts'
import { errorIn } from './explain.ts'
import { tokensIn } from './finish.ts'
import { clientOf, type Flow } from './flow.ts'
import { flowCommand } from './flow-command.ts'
import { endpointOf, isObject } from './metadata.ts'
import { refusalOf } from './refusal.ts'
import { clientRequest, given, tokenRequest } from './token-request.ts'
import { isWebAddress } from './web-address.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** RFC 8628 §3.2: without `interval` it is five seconds. */
const DEFAULT_INTERVAL_SECONDS = 5
/** RFC 8628 §3.5: `slow_down` adds five seconds; who does not answer is asked half as often. */
const SLOWER_BY_MS = 5 * SECOND_MS
const INTERVAL_MS_MIN = SECOND_MS
const INTERVAL_MS_MAX = MINUTE_MS
const LIFETIME_SECONDS_MAX = 86_400

/** What a device shows and keeps (RFC 8628 §3.2), spans in milliseconds. */
type Authorization = {
  deviceCode: string
  userCode: string
  verificationUri: string
  completeUri: string | null
  lifetimeMs: number
  intervalMs: number
}

/**
 * A device without a browser gets its tokens (RFC 8628):
 *
 * 1. It asks for a code.
 * 2. It shows the code; the person enters it elsewhere.
 * 3. It asks again and again, as slowly as it is told, until the person has decided.
 */
export const performDeviceCode = flowCommand({
  name: 'device-code',
  options: { open: { type: 'boolean' } },
  demo: 'public',
  read: ({ option }, client) => option('scope') ?? (client?.isDemo ? DEMO_PERSON_SCOPE : undefined),
  async perform(flow, scope) {
    const answer = await flow.send('The device asks for a code (RFC 8628 §3.1)', deviceRequest(flow, scope))
    if (answer.status !== 200) throw refusalOf(answer)
    const authorization = readAuthorization(answer)
    const stop = new AbortController()
    void flow.surroundings.stopRequested().then(() => stop.abort())
    showCode(flow, authorization)
    return tokensIn(await poll(flow, authorization, stop.signal))
  },
})

/** Step 1. The client names itself in the body even where it authenticates otherwise: some servers look only there. */
function deviceRequest(flow: Flow, scope: string | undefined): HttpRequest {
  const { metadata } = flow
  const client = clientOf(flow)
  const request = clientRequest({ metadata, client }, endpointOf(metadata, 'device_authorization_endpoint'), [
    ...given({ scope }),
    ...flow.extra,
  ])
  const isNamed = request.form?.some(([name]) => name === 'client_id')
  return isNamed
    ? request
    : { ...request, form: [...(request.form ?? []), ...given({ client_id: client.id })] }
}

function readAuthorization({ body }: HttpAnswer): Authorization {
  const members = isObject(body) ? body : {}
  const text = (name: string) => (typeof members[name] === 'string' ? members[name] : null)
  const seconds = (name: string) => (typeof members[name] === 'number' ? members[name] : null)
  const [deviceCode, userCode, verificationUri] = ['device_code', 'user_code', 'verification_uri'].map(text)
  const lifetime = seconds('expires_in')
  // Of other schemes the desktop would start programs.
  if (!deviceCode || !userCode || !isWebAddress(verificationUri) || lifetime === null) {
    throw new Refused(
      'the answer lacks what RFC 8628 §3.2 wants: device_code, user_code, verification_uri, expires_in',
    )
  }
  const intervalMs = (seconds('interval') ?? DEFAULT_INTERVAL_SECONDS) * 1000
  const completeUri = text('verification_uri_complete')
  return {
    deviceCode,
    userCode,
    verificationUri,
    completeUri: isWebAddress(completeUri) ? completeUri : null,
    lifetimeMs: Math.min(lifetime, LIFETIME_SECONDS_MAX) * 1000,
    intervalMs: Math.min(Math.max(intervalMs, INTERVAL_MS_MIN), INTERVAL_MS_MAX),
  }
}

/** Step 2. */
function showCode({ tell, args, client, surroundings }: Flow, authorization: Authorization): void {
  const { userCode, verificationUri, completeUri } = authorization
  tell(
    '',
    `Open ${verificationUri}`,
    `and enter ${userCode}`,
    ...(completeUri === null ? [] : [`or open ${completeUri} and compare the code.`]),
    ...demoSignIn(client),
    'Waiting for the decision …',
  )
  if (args.flag('open')) surroundings.openBrowser(completeUri ?? verificationUri)
}

/** Step 3. Of answers that say the same as the one before, only the first is told. */
async function poll(
  flow: Flow,
  { deviceCode, lifetimeMs, intervalMs }: Authorization,
  stop: AbortSignal,
): Promise<HttpAnswer> {
  const { surroundings, sendQuietly } = flow
  const request = tokenRequest(flow, given({ grant_type: GRANT, device_code: deviceCode }))
  const { clock, pause } = surroundings
  const endsAt = clock.now() + lifetimeMs
  let interval = intervalMs
  let last: string | null = null
  while (clock.now() < endsAt) {
    await pause(interval, stop)
    if (stop.aborted) throw new Refused('stopped before the person decided')
    const answer = await ask()
    const error = answer && errorIn(answer).error
    if (answer === null || answer.status >= 500) interval = Math.min(interval * 2, INTERVAL_MS_MAX)
    else if (error === 'slow_down' || answer.status === 429) interval += SLOWER_BY_MS
    else if (error !== 'authorization_pending') return answer
  }
  throw new Refused('the codes have expired before the person decided', ['start again'])

  /** Null when nobody answers: the person may decide all the same (RFC 8628 §3.5). */
  async function ask(): Promise<HttpAnswer | null> {
    try {
      return await sendQuietly('The device asks for its tokens (RFC 8628 §3.4)', request, isNews)
    } catch (failure) {
      if (!(failure instanceof Outage)) throw failure
      flow.tell('', `${outageWords(failure)}: asking more slowly.`)
      return null
    }
  }

  function isNews(answer: HttpAnswer): boolean {
    const now = errorIn(answer).error
    const isOther = now === null || now !== last
    last = now
    return isOther
  }
}
