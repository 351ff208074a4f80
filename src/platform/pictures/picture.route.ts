import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/database.ts'
import { findPicture } from './picture.repository.ts'
import { pictureIdIn } from './picture.ts'

/**
 * Serves pictures to everybody who has been told the address: pages of ours, and apps that show them. Another picture
 * has another address, so each is kept for ever.
 */
export function pictureRoutes(scope: FastifyInstance, { db }: { db: Db }): void {
  scope.get('/pictures/:file', async (request, reply) => {
    const id = pictureIdIn(request.url.split('?', 1)[0] ?? '')
    const picture = id === null ? null : await findPicture(db, id)
    // Whatever it is taken for, it can do nothing.
    reply.headers({
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
    if (picture === null) return reply.code(404).header('cache-control', 'no-store').send()
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-type', picture.contentType)
      .send(picture.content)
  })
}
