import { ACCOUNT_PAGES } from './account-frame.ts'
import type { IconName } from './components.ts'
import type { PageContext } from './page.ts'
import {
  DOCS_PATH,
  mainLinks,
  type OrganizationPlace,
  organizationLinks,
  type Visitor,
} from './portal-page.ts'
import { textsOf } from './texts.ts'

/** A page that stands in one of the menus. */
export type HubPage = {
  label: string
  href: string
  icon: IconName
  /** Other words people look for it by. */
  words: string
  /** Whose page it is; null: nobody's, or the reader's own. */
  organization: OrganizationPlace | null
}

/** Every page of the hub that its menus offer to this reader: the main places, their account, and their organizations. */
export function hubPages(context: PageContext, visitor: Visitor | null): HubPage[] {
  const { page, search, identity } = textsOf(context.lang)
  const wordsFor = (href: string) => search.words[href.split('/').at(-1) ?? ''] ?? ''
  const main = mainLinks(context, null).map(({ label, href }) => mainPage(label, href, wordsFor(href)))
  const docs = mainPage(page.documentation, DOCS_PATH, wordsFor(DOCS_PATH))
  if (visitor === null) {
    const signIn = mainPage(identity.signUp.signIn, '/signin', '')
    return [...main, docs, signIn]
  }
  const account = ACCOUNT_PAGES.map(({ page: name, href, icon }) => {
    return { label: page.account[name], href, icon, words: wordsFor(href), organization: null }
  })
  const organizations = visitor.organizations.flatMap(organization =>
    organizationLinks(context, organization, null).map(({ label, href }): HubPage => {
      const words = `${organization.name} ${wordsFor(href)}`
      return { label, href, icon: 'building-2', words, organization }
    }),
  )
  const { testAccounts } = textsOf(context.lang)
  const accounts = visitor.organizations
    .filter(place => context.isSandbox && isVendorOf(place))
    .map((organization): HubPage => {
      const href = `/organizations/${organization.slug}/developer/test-accounts`
      const words = `${organization.name} ${wordsFor(href)}`
      return { label: testAccounts.title, href, icon: 'flask-conical', words, organization }
    })
  return [...main, docs, ...account, ...organizations, ...accounts]
}

/** Whether the reader develops its apps. */
function isVendorOf({ isDeveloper, kinds }: OrganizationPlace): boolean {
  return isDeveloper && kinds.includes('software_developer')
}

function mainPage(label: string, href: string, words: string): HubPage {
  return { label, href, icon: 'arrow-right', words, organization: null }
}
