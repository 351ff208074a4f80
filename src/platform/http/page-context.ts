import type { FastifyRequest } from 'fastify'
import { pageLanguage } from '../web/language.ts'
import type { PageContext } from '../web/page.ts'
import { queryParameter } from './browser.ts'

/** What every page of an installation shares. */
export type PageSettings = { brandName: string; isSandbox: boolean }

/** Who reads a page, and in which language beside those the browser accepts. */
export type Reader = {
  signedInAs: PageContext['signedInAs']
  /** Languages to try behind the address's own `lang`: the request's, then the person's. */
  languages: (string | null)[]
  formTargets?: string[]
}

/** What a page knows of its reader. The address's `lang` goes before everything. */
export function pageContext(request: FastifyRequest, settings: PageSettings, reader: Reader): PageContext {
  const candidates = [queryParameter(request, 'lang'), ...reader.languages]
  return {
    lang: pageLanguage(candidates, request.headers['accept-language']),
    brandName: settings.brandName,
    isSandbox: settings.isSandbox,
    csrfToken: request.csrfToken,
    path: request.url,
    signedInAs: reader.signedInAs,
    formTargets: reader.formTargets ?? [],
  }
}
