import type { HttpRequest } from '../../platform/http/message.ts'
import { DEMO_ORGANIZATION_SCOPE, HOW_LINDEN_PRESS_LETS_IT_IN } from './demo.ts'
import { tokensIn } from './finish.ts'
import { flowCommand } from './flow-command.ts'
import { given, tokenRequest } from './token-request.ts'

/** A machine asks for a token of its own (RFC 6749 §4.4): at a hub for a bearer that let the app in before. */
export const performClientCredentials = flowCommand({
  name: 'client-credentials',
  options: { 'in-query': { type: 'boolean' } },
  demo: 'confidential',
  read: ({ option, flag }, client) => ({
    scope: option('scope'),
    isDemo: client?.isDemo === true,
    isInQuery: flag('in-query'),
  }),
  async perform(flow, { scope, isDemo, isInQuery }) {
    const isDefault = isDemo && scope === undefined
    if (isDefault) flow.tell('', ...HOW_LINDEN_PRESS_LETS_IT_IN)
    const form = given({
      grant_type: 'client_credentials',
      scope: isDefault ? DEMO_ORGANIZATION_SCOPE : scope,
    })
    const parameters = [...form, ...flow.extra]
    const request = isInQuery ? withQuery(tokenRequest(flow, []), parameters) : tokenRequest(flow, parameters)
    return tokensIn(await flow.send('The client asks for a token (RFC 6749 §4.4.2)', request))
  },
})

/** `--in-query`: what is asked for stands in the address, as some clients have it; what proves who asks does not. */
function withQuery(request: HttpRequest, parameters: [string, string][]): HttpRequest {
  const url = new URL(request.url)
  for (const [name, value] of parameters) url.searchParams.append(name, value)
  return { ...request, url: url.href, form: request.form?.length ? request.form : null }
}
