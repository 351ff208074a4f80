/** What members are told of; the rest of the audit log is for operators. */
export const TOLD_ACTIONS = [
  'connection_established',
  'connection_extended',
  'connection_revoked',
  'scopes_declined',
  'member_added',
  'member_removed',
  'roles_changed',
  'member_invited',
  'private_token_created',
  'private_token_revoked',
  'organization_created',
  'organization_updated',
  'second_factor_required',
  'second_factor_optional',
  'site_added',
  'site_updated',
  'headquarter_moved',
] as const

export type ToldAction = (typeof TOLD_ACTIONS)[number]

/** Something that happened in an organization, in order to be told in words; null: not known (any more). */
export type Happened<Action extends ToldAction = ToldAction> = {
  action: Action
  actorName: string | null
  isByHub: boolean
  /** The member it concerned. */
  personName: string | null
  appId: string | null
  at: number
}
