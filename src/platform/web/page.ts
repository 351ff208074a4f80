import type { Lang } from './language.ts'

/** How pages look: as the reader's system does, or always light or dark. */
export const APPEARANCES = ['system', 'light', 'dark'] as const
export type Appearance = (typeof APPEARANCES)[number]

/** An appearance as it is stored; a broken one is a bug. */
export function parseAppearance(stored: string): Appearance {
  const appearance = APPEARANCES.find(known => known === stored)
  if (appearance === undefined) throw new Error(`no appearance: ${stored}`)
  return appearance
}

/** What every page knows, whatever it shows. */
export type PageContext = {
  lang: Lang
  brandName: string
  isSandbox: boolean
  csrfToken: string
  /** Path and query of this page, as a GET can show it again in another language. */
  path: string
  signedInAs: {
    id: string
    name: string
    email: string
    avatarUrl: string | null
    appearance: Appearance
    /** Runs this installation; pages inside a flow do not ask. */
    isOperator?: boolean | undefined
  } | null
  /** Origins and schemes beside our own that this page's forms may end at, for its content security policy. */
  formTargets: string[]
}
