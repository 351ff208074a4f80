import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/database.ts'
import { canAnswer } from '../database/probe.repository.ts'

/** `/healthz`: the process runs. `/readyz`: it can answer, the database too. Neither tells anything else. */
export function healthRoutes(scope: FastifyInstance, { db }: { db: Db }): void {
  scope.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  )
  scope.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (await canAnswer(db)) return { status: 'ok' }
    return reply.code(503).header('retry-after', '5').send({ status: 'unavailable' })
  })
}
