import { type IconName, icon } from './components.ts'
import { type Fragment, type Html, html } from './html.ts'
import type { Lang } from './language.ts'

/** The menu beside the pages of one area: groups of links, of which one is where the reader is. */
export type SideMenu = {
  /** What a screen reader calls it. */
  label: string
  groups: { title: string; links: SideLink[] }[]
  /** Stays in sight beside long pages. */
  isSticky?: boolean
}

type SideLink = {
  label: string
  /** Of the label, where it is not that of the page. */
  lang?: Lang
  href: string
  icon?: IconName
  isCurrent: boolean
}

/** A menu on the left and the content beside it; on narrow screens the menu folds into one line above. */
export function withSideMenu(menu: SideMenu, content: Html): Html {
  const current = menu.groups
    .flatMap(group => group.links.map(link => ({ ...link, group: group.title })))
    .find(link => link.isCurrent)
  const folded =
    current &&
    html`<details class="g-side-toggle group lg:hidden"><summary class="py-1.5 leading-5">${current.icon && icon(current.icon, 'size-4.5 text-muted')}<span class="min-w-0 flex-1"><span${inLang(current)}>${current.label}</span> <span class="text-muted">· ${current.group}</span></span>${icon('chevron-down', 'size-4 text-muted group-open:rotate-180')}</summary><nav class="g-side g-card mt-2 p-3" aria-label="${menu.label}">${groups(menu)}</nav></details>`
  return html`<div class="g-cols"><div><nav class="g-side hidden lg:block ${menu.isSticky && 'g-side-sticky'}" aria-label="${menu.label}">${groups(menu)}</nav>${folded}</div>
<div class="min-w-0">${content}</div></div>`
}

function groups(menu: SideMenu): Html {
  return html`${menu.groups.map(
    ({ title, links }) =>
      html`<h2>${title}</h2><ul>${links.map(
        ({ href, icon: sign, isCurrent, ...link }) =>
          html`<li><a href="${href}"${isCurrent && html` aria-current="page"`}${inLang(link)}>${sign && icon(sign)}${link.label}</a></li>`,
      )}</ul>`,
  )}`
}

function inLang({ lang }: Pick<SideLink, 'lang'>): Fragment {
  return lang && html` lang="${lang}"`
}
