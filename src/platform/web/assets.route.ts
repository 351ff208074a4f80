import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Asset, assets, logo } from './assets.ts'

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) }
type Encoding = keyof typeof compressors

/**
 * Serves the files that pages load, kept by browsers for ever because their path changes with their content, and
 * `/favicon.ico` for those who ask without looking. Each is compressed once, when it is first asked for.
 */
export function assetRoutes(scope: FastifyInstance): void {
  for (const asset of assets) {
    const compressed = new Map<Encoding, Promise<Buffer>>()
    scope.get(asset.path, async (request, reply) => {
      reply.header('cache-control', 'public, max-age=31536000, immutable')
      return sendCompressed(request, reply, { asset, compressed })
    })
  }
  scope.get('/favicon.ico', async (_request, reply) => reply.redirect(logo.path, 302))
}

async function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  { asset, compressed }: { asset: Asset; compressed: Map<Encoding, Promise<Buffer>> },
): Promise<FastifyReply> {
  reply.header('content-type', asset.contentType).header('vary', 'accept-encoding')
  const encoding = acceptedEncoding(request.headers['accept-encoding'])
  if (!encoding) return reply.send(asset.body)
  const body = compressed.get(encoding) ?? compressors[encoding](asset.body)
  compressed.set(encoding, body)
  return reply.header('content-encoding', encoding).send(await body)
}

/** The best compression that was offered without refusing it (RFC 9110 §12.5.3). */
function acceptedEncoding(header: string | string[] | undefined): Encoding | null {
  const offered = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map(item => item.trim())
    .filter(item => !/;\s*q=0(\.0*)?$/.test(item))
    .map(item => item.split(';', 1)[0]?.trim())
  if (offered.includes('br')) return 'br'
  return offered.includes('gzip') ? 'gzip' : null
}
