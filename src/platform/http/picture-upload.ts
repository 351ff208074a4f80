import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Fit, makePicture } from '../pictures/make-picture.ts'
import type { Picture, PictureFault } from '../pictures/picture.ts'
import { formField } from './browser.ts'
import { sendPage } from './pages.ts'
import type { Visit } from './portal.ts'
import { createRequestLimit, type RequestLimit } from './rate-limit.ts'

/** One upload of a person in 20 seconds, ten at once: making a picture takes a while. */
export function createUploadLimit(): RequestLimit {
  return createRequestLimit({ perSecond: 0.05, burst: 10 })
}

export type PicturePages<Opened extends { visit: Visit }> = {
  path: string
  fit: Fit
  /** Opens the page for who may change the picture; null: the reply leads elsewhere. */
  open(exchange: { request: FastifyRequest; reply: FastifyReply }): Promise<Opened | null>
  page(opened: Opened, fault: PictureFault | null): Promise<string>
  change(opened: Opened, picture: Picture | null): Promise<void>
  backUrl(opened: Opened): string
}

/** The page of one picture: shows it, takes another, or takes it away. In a scope with `useUploads`. */
export function picturePages<Opened extends { visit: Visit }>(
  scope: FastifyInstance,
  pages: PicturePages<Opened>,
): void {
  const { path, fit } = pages
  scope.get(path, async (request, reply) => {
    const opened = await pages.open({ request, reply })
    return opened ? sendPage(reply, await pages.page(opened, null)) : reply
  })

  scope.post(path, async (request, reply) => {
    const opened = await pages.open({ request, reply })
    if (!opened) return reply
    const done = (notice: string) => reply.redirect(`${pages.backUrl(opened)}?notice=${notice}`, 303)
    if (formField(request, 'remove') === 'true') {
      await pages.change(opened, null)
      return done('picture_removed')
    }
    const made = await makePicture(request.upload ?? { fault: 'missing' }, fit)
    if (!made.ok) return sendPage(reply.code(422), await pages.page(opened, made.fault))
    await pages.change(opened, made.picture)
    return done('picture_saved')
  })
}
