import type { PageFailure } from '../http/pages.ts'
import { pageSign, supportNotes } from './components.ts'
import { flowPage } from './flow-page.ts'
import { html } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

/** The page of a failure: what happened, what one can do, and a reference when it is our fault. */
export function failurePage(context: PageContext, { code, reference }: PageFailure): string {
  const { failure } = textsOf(context.lang)
  const { title, lead } = failure[code]
  const signs = {
    not_found: 'search-x',
    bad_request: 'circle-alert',
    foreign_form: 'rotate-ccw',
    administrators_only: 'shield-alert',
    developers_only: 'shield-alert',
    owners_only: 'shield-alert',
    second_factor_required: 'shield-alert',
    test_account: 'shield-alert',
    too_many_requests: 'clock',
    server_error: 'wrench',
    temporarily_unavailable: 'cloud-off',
  } as const
  return flowPage(context, {
    title,
    isFault: true,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${pageSign(signs[code])}
<h1 class="mt-5 text-2xl font-semibold">${title}</h1><p class="mt-2 text-muted">${lead}</p>
<div class="mt-7 grid gap-2.5">${code === 'second_factor_required' ? html`<a class="btn btn-primary" href="/account/security">${failure.addSecondFactor}</a><a class="btn btn-ghost" href="/">${failure.home}</a>` : html`<a class="btn btn-primary" href="/">${failure.home}</a>`}</div>
${reference !== null && supportNotes([{ label: failure.forSupport, value: reference }])}
</section>`,
  })
}
