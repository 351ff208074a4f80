import { once } from 'node:events'
import { createServer } from 'node:http'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** The numbers of this process while it runs. */
export type MetricsServer = {
  observe(labels: { method: string; route: string; status: string }, seconds: number): void
  close(): Promise<void>
}

/** Answers `GET /metrics` and nothing else. Throws when it cannot listen. */
export async function startMetricsServer(port: number, host: string): Promise<MetricsServer> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics())
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    observe: (labels, seconds) => durations.observe(labels, seconds),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
