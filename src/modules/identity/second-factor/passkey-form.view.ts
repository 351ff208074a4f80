import { hiddenFields, icon, notice } from '../../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../../platform/web/flow-link.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'

/** What the script of passkeys needs in a form: where the answer goes, and what is said when there is none. */
export function passkeyFields(fault: string): Html {
  return html`<input type="hidden" name="answer" value=""><div data-passkey-fault hidden>${notice('error', fault)}</div>`
}

/** Signing in by passkey, below the form of a sign-in page; shown where the browser can. Posts to `/signin/passkey`. */
export function passkeySignIn(
  context: PageContext,
  { flow, options, more }: { flow: FlowLink; options: string; more?: Record<string, string> },
): Html {
  const { passkeys } = textsOf(context.lang).security
  return html`<form method="post" action="${flowUrl('/signin/passkey', flow, more)}" class="mt-5 space-y-4" data-passkey="get" data-options="${options}" hidden>${hiddenFields(context.csrfToken)}
<p class="text-center text-sm text-muted">${passkeys.or}</p>${passkeyFields(passkeys.notSignedIn)}
<button class="btn btn-block">${icon('fingerprint')}${passkeys.signIn}</button></form>`
}
