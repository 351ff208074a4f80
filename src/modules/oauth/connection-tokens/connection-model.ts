import type { OrganizationBadge } from '../../../platform/web/components.ts'
import type { AppArea } from '../../../platform/web/developer-page.ts'
import type { Slice } from '../../../platform/web/pager.ts'
import type { ScopeChoices } from '../portal/scope-choices.ts'
import type { ActiveToken } from './active-token.ts'
import type { GenerationFault } from './generate-token.ts'

/** Somebody an app is connected to, as its vendor sees them. */
export type ConnectionRow = {
  name: string
  /** Of an organization; null: it is a person. */
  organization: OrganizationBadge | null
  avatarUrl: string | null
  since: number
  /** What was granted. */
  scopes: string[]
  /** Where its tokens are; null for a person. */
  href: string | null
}

/** Who an app is connected to, one page of them. */
export type ConnectionListModel = AppArea & Slice & { connections: ConnectionRow[] }

/** The pages of one connection. */
export type ConnectionArea = AppArea & {
  organization: OrganizationBadge
  /** `…/connections/<organization id>/tokens` */
  tokensPath: string
}

export type ConnectionTokensModel = ConnectionArea & {
  /** What the organization granted; null: tokens are generated for private apps only. */
  scopes: ScopeChoices[] | null
  /** Names the form, so that one that is sent twice makes one pair. */
  formId: string
  fault: GenerationFault | null
  tokens: ActiveToken[]
  notice: 'revoked' | 'made_already' | null
}

export type GeneratedTokenModel = ConnectionArea & {
  accessToken: string
  refreshToken: string
  clientId: string
  scopes: string[]
  expiresAt: number
  example: string
}

export type RevokeActiveTokenModel = ConnectionArea & { token: ActiveToken }
