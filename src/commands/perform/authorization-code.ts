import { sha256Base64Url } from '../../platform/crypto/digest.ts'
import { randomSecret } from '../../platform/crypto/random.ts'
import { DAY_MS, MINUTE_MS } from '../../platform/durations.ts'
import { type Arguments, Refused, UsageError } from '../command.ts'
import { duration } from '../options.ts'
import { DEMO_PERSON_SCOPE, demoSignIn } from './demo.ts'
import { errorOfParameters } from './explain.ts'
import { tokensIn } from './finish.ts'
import { clientOf, type Flow } from './flow.ts'
import { flowCommand } from './flow-command.ts'
import { listenAt, loopbackUrl, withPort } from './loopback.ts'
import { endpointOf } from './metadata.ts'
import { refused } from './refusal.ts'
import { given, tokenRequest } from './token-request.ts'
import { waitFor } from './wait.ts'

const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback'
const DEFAULT_TIMEOUT_MS = 5 * MINUTE_MS
const TIMEOUT_MS_MAX = DAY_MS
/** RFC 7636 §4.1 wants 43 to 128 characters. */
const VERIFIER_CHARACTERS = 64

/**
 * A person lets the client in, in a browser (RFC 6749 §4.1):
 *
 * 1. Somebody listens at a redirect URI of this machine (RFC 8252 §7.3).
 * 2. The person opens the authorization endpoint.
 * 3. The answer comes to the redirect URI. It must have our state (RFC 6749 §10.12) and name the server we asked
 *    (RFC 9207).
 * 4. The code becomes tokens, with the verifier of the challenge (RFC 7636).
 */
export const performAuthorizationCode = flowCommand({
  name: 'authorization-code',
  options: {
    'redirect-uri': { type: 'string' },
    port: { type: 'string' },
    'no-pkce': { type: 'boolean' },
    login: { type: 'string' },
    prompt: { type: 'string' },
    lang: { type: 'string' },
    open: { type: 'boolean' },
    timeout: { type: 'string' },
  },
  demo: 'confidential',
  read(args, client) {
    const { option } = args
    return {
      redirectUri: wantedRedirectUri(args),
      timeoutMs: wantedTimeout(args),
      hasPkce: !args.flag('no-pkce'),
      asked: {
        scope: option('scope') ?? (client?.isDemo ? DEMO_PERSON_SCOPE : undefined),
        login: option('login'),
        prompt: option('prompt'),
        lang: option('lang'),
      },
    }
  },
  async perform(flow, { timeoutMs, hasPkce, asked, ...wanted }) {
    const state = randomSecret()
    const verifier = hasPkce ? randomSecret(VERIFIER_CHARACTERS) : undefined
    const listener = await listenAt(wanted.redirectUri, parameters => {
      const isOurs = parameters.get('state') === state
      if (!isOurs) flow.tell('', 'Somebody came with another state: not counted.')
      return isOurs
    })
    try {
      const { redirectUri } = listener
      const { pause, stopRequested } = flow.surroundings
      const stopped = stopRequested()
      sendPerson(flow, authorizationUrl(flow, { redirectUri, state, verifier, asked }))
      const answer = await waitFor(listener.answer, { pause, stopped, timeoutMs })
      if (typeof answer === 'string') throw new Refused(NOBODY_CAME[answer])
      const code = codeIn(flow, answer)
      const form = given({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      })
      return tokensIn(await flow.send('The code becomes tokens (RFC 6749 §4.1.3)', tokenRequest(flow, form)))
    } finally {
      listener.close()
    }
  },
})

const NOBODY_CAME = {
  timeout: 'nobody came back from the browser in time: see --timeout',
  stopped: 'stopped before anybody came back from the browser',
}

/** Step 1: `--port` takes the place of the port of the redirect URI. */
function wantedRedirectUri({ option }: Arguments): string {
  const redirectUri = option('redirect-uri') ?? DEFAULT_REDIRECT_URI
  loopbackUrl(redirectUri)
  const port = option('port')
  if (port === undefined) return redirectUri
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new UsageError(`--port is a number from 1 to 65535, found ${port}`)
  }
  return withPort(redirectUri, Number(port))
}

function wantedTimeout({ option }: Arguments): number {
  const timeoutMs = duration('timeout', option('timeout')) ?? DEFAULT_TIMEOUT_MS
  if (timeoutMs > TIMEOUT_MS_MAX) throw new UsageError('--timeout is a day at most')
  return timeoutMs
}

type Sent = {
  redirectUri: string
  state: string
  verifier: string | undefined
  asked: Record<string, string | undefined>
}

function authorizationUrl(flow: Flow, { redirectUri, state, verifier, asked }: Sent): URL {
  const url = new URL(endpointOf(flow.metadata, 'authorization_endpoint'))
  const parameters = given({
    response_type: 'code',
    client_id: clientOf(flow).id,
    redirect_uri: redirectUri,
    ...asked,
    state,
    code_challenge: verifier && sha256Base64Url(verifier),
    code_challenge_method: verifier && 'S256',
  })
  for (const [name, value] of [...parameters, ...flow.extra]) url.searchParams.append(name, value)
  return url
}

/** Step 2. */
function sendPerson({ tell, args, client, surroundings }: Flow, url: URL): void {
  tell(
    '',
    'The person is sent to the server (RFC 6749 §4.1.1)',
    ...[...url.searchParams].map(([name, value]) => `  ${name}=${value}`),
    '',
    'Open this in a browser:',
    url.href,
    ...demoSignIn(client),
    'Waiting for the answer …',
  )
  if (args.flag('open')) surroundings.openBrowser(url.href)
}

/** Step 3. */
function codeIn({ tell, metadata }: Flow, answer: URLSearchParams): string {
  tell(
    '',
    'The answer came to the redirect URI (RFC 6749 §4.1.2)',
    ...[...answer].map(([name, value]) => `  ${name}=${value}`),
  )
  const issuer = answer.get('iss')
  // RFC 9207 §2.4: an answer of another server, or without the name that was announced, must not be used.
  if (issuer === null ? metadata.namesItself : issuer !== metadata.issuer) {
    throw new Refused(`the answer is from ${issuer ?? 'nobody'}, but ${metadata.issuer} was asked (RFC 9207)`)
  }
  if (answer.has('error')) throw refused(errorOfParameters(answer), 'without a reason')
  const code = answer.get('code')
  if (!code) throw new Refused('the answer has neither a code nor an error')
  return code
}
