import type { Reader } from '../../../platform/database/database.ts'
import type { Lang } from '../../../platform/web/language.ts'
import type { SideMenu } from '../../../platform/web/side-menu.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { appTitle, findAppsOfOrganization } from '../../apps/index.ts'
import { isAdministrator, isDeveloper, membershipsOf } from '../../directory/index.ts'

/** Where a person's own tokens are. */
export const OWN_TOKENS_PATH = '/account/tokens'

/** Where the tokens of an organization are. */
export function organizationTokensPath(slug: string): string {
  return `/organizations/${slug}/tokens`
}

/** Where the organizations are that are connected to a private app. */
export function appConnectionsPath(appName: string): string {
  return `/developer/apps/${appName}/connections`
}

/** What a signed-in person manages here: their own, what they administer, and the private apps they develop. */
export async function settingsMenu(
  reader: Reader,
  { personId, lang, path }: { personId: string; lang: Lang; path: string },
): Promise<SideMenu> {
  const { page } = textsOf(lang)
  const tokensAt = (href: string) => ({
    label: page.accessTokens,
    href,
    icon: 'key-round' as const,
    isCurrent: href === path,
  })
  const groups: SideMenu['groups'] = [{ title: page.yourAccount, links: [tokensAt(OWN_TOKENS_PATH)] }]
  for (const { membership, organization } of await membershipsOf(reader, personId)) {
    const links = isAdministrator(membership.roles)
      ? [tokensAt(organizationTokensPath(organization.slug))]
      : []
    const apps = isDeveloper(membership.roles) ? await findAppsOfOrganization(reader, organization.id) : []
    const appLinks = apps
      .filter(({ type }) => type === 'private')
      .map(({ name, translations }) => {
        const href = appConnectionsPath(name)
        const label = appTitle(translations, lang) || name
        return { label, href, icon: 'plug' as const, isCurrent: href === path }
      })
    if (links.length + appLinks.length > 0)
      groups.push({ title: organization.name, links: [...links, ...appLinks] })
  }
  return { label: page.menu, groups }
}
