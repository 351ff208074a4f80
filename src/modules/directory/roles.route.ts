import type { FastifyInstance } from 'fastify'
import { queryParameter } from '../../platform/http/browser.ts'
import { pageLanguage } from '../../platform/web/language.ts'
import { namedRoles } from './roles.ts'

/** `GET /api/v1/roles?lang=`: public, in the order that defines the roles' bits (directory-api.md §12.1). */
export function roleRoutes(scope: FastifyInstance): void {
  scope.get('/api/v1/roles', async request =>
    namedRoles(pageLanguage([queryParameter(request, 'lang')], request.headers['accept-language'])),
  )
}
