import { appTile, brandMark, field, hiddenFields, icon, notice } from '../../../platform/web/components.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { type PageContext, portalPage } from '../../../platform/web/page.ts'
import { withSideMenu } from '../../../platform/web/side-menu.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { readOnlyMark } from '../authorize/scope-list.view.ts'
import { NOTE_CHARACTERS_MAX } from './private-token.ts'
import type { NewTokenModel, ScopeChoices } from './token-model.ts'

/** Makes a token. Posts `form_id`, `note` and `scopes[]` (several). */
export function newTokenPage(context: PageContext, model: NewTokenModel): string {
  const { tokens: texts, page } = textsOf(context.lang)
  const { organization, path, fault } = model
  const title = organization ? texts.newTitleOrganization(organization.name) : texts.newTitle
  const isOfNote = fault === 'note_missing' || fault === 'note_too_long'
  const isOfScopes = fault?.startsWith('scopes_') ?? false
  return portalPage(context, {
    title,
    isFault: fault !== null,
    navigation: model.navigation,
    body: withSideMenu(
      model.menu,
      html`<div class="g-head"><div><h1>${title}</h1><p>${organization ? texts.newLeadOrganization(organization.name) : texts.newLead}</p></div></div>
<form method="post" action="${path}/new" class="g-card max-w-3xl">${hiddenFields(context.csrfToken, { form_id: model.formId })}
<div class="space-y-6 p-5 sm:p-6">${fault !== null && !isOfNote && !isOfScopes && notice('error', texts.faults[fault])}
${field({
  name: 'note',
  label: texts.note,
  value: model.note,
  autocomplete: 'off',
  isRequired: true,
  lengthMax: NOTE_CHARACTERS_MAX,
  hint: texts.noteHint,
  fault: isOfNote && fault ? texts.faults[fault] : null,
  hasFocus: !isOfScopes,
})}
<fieldset aria-describedby="${isOfScopes ? 'scopes-fault scopes-hint' : 'scopes-hint'}"><legend class="text-sm font-medium">${texts.scopes}</legend><p class="text-sm text-muted" id="scopes-hint">${organization ? texts.scopesHintOrganization(organization.name) : texts.scopesHint}</p>
${isOfScopes && fault && html`<p class="g-fault" id="scopes-fault">${icon('circle-alert', 'size-4')}<span>${texts.faults[fault]}</span></p>`}
<div class="mt-4">${model.scopes.map((group, index) => scopeChoices(context, group, isOfScopes && index === 0))}</div></fieldset></div>
<div class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6"><a class="btn" href="${path}">${page.cancel}</a><button class="btn btn-primary">${texts.submit}</button></div></form>`,
    ),
  })
}

function scopeChoices(context: PageContext, { provider, choices }: ScopeChoices, hasFocus: boolean): Html {
  const { consent } = textsOf(context.lang).oauth
  const name = provider.isPlatform
    ? consent.inDirectory(context.brandName)
    : consent.inApp(provider.title, provider.vendorName)
  return html`<section class="g-scope-group"><h2>${provider.isPlatform ? brandMark('size-5') : appTile(provider, 'size-5')}${name}</h2><ul class="g-scopes">${choices.map(
    (choice, index) =>
      html`<li class="p-0!"><label class="flex min-w-0 flex-1 cursor-pointer items-start gap-3 px-3.5 py-3 has-checked:bg-tint"><input class="checkbox checkbox-sm checkbox-primary mt-0.5" type="checkbox" name="scopes[]" value="${choice.scope}"${choice.isChecked && html` checked`}${hasFocus && index === 0 && html` autofocus`}><span class="min-w-0 flex-1"><span class="block">${choice.title}${readOnlyMark(context, choice)}</span>${choice.description && html`<span class="g-why block">${choice.description}</span>`}<code class="block font-mono text-xs text-muted wrap-anywhere">${choice.scope}</code></span></label></li>`,
  )}</ul></section>`
}
