import type {
  AppBadge,
  FormTarget,
  OrganizationBadge,
  PersonBadge,
} from '../../../platform/web/components.ts'
import type { ScopeGroup, ScopeLine } from '../../../platform/web/scope-list.ts'
import type { AnswersTo } from './answers-to.ts'

/** For whom one answers; the organization of an on-behalf request is named too. */
export type ConsentBearer =
  | { kind: 'person' }
  | { kind: 'organization' | 'on_behalf'; organization: ConsentOrganization }

export type ConsentOrganization = OrganizationBadge & { memberCount: number }

/** What was allowed in the connection that exists already. */
export type AllowedBefore = { scopes: ScopeLine[]; connectedAt: number; connectedByName: string | null }

export type ConsentModel = {
  app: AppBadge
  /** The signed-in person. */
  person: PersonBadge
  bearer: ConsentBearer
  /** What is asked of the organization now, by providing app; empty for a person's consent. */
  fromOrganization: ScopeGroup[]
  /** What is asked of the person now. */
  fromPerson: ScopeGroup[]
  /** Null when this is the first time; otherwise what is asked above is shown as new. */
  allowedBefore: AllowedBefore | null
  /** Allowing makes the first connection of the organization: its members are told. */
  connectsOrganization: boolean
  answersTo: AnswersTo
  timeZone: string
  form: FormTarget
  switchAccountUrl: string
  /** Null when the app asked for one organization, or for the person. */
  chooseOrganizationUrl: string | null
}
