import { appTile, brandMark, icon } from '../../../platform/web/components.ts'
import { breakable, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { readOnlyMark } from '../../../platform/web/scope-list.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { ScopeChoices } from './scope-choices.ts'

/** Choose several scopes; posts them as `scopes[]`. */
export function scopesField(
  context: PageContext,
  {
    groups,
    label,
    hint,
    fault,
  }: { groups: ScopeChoices[]; label: string; hint: string; fault: string | null },
): Html {
  return html`<fieldset aria-describedby="${fault === null ? 'scopes-hint' : 'scopes-fault scopes-hint'}"><legend class="text-sm font-medium">${label}</legend><p class="text-sm text-muted" id="scopes-hint">${hint}</p>
${fault !== null && html`<p class="g-fault" id="scopes-fault">${icon('circle-alert', 'size-4')}<span>${fault}</span></p>`}
<div class="mt-4">${groups.map((group, index) => choicesOf(context, group, fault !== null && index === 0))}</div></fieldset>`
}

function choicesOf(context: PageContext, { provider, choices }: ScopeChoices, hasFocus: boolean): Html {
  const { consent } = textsOf(context.lang).oauth
  const name = provider.isPlatform
    ? consent.inDirectory(context.brandName)
    : consent.inApp(provider.title, provider.vendorName)
  return html`<section class="g-scope-group"><h2>${provider.isPlatform ? brandMark('size-5') : appTile(provider, 'size-5')}${name}</h2><ul class="g-scopes">${choices.map(
    (choice, index) =>
      html`<li class="p-0!"><label class="flex min-w-0 flex-1 cursor-pointer items-start gap-3 px-3.5 py-3 has-checked:bg-tint"><input class="checkbox checkbox-sm checkbox-primary mt-0.5" type="checkbox" name="scopes[]" value="${choice.scope}"${choice.isChecked && html` checked`}${hasFocus && index === 0 && html` autofocus`}><span class="min-w-0 flex-1"><span class="block">${choice.title}${readOnlyMark(context, choice)}</span>${choice.description && html`<span class="g-why block">${choice.description}</span>`}<code class="block font-mono text-xs text-muted wrap-anywhere">${breakable(choice.scope)}</code></span></label></li>`,
  )}</ul></section>`
}

const SCOPES_SHOWN = 6

/** The scopes as developers know them; many of them behind one click. */
export function scopeNames(scopes: readonly string[], label: string): Html {
  const list = html`<ul class="mt-2 flex flex-wrap gap-1.5" aria-label="${label}">${scopes.map(
    scope =>
      html`<li class="max-w-full rounded-md bg-base-200 px-2 py-0.5 font-mono text-xs wrap-anywhere">${breakable(scope)}</li>`,
  )}</ul>`
  if (scopes.length <= SCOPES_SHOWN) return list
  return html`<details class="mt-2"><summary class="inline-flex min-h-8 cursor-pointer items-center gap-1.5 text-sm text-muted">${icon('chevron-right', 'size-4')}${label}</summary>${list}</details>`
}
