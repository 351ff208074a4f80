/**
 * Docs: the documentation, shown by the hub itself.
 *
 * Owns `/docs` and everything below it, and `/llms.txt`. Owns no data: the pages are the Markdown of this repository's
 * folder `docs`.
 *
 * 1. `library.ts` reads the folder once, with the address of this hub in place of the example's; a page that is added
 *    there is in the menu (`menu.ts`), in the search (`search.ts`) and has an address.
 * 2. `markdown.view.ts` writes a page by the templates of all pages, so that nothing in it can be markup of its own.
 * 3. `api/` describes the REST API in our own words, an operation each; `api/openapi.ts` makes the document of it.
 *    A request is tried by the reader's browser (`platform/web/browser/try-request.js`), never by the hub.
 * 4. `docs.route.ts` serves what programs read: the document, the schema of configurations, the manifest, `llms.txt`.
 * 5. `lists.page.ts` lists all scopes and events, with who provides them: as much as the reader may know (apps).
 */
export { apiPages } from './api/api.page.ts'
export { docsPages } from './docs.page.ts'
export { docsRoutes } from './docs.route.ts'
export { createDocumentation } from './documentation.ts'
export { listPages } from './lists.page.ts'
