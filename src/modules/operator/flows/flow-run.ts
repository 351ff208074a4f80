import type { HttpAnswer, HttpRequest } from '../../../platform/http/message.ts'

/** The flows one can try, in the order of the list. */
export const FLOWS = [
  'person',
  'organization',
  'device',
  'client_credentials',
  'refresh',
  'delegation',
] as const
export type FlowName = (typeof FLOWS)[number]

/** What a step is; its words are under the same key. */
export type StepName =
  | 'prepare'
  | 'authorize'
  | 'allow'
  | 'pass'
  | 'redeem'
  | 'start_device'
  | 'poll_pending'
  | 'let_in'
  | 'poll'
  | 'machine'
  | 'refresh'
  | 'delegate'
  | 'call_api'

/** One step of a run: the request and the answer, or only what of them tells something. */
export type RunStep = { name: StepName; request: HttpRequest | null; answer: HttpAnswer | null }

/** A flow as it went. `accessToken` is the one it was about; `refused` when a step got another answer than it needs. */
export type Run = {
  flow: FlowName
  steps: RunStep[]
  accessToken: string | null
  refused: boolean
  durationMs: number
}
