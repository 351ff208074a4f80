import type { Asset } from './assets.ts'
import { type IconName, icon } from './components.ts'
import { breakable, type Fragment, type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { DOCS_PATH, type PortalFrame, portalPage } from './portal-page.ts'
import { withSideMenu } from './side-menu.ts'
import { textsOf } from './texts.ts'

/** The parts of a vendor's developer area that are about no single app (platform.md §4). */
export type VendorSection = 'apps' | 'test_accounts'

export type VendorPage = {
  frame: PortalFrame
  /** `/organizations/<slug>/developer` */
  path: string
  section: VendorSection
  title: string
  /** Where it belongs, above the title; null for the beginning of a section. */
  above?: { label: string; href: string } | null
  lead?: Fragment
  /** Beside the title. */
  action?: Fragment
  isFault?: boolean
  scripts?: readonly Asset[]
  body: Html
}

/** A page of the developer area of a vendor, with the menu of its parts; in production there is but one. */
export function vendorPage(context: PageContext, page: VendorPage): string {
  const { action, lead, title, above } = page
  const { developer } = textsOf(context.lang)
  const trail =
    above &&
    html`<nav class="breadcrumbs mb-2 py-0 text-sm text-muted" aria-label="${developer.breadcrumbs}"><ul><li><a href="${above.href}">${above.label}</a></li><li>${breakable(title)}</li></ul></nav>`
  const head = html`${trail}<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1 class="wrap-anywhere">${breakable(title)}</h1>${lead && html`<p>${lead}</p>`}</div>${action}</div>`
  return beside(context, { ...page, body: html`${head}\n${page.body}` })
}

/** The same where a card is the whole page. */
export function vendorQuestion(
  context: PageContext,
  page: Pick<VendorPage, 'frame' | 'path' | 'section' | 'title' | 'body'>,
): string {
  return beside(context, page)
}

function beside(context: PageContext, page: VendorPage): string {
  const { path, section, body, title, isFault, scripts } = page
  const { developer, testAccounts, page: words } = textsOf(context.lang)
  const links: { section: VendorSection; label: string; href: string; icon: IconName }[] = [
    { section: 'apps', label: developer.yourApps, href: path, icon: 'blocks' },
    {
      section: 'test_accounts',
      label: testAccounts.title,
      href: `${path}/test-accounts`,
      icon: 'flask-conical',
    },
  ]
  const groups = [
    {
      title: developer.vendorMenu,
      links: links.map(({ section: of, ...link }) => ({ ...link, isCurrent: of === section })),
    },
    {
      title: developer.groups.help,
      links: [{ label: words.documentation, href: DOCS_PATH, icon: 'life-buoy' as const, isCurrent: false }],
    },
  ]
  return portalPage(context, {
    title,
    frame: page.frame,
    ...(isFault && { isFault }),
    ...(scripts && { scripts }),
    body: context.isSandbox ? withSideMenu({ label: developer.vendorMenu, groups }, body) : body,
  })
}

/** Where one is among several steps: those before are done. */
export function stepTrail(
  label: string,
  steps: readonly { name: string; note: string }[],
  current: number,
): Html {
  return html`<ol class="mb-6 flex flex-wrap gap-x-6 gap-y-2 text-sm" aria-label="${label}">${steps.map(
    ({ name, note }, index) =>
      html`<li class="flex items-center gap-2 ${index === current ? 'font-semibold' : 'text-muted'}"${index === current && html` aria-current="step"`}><span class="grid size-7 place-items-center rounded-full border ${index < current ? 'border-transparent bg-primary text-primary-content' : index === current ? 'border-primary text-primary' : 'border-line'}" aria-hidden="true">${index < current ? icon('check', 'size-4') : String(index + 1)}</span><span><span class="sr-only">${note}: </span>${name}</span></li>`,
  )}</ol>`
}
