import { hiddenFields, icon, personPicture } from './components.ts'
import { type Html, html, nothing } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

/** Who is signed in, their settings, and how to become somebody else. Works without script. */
export function accountMenu(
  context: PageContext,
  { switchAccountUrl, hasSettings = false }: { switchAccountUrl: string; hasSettings?: boolean },
): Html {
  const person = context.signedInAs
  if (!person) return nothing
  const { page } = textsOf(context.lang)
  const settings = html`<a href="/account/profile">${icon('user-round')}${page.account.profile}</a><a href="/account/security">${icon('shield-check')}${page.account.security}</a><a href="/account/apps">${icon('blocks')}${page.account.apps}</a><a href="/account/tokens">${icon('key-round')}${page.privateTokens}</a><a href="/account/preferences">${icon('sliders-horizontal')}${page.account.preferences}</a>`
  return html`<details class="g-switch -mr-2"><summary><span class="sr-only">${page.signedInAs}</span> <span class="max-w-48 truncate text-sm text-muted max-sm:sr-only">${person.name}</span>${personPicture(person.name, 'size-8', person.avatarUrl)}</summary>
<div class="g-menu right-0 left-auto"><p class="px-2.5 pt-1.5 pb-2"><span class="block font-medium">${person.name}</span><span class="block text-sm text-muted">${person.email}</span></p><hr>
${hasSettings && settings}
<a href="${switchAccountUrl}">${icon('user-round')}${page.useAnotherAccount}</a>
<form method="post" action="/signout">${hiddenFields(context.csrfToken)}<button>${icon('log-out')}${page.signOut}</button></form></div></details>`
}
