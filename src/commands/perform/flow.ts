import type { HttpAnswer, HttpRequest } from '../../platform/http/message.ts'
import type { Arguments, Surroundings } from '../command.ts'
import type { Metadata } from './metadata.ts'
import { type Client, missingClient } from './settings.ts'

/** A flow while it is performed. */
export type Flow = {
  args: Arguments
  surroundings: Surroundings
  metadata: Metadata
  /** Null when nobody named one, in a flow that can do without. */
  client: Client | null
  /** `--parameter`: what the request that begins the flow has besides. */
  extra: [string, string][]
  /** Sends a request, keeps it with its answer, and tells both. */
  send(title: string, request: HttpRequest): Promise<HttpAnswer>
  /** The same, but `isTold` decides by the answer whether the step is kept and told. */
  sendQuietly(
    title: string,
    request: HttpRequest,
    isTold: (answer: HttpAnswer) => boolean,
  ): Promise<HttpAnswer>
  tell(...lines: string[]): void
}

/** The client of a flow that cannot do without. */
export function clientOf({ client }: Pick<Flow, 'client'>): Client {
  if (client === null) throw missingClient()
  return client
}
