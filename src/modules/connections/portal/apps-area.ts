import type { PortalFrame } from '../../../platform/web/portal-page.ts'

/** Whose connections a page is about, and what the reader may do with them. */
export type AppsArea = {
  frame: PortalFrame
  /** Null: the reader's own. */
  organization: { id: string; name: string; logoUrl: string | null } | null
  /** `/organizations/<slug>/apps` or `/account/apps` */
  path: string
  /** Members of an organization only look. */
  mayAct: boolean
}

/** An app in the list; instants in ms. */
export type AppRow = {
  name: string
  title: string
  logoUrl: string | null
  vendorName: string | null
  isPrivate: boolean
  isSwitchedOff: boolean
  /** Null: its vendor's organization had it from the beginning. */
  establishedByName: string | null
  connectedAt: number
  lastUsedAt: number | null
  granted: number
  waiting: number
  canBeOpened: boolean
}

/** An app that is offered to an organization and not connected. */
export type OfferedRow = {
  name: string
  title: string
  logoUrl: string | null
  vendorName: string | null
  connectHref: string
  declineHref: string
}
