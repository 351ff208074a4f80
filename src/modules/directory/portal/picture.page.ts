import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import { picturePages } from '../../../platform/http/picture-upload.ts'
import type { Portal } from '../../../platform/http/portal.ts'
import { organizationFrame, plainFrame } from '../../../platform/web/portal-page.ts'
import { administer } from '../administer.ts'
import { changeAvatar, changeLogo } from '../change-picture.ts'
import { avatarPage, logoPage } from './picture.view.ts'

export type PicturePagesDeps = { db: Db; clock: Clock; portal: Portal }

/** The picture of a person and the logo of an organization; in a scope with `useUploads` (platform.md §1). */
export function directoryPicturePages(scope: FastifyInstance, deps: PicturePagesDeps): void {
  const { db, clock, portal } = deps
  picturePages(scope, {
    path: '/account/profile/picture',
    fit: 'cut',
    async open(exchange) {
      const visit = await portal.open(exchange)
      return visit && { visit }
    },
    page: async ({ visit: { context, visitor } }, fault) =>
      avatarPage(context, { frame: plainFrame(visitor.timeZone), visitor, fault }),
    async change({ visit: { visitor, act } }, picture) {
      await db.transaction(tx => {
        actsAs(tx, act)
        return changeAvatar(tx, { personId: visitor.id, picture }, clock.now())
      })
    },
    backUrl: () => '/account/profile',
  })
  picturePages(scope, {
    path: '/organizations/:slug/logo',
    fit: 'whole',
    async open(exchange) {
      const visit = await portal.openOrganization(exchange, 'administrators')
      return visit && { visit, place: visit.organization }
    },
    page: async ({ visit: { context, visitor }, place }, fault) =>
      logoPage(context, { frame: organizationFrame(visitor, place, 'overview'), place, fault }),
    async change({ visit: { visitor, act }, place: { id } }, picture) {
      const own = { organizationId: id, personId: visitor.id, act }
      const outcome = await administer(db, own, tx =>
        changeLogo(tx, { organizationId: id, picture }, clock.now()),
      )
      if (outcome === 'not_found') throw new PageRefusal(404, 'not_found')
      if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
    },
    backUrl: ({ place }) => `/organizations/${place.slug}`,
  })
}
