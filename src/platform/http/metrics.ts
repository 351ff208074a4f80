import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Numbers about requests and the process, for Prometheus, on a port of their own. */
export type Metrics = {
  /** A hook behind each answer. */
  count(request: FastifyRequest, reply: FastifyReply): Promise<void>
  listen(port: number, host: string): Promise<void>
  close(): Promise<void>
}

/** Labels are routes as declared, never addresses as sent: their number is bounded. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  let server: Server | undefined
  return {
    async count(request, reply) {
      if (!server) return
      const route = request.routeOptions.url ?? 'none'
      const labels = { method: request.method, route, status: String(reply.statusCode) }
      durations.observe(labels, reply.elapsedTime / 1000)
    },
    async listen(port, host) {
      collectDefaultMetrics({ register: registry })
      server = createServer(async (request, response) => {
        if (request.url !== '/metrics') {
          response.writeHead(404).end()
          return
        }
        response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics())
      })
      server.listen(port, host)
      await once(server, 'listening')
    },
    async close() {
      await new Promise<void>(resolve => (server ? server.close(() => resolve()) : resolve()))
    },
  }
}
