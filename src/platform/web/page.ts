import type { Lang } from './language.ts'

/** What every page knows, whatever it shows. */
export type PageContext = {
  lang: Lang
  brandName: string
  isSandbox: boolean
  csrfToken: string
  /** Path and query of this page, as a GET can show it again in another language. */
  path: string
  signedInAs: { id: string; name: string; email: string; avatarUrl: string | null } | null
  /** Origins and schemes beside our own that this page's forms may end at, for its content security policy. */
  formTargets: string[]
}
