import type { FastifyInstance } from 'fastify'
import { type AppListDeps, appListPages } from './app-list.page.ts'
import { type GeneralDeps, generalPages } from './general.page.ts'

export type DeveloperPagesDeps = AppListDeps & GeneralDeps

/** The developer area, as far as this module knows it: what an app is and may ask for (platform.md §4). */
export function developerPages(scope: FastifyInstance, deps: DeveloperPagesDeps): void {
  appListPages(scope, deps)
  generalPages(scope, deps)
}
