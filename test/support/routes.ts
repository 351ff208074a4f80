import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'

/** A route as the server knows it. Paths under `/oauth` and `/api/v1` answer with the suffixes `.json` and `.xml` too. */
export type Route = { method: string; path: string }

const STARTED = 'fastify.initialization'

/**
 * Every route of the servers that `build` makes, by path and method, without the HEAD and OPTIONS that come with each.
 * It hears of a server when it is made, so that no part of the product has to keep a list.
 */
export async function routesOf(build: () => Promise<unknown>): Promise<Route[]> {
  const routes: Route[] = []
  const listen = (message: unknown) => {
    // The channel carries what Fastify documents: the server, before anything is registered with it.
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, path: url })
    })
  }
  subscribe(STARTED, listen)
  try {
    await build()
  } finally {
    unsubscribe(STARTED, listen)
  }
  return routes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
