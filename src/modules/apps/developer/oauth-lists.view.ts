import { field, formFoot, hiddenFields } from '../../../platform/web/components.ts'
import { type AppArea, developerPage, developerQuestion } from '../../../platform/web/developer-page.ts'
import { breakable, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { faultText } from './fault-text.ts'
import { urlRules } from './oauth.view.ts'

/** Changes one redirect URL in its place. Posts `former` and `url`. */
export function editRedirectUrlPage(
  context: PageContext,
  model: { area: AppArea; former: string; value: string; fault: string | null; isSandbox: boolean },
): string {
  const texts = textsOf(context.lang)
  const { urls } = texts.developerOAuth
  const { area, former, value, fault } = model
  return developerPage(context, area, {
    section: 'oauth',
    title: urls.editTitle,
    lead: urls.lead,
    isFault: fault !== null,
    body: html`<form method="post" action="${area.path}/oauth/redirect-urls/edit" class="g-card max-w-3xl">${hiddenFields(context.csrfToken, { former })}<div class="p-5 sm:p-6">${field({ name: 'url', label: urls.title, value, autocomplete: 'off', lengthMax: 2000, isRequired: true, fault: faultText(context.lang, fault), hasFocus: true })}${urlRules(context, model.isSandbox)}</div>
${formFoot(`${area.path}/oauth#redirect-urls`, texts.page.cancel, texts.developer.save)}</form>`,
  })
}

/** Asks once before a redirect URL goes. */
export function removeRedirectUrlPage(
  context: PageContext,
  { area, url, isLast }: { area: AppArea; url: string; isLast: boolean },
): string {
  const { urls } = textsOf(context.lang).developerOAuth
  return developerQuestion(context, area, 'oauth', {
    title: urls.removeTitle,
    consequences: [
      { icon: 'ban', text: urls.removeMeans.refused },
      { icon: 'key-round', text: urls.removeMeans.tokens },
      ...(isLast ? [{ icon: 'shield-alert' as const, text: urls.removeMeans.last }] : []),
    ],
    subject: html`<code class="font-mono wrap-anywhere">${breakable(url)}</code>`,
    action: `${area.path}/oauth/redirect-urls/remove`,
    hidden: { url },
    keep: { label: urls.keep, href: `${area.path}/oauth#redirect-urls` },
    confirm: urls.confirm,
  })
}

/** Asks once before a desired scope goes. */
export function removeScopePage(
  context: PageContext,
  { area, scope, title }: { area: AppArea; scope: string; title: string },
): string {
  const { scopes } = textsOf(context.lang).developerOAuth
  return developerQuestion(context, area, 'oauth', {
    title: scopes.removeTitle(scope),
    consequences: [
      { icon: 'key-round', text: scopes.removeMeans.tokens },
      { icon: 'history', text: scopes.removeMeans.refresh },
      { icon: 'unplug', text: scopes.removeMeans.connections },
    ],
    subject: title,
    action: `${area.path}/oauth/scopes/remove`,
    hidden: { scope },
    keep: { label: scopes.keep, href: `${area.path}/oauth#scopes` },
    confirm: scopes.confirm,
  })
}
