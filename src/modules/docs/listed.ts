/** A scope or an event in the lists, as its provider describes it. */
type Listed = {
  title: string
  description: string | null
  bearerKind: 'Person' | 'Organization' | 'all'
  provider: { name: string; title: string; logoUrl: string | null; vendorName: string | null }
}

export type ShownScope = Listed & { scope: string; permission: 'r' | 'w' | 'rw' | '' }
export type ShownEvent = Listed & { event: string; isForOwnApp: boolean; example: string | null }
