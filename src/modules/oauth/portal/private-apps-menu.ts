import type { Reader } from '../../../platform/database/database.ts'
import type { Lang } from '../../../platform/web/language.ts'
import type { OrganizationPlace } from '../../../platform/web/portal-page.ts'
import type { SideMenu } from '../../../platform/web/side-menu.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { appTitle, findAppsOfOrganization } from '../../apps/index.ts'

/** Where the organizations are that are connected to a private app. */
export function appConnectionsPath(appName: string): string {
  return `/developer/apps/${appName}/connections`
}

/** The private apps of a vendor, for those who develop them. */
export async function privateAppsMenu(
  reader: Reader,
  { id, name }: Pick<OrganizationPlace, 'id' | 'name'>,
  { lang, path }: { lang: Lang; path: string },
): Promise<SideMenu> {
  const apps = await findAppsOfOrganization(reader, id)
  const links = apps
    .filter(({ type }) => type === 'private')
    .map(app => {
      const href = appConnectionsPath(app.name)
      const label = appTitle(app.translations, lang) || app.name
      return { label, href, icon: 'plug' as const, isCurrent: href === path }
    })
  return { label: textsOf(lang).page.menu, groups: [{ title: name, links }] }
}
