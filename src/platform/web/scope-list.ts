import { type AppBadge, appTile, brandMark, icon } from './components.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { unbrokenEmail } from './plain-text.ts'
import { textsOf } from './texts.ts'

/** One permission in the reader's words; `names`, where they are known: the scopes that come to the same. */
export type ScopeLine = {
  title: string
  description: string | null
  permission: 'r' | 'w' | 'rw'
  names?: string[]
}

/** What is asked at one providing app. */
export type ScopeGroup = { provider: AppBadge & { isPlatform: boolean }; scopes: ScopeLine[] }

/** How many permissions the groups hold. */
export function countScopes(groups: ScopeGroup[]): number {
  return groups.reduce((count, group) => count + group.scopes.length, 0)
}

/**
 * The permissions, grouped by the app that provides them; read-only ones are marked. `level` is that of the headings.
 * `isChosen`: each has a box, ticked, that posts its names as one `scopes[]`.
 */
export function scopeGroups(
  context: PageContext,
  groups: ScopeGroup[],
  { isNew, level, isChosen = false }: { isNew: boolean; level: 2 | 3 | 4; isChosen?: boolean },
): Html {
  const { consent } = textsOf(context.lang).oauth
  return html`${groups.map(({ provider, scopes }) => {
    const name = provider.isPlatform
      ? consent.inDirectory(context.brandName)
      : consent.inApp(provider.title, provider.vendorName)
    const label = html`${provider.isPlatform ? brandMark('size-5') : appTile(provider, 'size-5')}${name}`
    return html`<section class="g-scope-group">${heading(level, label)}<ul class="g-scopes">${scopes.map(scope => scopeItem(context, scope, { isNew, isChosen }))}</ul></section>`
  })}`
}

function heading(level: 2 | 3 | 4, label: Html): Html {
  if (level === 2) return html`<h2>${label}</h2>`
  return level === 3 ? html`<h3>${label}</h3>` : html`<h4>${label}</h4>`
}

function scopeItem(
  context: PageContext,
  scope: ScopeLine,
  { isNew, isChosen }: { isNew: boolean; isChosen: boolean },
): Html {
  const { consent } = textsOf(context.lang).oauth
  const title = html`<span class="min-w-0 wrap-anywhere">${unbrokenEmail(scope.title)}${readOnlyMark(context, scope)}</span>`
  return html`<li${isNew && html` class="g-new"`}>${icon(scope.permission === 'r' ? 'eye' : 'pencil-line')}<div>${isChosen ? html`<label class="flex cursor-pointer items-start gap-2.5"><input type="checkbox" class="checkbox checkbox-sm checkbox-primary mt-0.5 order-last ml-auto" name="scopes[]" value="${scope.names?.join(' ')}" checked>${title}</label>` : html`<p>${title}</p>`}${scope.description && html`<p class="g-why">${scope.description}</p>`}</div>${isNew && html`<span class="badge badge-sm badge-primary">${consent.isNew}</span>`}</li>`
}

/** `(read only)`, where it is. */
export function readOnlyMark(context: PageContext, scope: ScopeLine): Html | null {
  if (scope.permission !== 'r') return null
  return html` <span class="text-sm whitespace-nowrap text-muted">${textsOf(context.lang).oauth.consent.readOnly}</span>`
}
