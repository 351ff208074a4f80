import type { ParseArgsOptionsConfig } from 'node:util'
import { visibleText } from '../../platform/web/plain-text.ts'
import { type Arguments, type Command, Refused, readArgs, type Surroundings } from '../command.ts'
import { exchange, type Step } from './exchange.ts'
import { finish, type Tokens } from './finish.ts'
import type { Flow } from './flow.ts'
import { fetchMetadata } from './metadata.ts'
import {
  type Client,
  type DemoClient,
  missingClient,
  readClient,
  readHub,
  readParameters,
} from './settings.ts'
import { stepData, stepLines } from './show.ts'
import { isLoopback } from './web-address.ts'

/** What differs from flow to flow. `Input` is what its own options say. */
export type FlowDescription<Input> = {
  name: string
  options: ParseArgsOptionsConfig
  /** The client of the demo data that performs it when nobody names one. */
  demo: DemoClient
  /** Reads its own options, before anything is sent. */
  read(given: Arguments, client: Client | null, surroundings: Surroundings): Input | Promise<Input>
  /** The requests of the flow, up to the tokens. */
  perform(flow: Flow, input: Input): Promise<Tokens>
  /** The client that may refresh the tokens, where it is not the one that asks. */
  holderId?(input: Input): string
  /** A token says who asks: a client need not be named. */
  canLackClient?: true
}

const COMMON_OPTIONS = {
  hub: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  scope: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  call: { type: 'string' },
  verify: { type: 'boolean' },
  'show-secrets': { type: 'boolean' },
} as const

/**
 * The command that performs a flow as an app would, and tells each request and its answer:
 *
 * 1. Which server, which client.
 * 2. The server's metadata: where its endpoints are.
 * 3. The requests of this flow, up to the tokens.
 * 4. What the tokens say; whether they are good, and what the API answers, where that was asked for.
 */
export function flowCommand<Input>(description: FlowDescription<Input>): Command {
  const { name, options, demo, canLackClient } = description
  return async (args, surroundings) => {
    const given = readArgs(args, { ...COMMON_OPTIONS, ...options })
    const hub = readHub(given, surroundings)
    const client = await readClient(given, surroundings, { hub, demo })
    if (client === null && !canLackClient) throw missingClient()
    const extra = readParameters(given)
    const input = await description.read(given, client, surroundings)
    const steps: Step[] = []
    const showsSecrets = given.flag('show-secrets')
    const dataSoFar = () => ({
      flow: name,
      hub,
      client_id: client?.id ?? null,
      steps: steps.map(step => stepData(step, showsSecrets)),
    })
    try {
      const flow = await openFlow({ given, surroundings, hub, client, extra }, { steps, showsSecrets })
      const holderId = description.holderId?.(input) ?? client?.id ?? null
      const { lines, data } = await finish(flow, await description.perform(flow, input), holderId)
      return { lines, data: { ...dataSoFar(), ...data } }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      throw new Refused(error.message, error.details, { ...dataSoFar(), ...error.data })
    }
  }
}

type Given = Pick<Flow, 'client' | 'extra' | 'surroundings'> & { given: Arguments; hub: string }

/** Steps 1 and 2. */
async function openFlow(
  { given, surroundings, hub, client, extra }: Given,
  { steps, showsSecrets }: { steps: Step[]; showsSecrets: boolean },
): Promise<Flow> {
  const tell: Flow['tell'] = (...lines) => surroundings.tell(lines.map(visibleText))
  const sendQuietly: Flow['sendQuietly'] = async (title, request, isTold) => {
    const answer = await exchange(request, `grantory/${surroundings.version}`)
    if (isTold(answer)) {
      const step = { title, request, answer }
      steps.push(step)
      surroundings.tell(stepLines(step, steps.length, showsSecrets))
    }
    return answer
  }
  const send: Flow['send'] = (title, request) => sendQuietly(title, request, () => true)

  tell(`Hub     ${hub}`, ...(client ? [`Client  ${clientWords(client)}`] : []))
  if (!isLoopback(new URL(hub)) && hub.startsWith('http:')) {
    tell('Careful: this is http, and everybody on the way can read the secrets.')
  }
  const metadata = await fetchMetadata(hub, send)
  return { args: given, surroundings, metadata, client, extra, send, sendQuietly, tell }
}

function clientWords({ id, secret, isDemo }: Client): string {
  const kind = secret === null ? 'without a secret' : 'with a secret'
  return isDemo ? `${id}, ${kind}: Stock Keeper of the demo data, because none was named` : `${id}, ${kind}`
}
