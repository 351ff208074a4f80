import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import type { Addresses } from '../../../platform/http/address.ts'
import type { PageSettings } from '../../../platform/http/page-context.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import type { Appearance } from '../../../platform/web/page.ts'
import type { Client, ScopeNames } from '../../apps/index.ts'
import type { Connections } from '../../connections/index.ts'
import type { UserCodes } from '../device/user-code.ts'
import type { Issuer } from '../token/issuer.ts'
import type { PublicClientOrganizationTokens } from '../token/rights.ts'
import type { Interaction } from './interaction.ts'
import type { NoteRefusal } from './note-refusal.ts'

/** A live browser session, as the redirect flow needs it. */
export type SignedIn = {
  id: number
  personId: string
  authenticatedAt: number
  person: {
    name: string
    email: string
    avatarUrl: string | null
    hasTwoFactor: boolean
    appearance: Appearance
    isEmailConfirmed: boolean
    locale: string
    timeZone: string
  }
}

/** A request on its way, opened by somebody who may go on with it. */
export type Opened = { interaction: Interaction; client: Client; session: SignedIn | null }

export type AuthorizeDeps = {
  db: Db
  clock: Clock
  names: ScopeNames
  connections: Connections
  settings: PageSettings
  /** The issuer identifier (RFC 9207, G-16, G-35). */
  publicUrl: string
  publicClientOrganizationTokens: PublicClientOrganizationTokens
  /** Requests that wait for a person are rows: counted per address block, so that nobody fills the database with them. */
  requestLimit: RequestLimit
  addresses: Addresses
  noteRefusal: NoteRefusal
  userCodes: UserCodes
  /** Signs the tokens of implicit grants. */
  issuer: Issuer
  session(request: FastifyRequest): Promise<SignedIn | null>
}
