import { logo, styleSheet } from './assets.ts'
import { brandMark, hiddenFields, icon, personPicture } from './components.ts'
import { type Fragment, type Html, html, nothing } from './html.ts'
import type { Lang } from './language.ts'
import { plainName } from './plain-text.ts'
import { type Texts, textsOf } from './texts.ts'

/** What every page knows, whatever it shows. */
export type PageContext = {
  lang: Lang
  brandName: string
  isSandbox: boolean
  csrfToken: string
  /** Path and query of this page, as a GET can show it again in another language. */
  path: string
  signedInAs: { id: string; name: string; email: string } | null
  /** Origins and schemes beside our own that this page's forms may end at, for its content security policy. */
  formTargets: string[]
}

/** A page that asks one question: one card in the middle. */
export type FlowPage = {
  title: string
  /** The page shows a fault: its title says so. */
  isFault?: boolean
  /** Where "use another account" leads when it should come back to this flow. */
  switchAccountUrl?: string
  card: Html
  /** Links below the card. */
  below?: Fragment
}

/** A whole flow page (sign-in, consent, errors, …). */
export function flowPage(context: PageContext, page: FlowPage): string {
  const switchAccountUrl = page.switchAccountUrl ?? '/signin?account=other'
  return document(
    context,
    page,
    html`<header class="flex min-h-16 items-center justify-between gap-4 px-4 sm:px-6">${brandLink(context)}${accountMenu(context, switchAccountUrl)}</header>
<main id="main" class="g-flow">
${page.card}
${page.below}
</main>`,
  )
}

export type PortalPage = {
  title: string
  /** The page shows a fault: its title says so. */
  isFault?: boolean
  navigation: { label: string; href: string; isCurrent: boolean }[]
  body: Html
}

/** A whole page of the portal: bar on top, wide content. */
export function portalPage(context: PageContext, page: PortalPage): string {
  const texts = textsOf(context.lang)
  const links = page.navigation.map(
    ({ label, href, isCurrent }) =>
      html`<a href="${href}"${isCurrent ? html` aria-current="page"` : nothing}>${label}</a>`,
  )
  return document(
    context,
    page,
    html`<header class="g-topbar"><div class="g-shell">${brandLink(context)}${
      links.length > 0 &&
      html`<nav class="g-nav ml-2 sm:ml-5" aria-label="${texts.page.navigation}">${links}</nav>`
    }<div class="ml-auto">${accountMenu(context, '/signin?account=other', true)}</div></div></header>
<main id="main" class="g-shell g-page">
${page.body}
</main>`,
  )
}

function document(context: PageContext, page: { title: string; isFault?: boolean }, content: Html): string {
  const texts = textsOf(context.lang)
  const title = plainName(`${page.isFault ? texts.page.faultTitle : ''}${page.title} · ${context.brandName}`)
  return String(html`<!doctype html>
<html lang="${context.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${logo.path}" type="image/svg+xml">
<link rel="stylesheet" href="${styleSheet.path}">
</head>
<body>
<a class="g-skip" href="#main">${texts.page.skip}</a>
${context.isSandbox && sandboxStrip(texts)}
${content}
<footer class="g-foot">${languageLinks(context)}</footer>
</body>
</html>
`)
}

function sandboxStrip(texts: Texts): Html {
  return html`<aside class="g-strip" aria-label="Sandbox"><strong>SANDBOX</strong><span>${texts.page.sandbox} <span class="max-sm:hidden">${texts.page.sandboxMore}</span></span></aside>`
}

function brandLink(context: PageContext): Html {
  return html`<a class="g-brand" href="/">${brandMark('size-7')}<span class="g-brand-name">${context.brandName}</span></a>`
}

/** Who is signed in, and how to change that. Works without script. */
function accountMenu(context: PageContext, switchAccountUrl: string, hasSettings = false): Html {
  const person = context.signedInAs
  if (!person) return nothing
  const texts = textsOf(context.lang)
  return html`<details class="g-switch -mr-2"><summary><span class="sr-only">${texts.page.signedInAs}</span> <span class="max-w-48 truncate text-sm text-muted max-sm:sr-only">${person.name}</span>${personPicture(person.name, 'size-8')}</summary>
<div class="g-menu right-0 left-auto"><p class="px-2.5 pt-1.5 pb-2"><span class="block font-medium">${person.name}</span><span class="block text-sm text-muted">${person.email}</span></p><hr>
${hasSettings && html`<a href="/account/tokens">${icon('key-round')}${texts.page.privateTokens}</a>`}
<a href="${switchAccountUrl}">${icon('user-round')}${texts.page.useAnotherAccount}</a>
<form method="post" action="/signout">${hiddenFields(context.csrfToken)}<button>${icon('log-out')}${texts.page.signOut}</button></form></div></details>`
}

const LANGUAGES: { lang: Lang; name: string }[] = [
  { lang: 'en', name: 'English' },
  { lang: 'de', name: 'Deutsch' },
]

function languageLinks(context: PageContext): Html {
  const others = LANGUAGES.filter(({ lang }) => lang !== context.lang)
  return html`${others.map(
    ({ lang, name }) =>
      html`<a href="${inLanguage(context.path, lang)}" lang="${lang}" hreflang="${lang}">${name}</a>`,
  )}`
}

/** The same page in another language. */
function inLanguage(path: string, lang: Lang): string {
  const [pathname = '/', query = ''] = path.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('lang', lang)
  return `${pathname}?${parameters}`
}
