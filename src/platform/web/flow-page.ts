import { accountMenu } from './account-menu.ts'
import type { Asset } from './assets.ts'
import { brandLink, document } from './document.ts'
import { type Fragment, type Html, html } from './html.ts'
import type { PageContext } from './page.ts'

/** A page that asks one question: one card in the middle. */
export type FlowPage = {
  title: string
  /** The page shows a fault: its title says so. */
  isFault?: boolean
  /** Where "use another account" leads when it should come back to this flow. */
  switchAccountUrl?: string
  /** Beside the ones of all pages. */
  scripts?: readonly Asset[]
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
    html`<header class="flex min-h-16 items-center justify-between gap-4 px-4 sm:px-6">${brandLink(context)}${accountMenu(context, { switchAccountUrl })}</header>
<main id="main" class="g-flow">
${page.card}
${page.below}
</main>`,
  )
}
