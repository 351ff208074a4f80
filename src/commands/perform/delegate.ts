import { DEMO } from '../../demo-facts.ts'
import type { HttpRequest } from '../../platform/http/message.ts'
import { required } from '../options.ts'
import { DEMO_ORGANIZATION_SCOPE, HOW_LINDEN_PRESS_LETS_IT_IN } from './demo.ts'
import { tokensIn } from './finish.ts'
import type { Flow } from './flow.ts'
import { flowCommand } from './flow-command.ts'
import { missingClient, readToken } from './settings.ts'
import { given, tokenRequest } from './token-request.ts'

const DELEGATE_PATH = '/oauth/delegate'

/**
 * A token becomes one for a subsystem, which may do less with it (spec oauth.md §8); with `--standard` by token exchange
 * (RFC 8693 §2.1), which other servers know, too.
 */
export const performDelegate = flowCommand({
  name: 'delegate',
  options: {
    token: { type: 'string' },
    subsystem: { type: 'string' },
    audience: { type: 'string' },
    standard: { type: 'boolean' },
  },
  demo: 'confidential',
  canLackClient: true,
  async read(args, client, surroundings) {
    const { option, flag } = args
    const isDemo = client?.isDemo === true
    const token = await readToken(args, surroundings)
    // Both words mean the client id of who shall have the token: one is this hub's, the other that of RFC 8693.
    const named = option('subsystem') ?? option('audience') ?? (isDemo ? DEMO.warehouse.clientId : undefined)
    const isStandard = flag('standard')
    if (isStandard && client === null) throw missingClient()
    return {
      token: isDemo ? token : required('token', token ?? undefined),
      subsystem: required('subsystem', named),
      scope: option('scope'),
      isStandard,
    }
  },
  holderId: ({ subsystem }) => subsystem,
  async perform(flow, { token, isStandard, ...wish }) {
    const subjectToken = token ?? (await demoToken(flow))
    const request = (isStandard ? tokenExchange : delegation)(flow, { ...wish, token: subjectToken })
    const title = isStandard ? 'RFC 8693 §2.1' : 'POST /oauth/delegate'
    return tokensIn(await flow.send(`The token becomes one for the subsystem (${title})`, request))
  },
})

type Wish = { token: string; subsystem: string; scope: string | undefined }

function delegation({ metadata, extra }: Flow, { token, subsystem, scope }: Wish): HttpRequest {
  const url = metadata.endpoint('delegation_endpoint') ?? new URL(DELEGATE_PATH, metadata.issuer).href
  const form = given({ client_id: subsystem, delegate_access_scope: scope })
  return { method: 'POST', url, authentication: { scheme: 'Bearer', token }, form: [...form, ...extra] }
}

function tokenExchange(flow: Flow, { token, subsystem, scope }: Wish): HttpRequest {
  const form = given({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: subsystem,
    scope,
  })
  return tokenRequest(flow, [...form, ...flow.extra])
}

/** With the demo client a token that may delegate is asked for first. */
async function demoToken(flow: Flow): Promise<string> {
  flow.tell('', 'No token was given, so one is asked for first.', ...HOW_LINDEN_PRESS_LETS_IT_IN)
  const form = given({ grant_type: 'client_credentials', scope: DEMO_ORGANIZATION_SCOPE })
  const answer = await flow.send('A token that may delegate (RFC 6749 §4.4.2)', tokenRequest(flow, form))
  return tokensIn(answer).access_token
}
