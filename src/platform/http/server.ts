import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import formbody from '@fastify/formbody'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { readJson } from './json-body.ts'

const BODY_BYTES_MAX = 1024 * 1024
const HEADER_TIMEOUT_MS = 30_000
const REQUEST_TIMEOUT_MS = 60_000

/** A format asked for by the end of the path (`.json`, `.xml`): it selects the answer's format, the route is the same. */
export type PathFormat = 'json' | 'xml'

const pathFormats = new WeakMap<IncomingMessage, PathFormat>()

/** The format the path of this request ended in (spec README "Conventions"). */
export function pathFormat(request: FastifyRequest): PathFormat | null {
  return pathFormats.get(request.raw) ?? null
}

/**
 * The HTTP server without routes: reads JSON and forms, ignores other bodies, tolerates a trailing slash and a format
 * suffix on `/oauth` and `/api/v1`, gives each request an id, and logs one line per request without its query.
 */
export async function createServer({
  log,
  publicUrl,
}: {
  log: FastifyBaseLogger
  publicUrl: string
}): Promise<FastifyInstance> {
  const server: FastifyInstance = fastify({
    loggerInstance: log,
    // One line per request is written below, without the query.
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: false, maxParamLength: 300 },
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    http: { headersTimeout: HEADER_TIMEOUT_MS },
    genReqId: () => randomUUID(),
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    rewriteUrl: request => stripFormat(request, decodable(request.url ?? '/')),
  })
  await server.register(formbody)
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined)
    const body = readJson(String(text))
    if (body.ok) return done(null, body.value)
    done(Object.assign(new Error(body.fault), { statusCode: 400 }), undefined)
  })
  // A body of another type holds nothing we read; the parameters may still be in the query (oauth.md §2.2).
  server.removeContentTypeParser('text/plain')
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, undefined))

  const isSecure = publicUrl.startsWith('https:')
  // Hooks of every request call back: a promise for each of them would cost as much as what they do.
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('x-request-id', request.id)
    if (isSecure) reply.header('strict-transport-security', 'max-age=31536000')
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    )
    done()
  })
  return server
}

/**
 * The address, or, where its path cannot be decoded or has a NUL, which no database stores, one that is nobody's: every
 * surface refuses it in its own words.
 */
function decodable(url: string): string {
  if (!url.includes('%')) return url
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  const nobodys = path.replaceAll('%', '%25')
  if (path.includes('%00')) return nobodys
  try {
    decodeURI(path)
    return url
  } catch {
    return nobodys
  }
}

/** Takes `.json` and `.xml` off the path before routing and remembers them. */
function stripFormat(request: IncomingMessage, url: string): string {
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  if (!path.startsWith('/oauth/') && !path.startsWith('/api/v1/')) return url
  const format = path.endsWith('.json') ? 'json' : path.endsWith('.xml') ? 'xml' : null
  if (!format) return url
  pathFormats.set(request, format)
  return path.slice(0, -format.length - 1) + (end === -1 ? '' : url.slice(end))
}

/** No route declares a schema, so the compilers of schemas are not even loaded. */
function noSchemas(): never {
  throw new Error('a route with a schema: give the server a compiler for it')
}
