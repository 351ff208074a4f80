import type { FastifyInstance } from 'fastify'
import { allowAnyOrigin, notFound, useApiSurface } from './api.ts'

/** Addresses under these prefixes that are none answer as the REST API does, not with a page. */
export function refuseUnknownAddresses(server: FastifyInstance, prefixes: string[]): void {
  for (const prefix of prefixes) {
    const plugin = async (scope: FastifyInstance) => {
      allowAnyOrigin(scope, [])
      useApiSurface(scope)
      scope.setNotFoundHandler(async () => {
        throw notFound()
      })
    }
    void server.register(plugin, { prefix })
  }
}
