import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MetricsServer } from './metrics-server.ts'

/** Numbers about requests and the process, for Prometheus, on a port of their own. */
export type Metrics = {
  /** A hook behind each answer. */
  count(request: FastifyRequest, reply: FastifyReply, done: () => void): void
  listen(port: number, host: string): Promise<void>
  close(): Promise<void>
}

/** Nothing is counted, nor loaded, unless it listens. */
export function createMetrics(): Metrics {
  let server: MetricsServer | null = null
  return {
    count(request, reply, done) {
      if (!server) return done()
      // Routes as declared, never addresses as sent: their number is bounded.
      const route = request.routeOptions.url ?? 'none'
      const labels = { method: request.method, route, status: String(reply.statusCode) }
      server.observe(labels, reply.elapsedTime / 1000)
      done()
    },
    async listen(port, host) {
      const { startMetricsServer } = await import('./metrics-server.ts')
      server = await startMetricsServer(port, host)
    },
    async close() {
      await server?.close()
    },
  }
}
