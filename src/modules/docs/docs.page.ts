import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PageRefusal, sendKeptPage, sendPage, sendUnlessKnown } from '../../platform/http/pages.ts'
import { searchAsked } from '../../platform/http/paging.ts'
import { type Portal, pathParameter } from '../../platform/http/portal.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { DOCS_PATH } from '../../platform/web/portal-page.ts'
import type { Documentation } from './documentation.ts'
import type { DocsFrame } from './layout.view.ts'
import { menuOf } from './menu.ts'
import { docsHomePage, markdownPage, searchPage } from './page.view.ts'
import { type Place, placeOf, placesOf, searchPlaces } from './search.ts'

const HITS_MAX = 30

type Exchange = { request: FastifyRequest; reply: FastifyReply }

export type DocsPagesDeps = { portal: Portal; documentation: Documentation }

/** The pages of the documentation, for everybody. */
export function docsPages(scope: FastifyInstance, { portal, documentation }: DocsPagesDeps): void {
  const { library } = documentation
  let places: Place[] | null = null
  const frameAt = (current: string): DocsFrame => ({ menu: menuOf(library), current })

  scope.get(DOCS_PATH, async (request, reply) => {
    const { context } = await portal.peek(request)
    return sendDocs({ request, reply }, context, docsHomePage(context, frameAt(DOCS_PATH)))
  })

  scope.get(`${DOCS_PATH}/search`, async (request, reply) => {
    const { context } = await portal.peek(request)
    const query = searchAsked(request)
    places ??= [...library.pages().flatMap(placesOf), ...documentation.reference.operations.map(placeOf)]
    const hits = searchPlaces(places, query)
    const frame = { ...frameAt(`${DOCS_PATH}/search`), query }
    const hasMore = hits.length > HITS_MAX
    return sendPage(reply, searchPage(context, { frame, query, hits: hits.slice(0, HITS_MAX), hasMore }))
  })

  scope.get(`${DOCS_PATH}/*`, async (request, reply) => {
    const path = `${DOCS_PATH}/${pathParameter(request, '*') ?? ''}`.replace(/\/$/, '')
    const file = library.file(path)
    if (file !== null) {
      reply.header('content-type', file.contentType).header('cache-control', 'no-cache')
      return sendUnlessKnown(request, reply, file.read())
    }
    const page = library.page(path)
    if (page === null) throw new PageRefusal(404, 'not_found')
    const { context } = await portal.peek(request)
    const hrefOf = (link: string) => library.hrefOf(page, link)
    const model = { ...page, frame: frameAt(page.path), hrefOf }
    return sendDocs({ request, reply }, context, markdownPage(context, model))
  })
}

/** For those who are signed in a page bears their name, and is kept nowhere. */
export function sendDocs({ request, reply }: Exchange, context: PageContext, page: string): FastifyReply {
  return context.signedInAs === null ? sendKeptPage(request, reply, page) : sendPage(reply, page)
}
