import type { Reader } from '../../../platform/database/database.ts'
import type { AppBadge, OrganizationBadge } from '../../../platform/web/components.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { type App, appTitle, findApp } from '../../apps/index.ts'
import { findLiveConnections } from '../../connections/index.ts'
import {
  findMembers,
  findOrganization,
  fullName,
  isOwner,
  type Member,
  rolesFromBits,
} from '../../directory/index.ts'
import type { TestAccount } from '../test-account.ts'

/** A test account as pages show it, by what is there now. */
export type AccountFacts = {
  id: string
  organization: OrganizationBadge & { slug: string }
  members: AccountMember[]
  apps: AppBadge[]
  hasToken: boolean
  createdAt: number
}
export type AccountMember = {
  id: string
  name: string
  email: string
  avatarUrl: string | null
  roles: string[]
  isOwner: boolean
}

/** What there is of a test account; null when it has just ended. */
export async function accountFacts(
  reader: Reader,
  { organizationId, tokenJti, createdAt }: TestAccount,
  lang: Lang,
): Promise<AccountFacts | null> {
  const organization = await findOrganization(reader, organizationId)
  if (organization === null) return null
  const members = await findMembers(reader, organizationId)
  const bearer = { type: 'Organization', id: organizationId } as const
  const appIds = (await findLiveConnections(reader, { bearer })).map(({ appId }) => appId)
  const apps: AppBadge[] = []
  for (const appId of appIds) {
    const app = await findApp(reader, appId)
    if (app !== null) apps.push(await appBadge(reader, app, lang))
  }
  return {
    id: organizationId,
    organization,
    members: members.map(memberOf),
    apps,
    hasToken: tokenJti !== null,
    createdAt,
  }
}

/** An app as it is shown. */
export async function appBadge(reader: Reader, app: App, lang: Lang): Promise<AppBadge> {
  const { name, logoUrl, organizationId } = app
  const vendor = organizationId === null ? null : await findOrganization(reader, organizationId)
  return { name, logoUrl, title: appTitle(app.translations, lang) || name, vendorName: vendor?.name ?? null }
}

function memberOf({ membership: { roles }, person }: Member): AccountMember {
  const { id, email, avatarUrl } = person
  return {
    id,
    email,
    avatarUrl,
    name: fullName(person),
    roles: rolesFromBits(roles),
    isOwner: isOwner(roles),
  }
}
