import type { FastifyInstance } from 'fastify'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { flowUrl } from '../../../platform/web/flow-link.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import type { IdentityParts } from '../deps.ts'
import { browserFacts, destinationOf, openFlow } from '../flow.page.ts'
import { AGAIN } from '../sign-in.view.ts'
import { newChallenge } from './challenge.ts'
import { signInOptions } from './passkey.ts'
import { signInByPasskey } from './sign-in-by-passkey.ts'

/** POST /signin/passkey: signs in by a passkey alone, from any page that asks somebody to sign in. */
export function passkeySignInPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.post('/signin/passkey', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const answer = formField(request, 'answer') ?? ''
    const browser = browserFacts(parts, request)
    const signedIn = await signInByPasskey(parts, { answer, asker: request, browser }, parts.clock.now())
    if (signedIn === null) {
      const notice = { notice: 'passkey_failed' }
      const isSecondStep = queryParameter(request, 'step') === 'code'
      const isAgain = queryParameter(request, 'again') === AGAIN.again
      const back = isSecondStep ? '/signin/code' : '/signin'
      return reply.redirect(flowUrl(back, flow.link, { ...notice, ...(isAgain ? AGAIN : {}) }), 303)
    }
    parts.signInCookie.clear(reply)
    parts.sessionCookie.set(reply, signedIn.sessionToken)
    return reply.redirect(destinationOf(flow, signedIn), 303)
  })
}

/** What a page that asks somebody to sign in asks the browser for, as JSON. */
export function passkeyOptions(
  { secretBox, settings, clock }: IdentityParts,
  context: PageContext,
): Promise<string> {
  return signInOptions(settings, newChallenge(secretBox, 'sign in', context, clock.now()))
}
