import type { OrganizationBadge } from '../../../platform/web/components.ts'
import type { AppArea } from '../../../platform/web/developer-page.ts'
import type { Slice } from '../../../platform/web/pager.ts'
import type { ScopeChoices } from '../portal/scope-choices.ts'
import type { ActiveToken } from './active-token.ts'
import type { GenerationFault } from './generate-token.ts'

/** The organizations an app is connected to, one page of them. */
export type ConnectionListModel = AppArea &
  Slice & {
    connections: { organization: OrganizationBadge; scopeCount: number; href: string }[]
  }

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
