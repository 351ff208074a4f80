import type { FastifyRequest } from 'fastify'
import { Outage } from '../database/database.ts'

/** A request that could not be read (malformed JSON, too large, …), as opposed to a bug of ours; else null. */
export function requestFault(error: unknown): { status: number; text: string } | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const status = error.statusCode
  if (typeof status !== 'number' || status < 400 || status > 499) return null
  return { status, text: error.message }
}

/**
 * What a caller is told about a failure that is not a refusal: an outage is a 503, everything else a bug (500) whose
 * cause goes to the log under the request's id.
 */
export function failureReply(
  error: unknown,
  request: FastifyRequest,
): { status: number; code: string; text: string } {
  if (error instanceof Outage) {
    request.log.error({ err: error }, 'outage')
    return { status: 503, code: 'temporarily_unavailable', text: 'The service is not available. Try again.' }
  }
  request.log.error({ err: error }, 'bug')
  return { status: 500, code: 'server_error', text: `An error occurred. Reference: ${request.id}` }
}
