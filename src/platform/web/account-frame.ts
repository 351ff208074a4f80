import type { IconName } from './components.ts'
import type { Html } from './html.ts'
import type { Lang } from './language.ts'
import { withSideMenu } from './side-menu.ts'
import { textsOf } from './texts.ts'

/** The pages about the person themself. */
export type AccountPage =
  | 'profile'
  | 'security'
  | 'sessions'
  | 'apps'
  | 'organizations'
  | 'tokens'
  | 'preferences'

/** In the order of the menu. */
export const ACCOUNT_PAGES: readonly { page: AccountPage; href: string; icon: IconName }[] = [
  { page: 'profile', href: '/account/profile', icon: 'user-round' },
  { page: 'security', href: '/account/security', icon: 'shield-check' },
  { page: 'sessions', href: '/account/sessions', icon: 'monitor-smartphone' },
  { page: 'apps', href: '/account/apps', icon: 'blocks' },
  { page: 'organizations', href: '/account/organizations', icon: 'building-2' },
  { page: 'tokens', href: '/account/tokens', icon: 'key-round' },
  { page: 'preferences', href: '/account/preferences', icon: 'sliders-horizontal' },
]

/** The content of an account page with the account's menu beside it. */
export function besideAccountMenu(lang: Lang, current: AccountPage, content: Html): Html {
  const { account } = textsOf(lang).page
  const links = ACCOUNT_PAGES.map(({ page, href, icon }) => ({
    label: account[page],
    href,
    icon,
    isCurrent: page === current,
  }))
  return withSideMenu({ label: account.menu, groups: [{ title: account.menu, links }] }, content)
}
