import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import { picturePages } from '../../../platform/http/picture-upload.ts'
import { changeAppLogo } from '../change-logo.ts'
import { appLogoPage } from './logo.view.ts'
import { type DeveloperDeps, openApp } from './open-app.page.ts'

/** /developer/apps/:name/logo, in a scope with `useUploads` (platform.md §4.2). */
export function appLogoPages(scope: FastifyInstance, deps: DeveloperDeps & { clock: Clock }): void {
  const { db, clock } = deps
  picturePages(scope, {
    path: '/developer/apps/:name/logo',
    fit: 'whole',
    async open(exchange) {
      const opened = await openApp(deps, exchange)
      return opened && { ...opened, visit: opened }
    },
    page: async ({ context, area }, fault) => appLogoPage(context, { area, fault }),
    async change({ app, act }, picture) {
      const outcome = await db.transaction(tx => {
        actsAs(tx, act)
        return changeAppLogo(tx, { appId: app.id, actor: act.actor, picture }, clock.now())
      })
      if (outcome === 'gone') throw new PageRefusal(404, 'not_found')
    },
    backUrl: ({ area }) => area.path,
  })
}
