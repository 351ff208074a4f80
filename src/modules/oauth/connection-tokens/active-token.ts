import type { Connectable } from '../../connections/index.ts'
import type { FamilyFlow } from '../token/token-family.ts'

/** An access token that works now, by whatever flow it came; instants in milliseconds. */
export type ActiveToken = {
  jti: string
  familyId: string
  appName: string
  clientId: string
  bearer: Connectable
  /** On-behalf: the acting person; else null. */
  personId: string | null
  scopes: string[]
  flow: FamilyFlow
  issuedAt: number
  expiresAt: number
}
