import type { Lang } from './language.ts'

/** What sign-in pages carry from one to the next: the request of an app, or where to go afterwards. */
export type FlowLink = {
  interaction: string | null
  returnTo: string | null
  /** The language asked for in the address, if any. */
  lang: Lang | null
}

/** The address of a page of the same flow: `/signup` becomes `/signup?interaction=…`. */
export function flowUrl(path: string, flow: FlowLink, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more)
  if (flow.interaction !== null) query.set('interaction', flow.interaction)
  if (flow.returnTo !== null) query.set('return_to', flow.returnTo)
  if (flow.lang !== null) query.set('lang', flow.lang)
  return query.size > 0 ? `${path}?${query}` : path
}
