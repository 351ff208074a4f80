import { bodyLines } from '../../platform/http/curl.ts'
import { get } from '../../platform/http/message.ts'
import { visibleText } from '../../platform/web/plain-text.ts'
import { type Command, Refused, readArgs } from '../command.ts'
import { required } from '../options.ts'
import { exchange } from './exchange.ts'
import { refusalOf } from './refusal.ts'
import { readHub, readToken } from './settings.ts'
import { stepData, stepLines } from './show.ts'
import { apiUrl } from './web-address.ts'

/** Asks an API with a token one has (RFC 6750), and shows request and answer. */
export const performCall: Command = async (args, surroundings) => {
  const options = {
    hub: { type: 'string' },
    token: { type: 'string' },
    'show-secrets': { type: 'boolean' },
  } as const
  const given = readArgs(args, options, ['path'])
  const hub = readHub(given, surroundings)
  const url = apiUrl(given.word(0), hub)
  if (url === null)
    throw new Refused(`what to ask is a path such as /api/v1/person, or an address, found ${given.word(0)}`)
  const token = required('token', (await readToken(given, surroundings)) ?? undefined)
  const request = get(url, { scheme: 'Bearer', token })
  const answer = await exchange(request, `grantory/${surroundings.version}`)
  const step = { title: 'The token at work (RFC 6750)', request, answer }
  const showsSecrets = given.flag('show-secrets')
  surroundings.tell(stepLines(step, 1, showsSecrets))
  const data = { flow: 'call', hub, steps: [stepData(step, showsSecrets)] }
  if (answer.status >= 400) {
    const refusal = refusalOf(answer)
    throw refusal instanceof Refused
      ? new Refused(refusal.message, refusal.details, { ...data, ...refusal.data })
      : refusal
  }
  const { status, body } = answer
  return { lines: ['', ...bodyLines(body)].map(visibleText), data: { ...data, status, body } }
}
