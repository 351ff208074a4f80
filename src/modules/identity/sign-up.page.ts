import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formField, queryParameter } from '../../platform/http/browser.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { tooManyAttempts } from '../../platform/http/rate-limit.ts'
import { flowUrl } from '../../platform/web/flow-link.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { parseLocale } from '../directory/index.ts'
import type { IdentityParts } from './deps.ts'
import { browserFacts, destinationOf, type Flow, openFlow } from './flow.page.ts'
import { PASSWORD_CHARACTERS_MIN } from './password.ts'
import { signUp } from './sign-up.ts'
import { type SignUpModel, signUpPage } from './sign-up.view.ts'
import { checkSignUp, type SignUpValues } from './sign-up-form.ts'

/** GET and POST /signup (platform.md §1.1). */
export function signUpPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/signup', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    if (!isOffered(flow)) return reply.redirect(flowUrl('/signin', flow.link), 303)
    const prefill = flow.interaction?.prefill
    const values = {
      firstName: prefill?.firstName ?? '',
      name: prefill?.name ?? '',
      email: prefill?.email ?? flow.interaction?.email ?? queryParameter(request, 'login') ?? '',
      countryCode: '',
    }
    return sendForm(reply, flow, { values, faults: {}, waitSeconds: null })
  })

  scope.post('/signup', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    if (!isOffered(flow)) return reply.redirect(flowUrl('/signin', flow.link), 303)
    const now = parts.clock.now()
    const values = readValues(request)
    const password = formField(request, 'password') ?? ''
    const checked = checkSignUp(values, password)
    if (!checked.ok)
      return sendForm(reply.code(422), flow, { values, faults: checked.faults, waitSeconds: null })

    const locale = parseLocale(queryParameter(request, 'lang') ?? '') ?? flow.context.lang
    const outcome = await signUp(
      parts,
      {
        details: { ...checked.details, locale },
        email: checked.email,
        password,
        browser: browserFacts(parts, request),
        returnTo: flow.interaction?.continueUrl ?? flow.link.returnTo,
      },
      now,
    )
    switch (outcome.kind) {
      case 'taken':
        return sendForm(reply.code(422), flow, { values, faults: { email: 'taken' }, waitSeconds: null })
      case 'wait': {
        const waitSeconds = tooManyAttempts(reply, outcome.freeAt, now)
        return sendForm(reply, flow, { values, faults: {}, waitSeconds })
      }
      case 'signed_up':
        parts.sessionCookie.set(reply, outcome.sessionToken)
        return reply.redirect(destinationOf(flow, { isEmailConfirmed: false }), 303)
    }
  })
}

/** An app may switch registration off for its flow (`signup=false`). */
function isOffered({ interaction }: Flow): boolean {
  return interaction?.signUpAllowed ?? true
}

function readValues(request: FastifyRequest): SignUpValues {
  const read = (name: string) => plainName(formField(request, name) ?? '')
  return {
    firstName: read('first_name'),
    name: read('name'),
    email: read('email'),
    countryCode: read('country_code').toUpperCase(),
  }
}

function sendForm(
  reply: FastifyReply,
  { context, link, app, cancelUrl }: Flow,
  state: Pick<SignUpModel, 'values' | 'faults' | 'waitSeconds'>,
): FastifyReply {
  const passwordLengthMin = PASSWORD_CHARACTERS_MIN
  return sendPage(
    reply,
    signUpPage(context, { flow: link, app, cancelUrl, passwordLengthMin, ...state }),
    context.formTargets,
  )
}
