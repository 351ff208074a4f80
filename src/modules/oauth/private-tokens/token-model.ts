import type { OrganizationBadge } from '../../../platform/web/components.ts'
import type { PortalFrame } from '../../../platform/web/portal-page.ts'
import type { ScopeChoices } from '../portal/scope-choices.ts'
import type { PrivateTokenFault } from './create-private-token.ts'
import type { PrivateTokenStatus } from './private-token.ts'

/** What all pages of private tokens show: whose they are, and what stands around them. */
export type TokensArea = {
  frame: PortalFrame
  /** Null: the signed-in person's own. */
  organization: OrganizationBadge | null
  /** `/account/tokens` or `/organizations/<slug>/tokens`. */
  path: string
}

/** A token in the list; instants in ms. */
export type TokenRow = {
  jti: string
  note: string
  scopes: string[]
  status: PrivateTokenStatus
  creatorName: string
  createdAt: number
  expiresAt: number
  revokedAt: number | null
  revocationReason: string | null
}

export type TokenListModel = TokensArea & {
  tokens: TokenRow[]
  notice: 'revoked' | 'made_already' | null
}

export type NewTokenModel = TokensArea & {
  formId: string
  note: string
  scopes: ScopeChoices[]
  fault: PrivateTokenFault | null
}

export type CreatedTokenModel = TokensArea & {
  token: string
  note: string
  scopes: string[]
  expiresAt: number
  /** A call that tries it. */
  example: string
}

export type RevokeTokenModel = TokensArea & { row: TokenRow }
