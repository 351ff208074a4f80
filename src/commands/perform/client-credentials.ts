import { DEMO_ORGANIZATION_SCOPE, HOW_LINDEN_PRESS_LETS_IT_IN } from './demo.ts'
import { tokensIn } from './finish.ts'
import { flowCommand } from './flow-command.ts'
import { given, tokenRequest } from './token-request.ts'

/** A machine asks for a token of its own (RFC 6749 §4.4): at a hub for a bearer that let the app in before. */
export const performClientCredentials = flowCommand({
  name: 'client-credentials',
  options: {},
  demo: 'confidential',
  read: ({ option }, client) => ({ scope: option('scope'), isDemo: client?.isDemo === true }),
  async perform(flow, { scope, isDemo }) {
    const isDefault = isDemo && scope === undefined
    if (isDefault) flow.tell('', ...HOW_LINDEN_PRESS_LETS_IT_IN)
    const form = given({
      grant_type: 'client_credentials',
      scope: isDefault ? DEMO_ORGANIZATION_SCOPE : scope,
    })
    return tokensIn(
      await flow.send(
        'The client asks for a token (RFC 6749 §4.4.2)',
        tokenRequest(flow, [...form, ...flow.extra]),
      ),
    )
  },
})
