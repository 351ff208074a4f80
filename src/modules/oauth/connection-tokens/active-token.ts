import type { FamilyFlow } from '../token/token-family.ts'

/** An access token that works now, by whatever flow it came; instants in milliseconds. */
export type ActiveToken = {
  jti: string
  familyId: string
  scopes: string[]
  flow: FamilyFlow
  issuedAt: number
  expiresAt: number
}
