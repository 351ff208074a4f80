import { field, formFoot, hiddenFields, notice } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { scopesField } from '../portal/scope-choices.view.ts'
import { NOTE_CHARACTERS_MAX } from './private-token.ts'
import type { NewTokenModel } from './token-model.ts'
import { tokensAreaPage } from './tokens-area.view.ts'

/** Makes a token. Posts `form_id`, `note` and `scopes[]` (several). */
export function newTokenPage(context: PageContext, model: NewTokenModel): string {
  const { tokens: texts, page } = textsOf(context.lang)
  const { organization, path, fault } = model
  const title = organization ? texts.newTitleOrganization(organization.name) : texts.newTitle
  const isOfNote = fault === 'note_missing' || fault === 'note_too_long'
  const isOfScopes = fault?.startsWith('scopes_') ?? false
  return tokensAreaPage(context, model, {
    title,
    isFault: fault !== null,
    body: html`<div class="g-head"><div><h1>${title}</h1><p>${organization ? texts.newLeadOrganization(organization.name) : texts.newLead}</p></div></div>
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
${scopesField(context, {
  groups: model.scopes,
  label: texts.scopes,
  hint: organization ? texts.scopesHintOrganization(organization.name) : texts.scopesHint,
  fault: isOfScopes && fault ? texts.faults[fault] : null,
})}</div>
${formFoot(path, page.cancel, texts.submit)}</form>`,
  })
}
