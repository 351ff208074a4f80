import type { FastifyInstance } from 'fastify'
import { sendPage } from '../../platform/http/pages.ts'
import { searchAsked } from '../../platform/http/paging.ts'
import { plainFrame, selectionFrame } from '../../platform/web/portal-page.ts'
import { SEARCH_PATH } from '../../platform/web/search-link.ts'
import { type SearchDocumentation, searchHub } from './search.ts'
import { searchPage } from './search.view.ts'
import type { StoreDeps } from './store.page.ts'

/** /search: everything of the hub that answers some words, for whoever reads. */
export function searchPages(
  scope: FastifyInstance,
  {
    db,
    portal,
    searchDocumentation,
  }: Pick<StoreDeps, 'db' | 'portal'> & { searchDocumentation: SearchDocumentation },
): void {
  scope.get(SEARCH_PATH, async (request, reply) => {
    const { context, visit } = await portal.peek(request)
    const query = searchAsked(request)
    const visitor = visit?.visitor ?? null
    const frame = visitor === null ? plainFrame('UTC') : selectionFrame(visitor, null)
    const groups = await searchHub(db, { query, context, visitor, searchDocumentation })
    return sendPage(reply, searchPage(context, { frame, query, groups }))
  })
}
