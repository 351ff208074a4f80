import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PageRefusal, sendKeptPage, sendPage, sendUnlessKnown } from '../../platform/http/pages.ts'
import { searchAsked } from '../../platform/http/paging.ts'
import { type Portal, pathParameter } from '../../platform/http/portal.ts'
import type { Html } from '../../platform/web/html.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { DOCS_PATH } from '../../platform/web/portal-page.ts'
import type { Documentation } from './documentation.ts'
import type { DocsFrame } from './layout.view.ts'
import type { DocsPage } from './library.ts'
import { isWide } from './markdown.ts'
import { menuOf } from './menu.ts'
import { docsHomePage, markdownPage, pageText, searchPage } from './page.view.ts'

const HITS_MAX = 30

type Exchange = { request: FastifyRequest; reply: FastifyReply }

export type DocsPagesDeps = { portal: Portal; documentation: Documentation }

/** The pages of the documentation, for everybody. */
export function docsPages(scope: FastifyInstance, { portal, documentation }: DocsPagesDeps): void {
  const { library } = documentation
  const written = new Map<string, Html>()
  /** The text of a page, written once in each language. */
  const textOf = (page: DocsPage, lang: Lang): Html => {
    const key = `${lang} ${page.path}`
    const known = written.get(key)
    if (known !== undefined) return known
    const hrefOf = (link: string) => library.hrefOf(page, link)
    const text = pageText(lang, { ...page, hrefOf, isWide: isWide(page.tokens) })
    written.set(key, text)
    return text
  }
  const frameAt = (current: string): DocsFrame => ({ menu: menuOf(library), current })

  scope.get(DOCS_PATH, async (request, reply) => {
    const { context } = await portal.peek(request)
    return sendDocs({ request, reply }, context, docsHomePage(context, frameAt(DOCS_PATH)))
  })

  scope.get(`${DOCS_PATH}/search`, async (request, reply) => {
    const { context } = await portal.peek(request)
    const query = searchAsked(request)
    const hits = documentation.search(query)
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
    const body = textOf(page, context.lang)
    const model = { ...page, isWide: isWide(page.tokens), frame: frameAt(page.path), body }
    return sendDocs({ request, reply }, context, markdownPage(context, model))
  })
}

/** For those who are signed in a page bears their name, and is kept nowhere. */
export function sendDocs({ request, reply }: Exchange, context: PageContext, page: string): FastifyReply {
  return context.signedInAs === null ? sendKeptPage(request, reply, page) : sendPage(reply, page)
}
