import { type Asset, logo, styleSheet } from './assets.ts'
import { brandMark } from './components.ts'
import { type Html, html, nothing } from './html.ts'
import type { Lang } from './language.ts'
import type { Appearance, PageContext } from './page.ts'
import { plainName } from './plain-text.ts'
import { type Texts, textsOf } from './texts.ts'

/** A whole document around its content: head, skip link, sandbox strip, footer. */
export function document(
  context: PageContext,
  page: { title: string; isFault?: boolean; scripts?: readonly Asset[]; foot?: Html },
  content: Html,
): string {
  const texts = textsOf(context.lang)
  const title = plainName(`${page.isFault ? texts.page.faultTitle : ''}${page.title} · ${context.brandName}`)
  const scripts = page.scripts ?? []
  return String(html`<!doctype html>
<html lang="${context.lang}"${theme(context)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${COLOR_SCHEMES[context.signedInAs?.appearance ?? 'system']}">
<title>${title}</title>
<link rel="icon" href="${logo.path}" type="image/svg+xml">
<link rel="stylesheet" href="${styleSheet.path}">
${scripts.map(({ path }) => html`<script type="module" src="${path}"></script>`)}
</head>
<body>
<a class="g-skip" href="#main">${texts.page.skip}</a>
${context.isSandbox && sandboxStrip(texts)}
${content}
<footer class="g-foot">${page.foot}${languageLinks(context)}</footer>
</body>
</html>
`)
}

const COLOR_SCHEMES: Record<Appearance, string> = { system: 'light dark', light: 'light', dark: 'dark' }

/** What the reader chose goes before what their system says. */
function theme({ signedInAs }: PageContext): Html {
  switch (signedInAs?.appearance) {
    case 'light':
      return html` data-theme="grantory"`
    case 'dark':
      return html` data-theme="grantory-dark"`
    default:
      return nothing
  }
}

/** The product's mark and name, leading home. */
export function brandLink(context: PageContext, home: '/' | '/launchpad' = '/'): Html {
  return html`<a class="g-brand" href="${home}">${brandMark('size-7')}<span class="g-brand-name">${context.brandName}</span></a>`
}

function sandboxStrip(texts: Texts): Html {
  return html`<aside class="g-strip" aria-label="Sandbox"><strong>SANDBOX</strong><span>${texts.page.sandbox} <span class="max-sm:hidden">${texts.page.sandboxMore}</span></span></aside>`
}

const LANGUAGES: { lang: Lang; name: string }[] = [
  { lang: 'en', name: 'English' },
  { lang: 'de', name: 'Deutsch' },
]

function languageLinks(context: PageContext): Html {
  const others = LANGUAGES.filter(({ lang }) => lang !== context.lang)
  return others.length === 0
    ? nothing
    : html`${others.map(
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
