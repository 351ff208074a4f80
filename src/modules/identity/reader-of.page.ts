import type { FastifyRequest } from 'fastify'
import { Outage } from '../../platform/database/database.ts'
import type { Reader } from '../../platform/http/page-context.ts'
import { signedInAs } from './session.ts'
import type { SessionOf } from './sessions.ts'

const NOBODY: Reader = { signedInAs: null, languages: [] }

/** Who reads a page of a failure, so that it speaks and looks as they chose. */
export function createReaderOf(session: SessionOf): (request: FastifyRequest) => Promise<Reader> {
  return async request => {
    try {
      const known = await session(request)
      return known ? { signedInAs: signedInAs(known), languages: [known.person.locale] } : NOBODY
    } catch (error) {
      if (error instanceof Outage) return NOBODY
      throw error
    }
  }
}
