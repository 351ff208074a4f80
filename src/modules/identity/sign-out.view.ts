import { hiddenFields, type PersonBadge, personPicture } from '../../platform/web/components.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { safeUrl } from '../../platform/web/safe-url.ts'
import { textsOf } from '../../platform/web/texts.ts'

export type SignOutModel = {
  person: PersonBadge
  /** Where *Stay signed in* leads, a path of our own. */
  stayUrl: string
}

/** Asks before signing out: the GET of `/signout` changes nothing. Posts to `/signout`. */
export function signOutPage(context: PageContext, model: SignOutModel): string {
  const { signOut } = textsOf(context.lang).identity
  return flowPage(context, {
    title: signOut.title,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
<div class="flex flex-col items-center text-center">${personPicture(model.person.name, 'size-14', model.person.avatarUrl)}
<h1 class="mt-4 text-2xl font-semibold">${signOut.title}</h1>
<p class="mt-1 text-muted">${model.person.email}</p>
<p class="mt-3 text-muted">${signOut.lead(context.brandName)}</p></div>
<form method="post" action="/signout" class="mt-7 grid gap-3 sm:grid-cols-2">${hiddenFields(context.csrfToken)}
<a class="btn" href="${safeUrl(model.stayUrl) ?? '/'}">${signOut.stay}</a><button class="btn btn-primary">${signOut.submit}</button></form>
</section>`,
  })
}
