import { icon } from '../../platform/web/components.ts'
import { type Fragment, html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../platform/web/portal-page.ts'
import { textsOf } from '../../platform/web/texts.ts'
import type { ShownScreenshot } from './listing.view.ts'
import { STORE_PATH } from './store-path.ts'

export type ScreenshotModel = {
  frame: PortalFrame
  appTitle: string
  /** The page of the app. */
  path: string
  screenshot: ShownScreenshot
  /** From 1 on. */
  number: number
  count: number
}

/** One screenshot of an app as large as the page allows, with the way to the others. */
export function screenshotPage(context: PageContext, model: ScreenshotModel): string {
  const { store } = textsOf(context.lang)
  const { appTitle, path, screenshot, number, count } = model
  const { caption, width, height } = screenshot
  const step = (to: number, rel: 'prev' | 'next', label: string): Fragment =>
    to >= 1 &&
    to <= count &&
    html`<a class="btn" rel="${rel}" href="${path}/screenshots/${to}">${rel === 'prev' && icon('arrow-left', 'size-4')}${label}${rel === 'next' && icon('arrow-right', 'size-4')}</a>`
  return portalPage(context, {
    title: `${store.numbered(number, count)} · ${appTitle}`,
    frame: model.frame,
    body: html`<nav class="breadcrumbs mb-4 py-0 text-sm text-muted" aria-label="${store.breadcrumbs}"><ul><li><a href="${STORE_PATH}">${store.navigation}</a></li><li><a href="${path}">${appTitle}</a></li><li>${store.numbered(number, count)}</li></ul></nav>
<h1 class="text-xl font-semibold wrap-anywhere">${caption}</h1>
<img class="mx-auto mt-5 h-auto max-h-[80vh] w-auto max-w-full rounded-box border border-line bg-base-200 object-contain" src="${screenshot.path}" width="${width}" height="${height}" alt="${store.screenshot(number, caption)}" decoding="async">
<nav class="mt-5 flex flex-wrap justify-center gap-3" aria-label="${store.screenshots}">${step(number - 1, 'prev', store.previous)}<a class="btn" href="${path}">${store.backTo(appTitle)}</a>${step(number + 1, 'next', store.next)}</nav>`,
  })
}
