import { DEMO } from '../../demo-facts.ts'
import { bodyLines } from '../../platform/http/curl.ts'
import { get, type HttpAnswer } from '../../platform/http/message.ts'
import { visibleText } from '../../platform/web/plain-text.ts'
import { Refused, type Result } from '../command.ts'
import { claimTime } from '../options.ts'
import type { Flow } from './flow.ts'
import { endpointOf, isObject } from './metadata.ts'
import { refusalOf } from './refusal.ts'
import { type DecodedToken, decodeToken, judge } from './token.ts'
import { apiUrl } from './web-address.ts'

/** A token response (RFC 6749 §5.1). */
export type Tokens = { access_token: string; [member: string]: unknown }

/** The tokens of an answer; anything else is a refusal, or an outage where the server says so. */
export function tokensIn(answer: HttpAnswer): Tokens {
  const { status, body } = answer
  if (status !== 200) throw refusalOf(answer)
  if (!isObject(body) || typeof body['access_token'] !== 'string') {
    throw new Refused('the answer has no access_token')
  }
  return { ...body, access_token: body['access_token'] }
}

/** Step 4 of a flow; `holderId` is the client that may refresh the tokens. */
export async function finish(
  flow: Flow,
  tokens: Tokens,
  holderId: string | null,
): Promise<Result & { data: object }> {
  const { args } = flow
  const decoded = decodeAll(tokens)
  for (const [name, { header, claims }] of decoded) tellToken(flow, name, { header, claims })
  const verified = args.flag('verify') ? await verifyAccessToken(flow, tokens) : null
  const call = args.option('call')
  if (call !== undefined) await callApi(flow, tokens, call)
  return {
    lines: [
      '',
      ...(verified ? [verified] : []),
      `Got ${tokenNames(tokens).join(' and ')}${lifetime(tokens)}.`,
      ...nextLines(tokens, holderId),
    ].map(visibleText),
    data: {
      tokens,
      decoded: Object.fromEntries(decoded.map(([name, { header, claims }]) => [name, { header, claims }])),
      verified: verified !== null,
    },
  }
}

function decodeAll(tokens: Tokens): [string, DecodedToken][] {
  return ['access_token', 'id_token'].flatMap(name => {
    const token = tokens[name]
    const decoded = typeof token === 'string' ? decodeToken(token) : null
    return decoded === null ? [] : [[name, decoded]]
  })
}

function tellToken(
  { tell }: Flow,
  name: string,
  { header, claims }: Pick<DecodedToken, 'header' | 'claims'>,
): void {
  const until = claimTime(claims['exp'])
  tell(
    '',
    `What ${name} says${until === null ? '' : `, until ${until}`}`,
    `  header  ${JSON.stringify(header)}`,
    ...bodyLines(claims).map((line, index) => `  ${index === 0 ? 'claims' : '      '}  ${line}`),
  )
}

/** `--verify`: a token that is not good is refused, so that a script can rely on it. */
async function verifyAccessToken(
  { metadata, send, surroundings }: Flow,
  { access_token }: Tokens,
): Promise<string> {
  const decoded = decodeToken(access_token)
  if (decoded === null)
    throw new Refused('the access token is no JWT: only its server can tell what it is worth')
  const answer = await send('The keys that sign (RFC 7517)', get(endpointOf(metadata, 'jwks_uri')))
  if (answer.status !== 200) throw refusalOf(answer)
  const { isGood, words } = judge(decoded, answer.body, surroundings.clock.now())
  if (!isGood) throw new Refused(`the access token is not good: ${words}`)
  return `Verified: ${words}.`
}

/** `--call`: a path of the server, or an address elsewhere. */
async function callApi({ metadata, send }: Flow, { access_token }: Tokens, target: string): Promise<void> {
  const url = apiUrl(target, metadata.issuer)
  if (url === null) {
    throw new Refused(`--call is a path such as /api/v1/person, or an address, found ${target}`)
  }
  const answer = await send(
    'The token at work (RFC 6750)',
    get(url, { scheme: 'Bearer', token: access_token }),
  )
  if (answer.status >= 400) throw refusalOf(answer)
}

function tokenNames(tokens: Tokens): string[] {
  const names = { access_token: 'an access token', refresh_token: 'a refresh token', id_token: 'an ID token' }
  return Object.entries(names).flatMap(([name, words]) => (typeof tokens[name] === 'string' ? [words] : []))
}

function lifetime({ expires_in }: Tokens): string {
  return typeof expires_in === 'number' ? `; the access token lives ${expires_in} seconds` : ''
}

/** How to go on, without secrets that would stay in the history of the shell. */
function nextLines(tokens: Tokens, holderId: string | null): string[] {
  if (typeof tokens['refresh_token'] !== 'string') return []
  const isDefault = holderId === null || holderId === DEMO.stockKeeper.clientId
  const named = isDefault ? '' : ` --client-id ${holderId}`
  return [
    `Next: grantory perform refresh${named} --refresh-token -   (and paste the refresh token, then Ctrl+D)`,
  ]
}
