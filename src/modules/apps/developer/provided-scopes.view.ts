import { field, formFoot, hiddenFields, icon, notice, selectField } from '../../../platform/web/components.ts'
import {
  type AppArea,
  developerPage,
  developerQuestion,
  doneNotice,
} from '../../../platform/web/developer-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { BEARER_KINDS, type BearerKind, type ScopeKind } from '../provided-scope.ts'
import { type AppFaults, faultText } from './fault-text.ts'
import type { TextValues } from './texts-form.ts'
import { textFields } from './texts-form.view.ts'

export type ProvidedScopesModel = {
  area: AppArea
  scopes: {
    /** The whole scope: `warehouse.items.rw`. */
    name: string
    /** Within the app: `items.rw`. */
    key: string
    kind: ScopeKind
    bearerKind: BearerKind
    title: string
    description: string | null
    isUsed: boolean
  }[]
  notice: 'added' | 'saved' | 'removed' | null
}

/** What an app offers to others (platform.md §4.8), with the rules of §14. */
export function providedScopesPage(context: PageContext, model: ProvidedScopesModel): string {
  const { scopes: texts, bearerKinds, kinds } = textsOf(context.lang).developerProvides
  const { area, scopes } = model
  const add = html`<a class="btn btn-primary" href="${area.path}/scopes/new">${icon('plus', 'size-4')}${texts.add}</a>`
  const rows = scopes.map(({ name, key, kind, bearerKind, title, description, isUsed }) => {
    const at = `${area.path}/scopes/${key}`
    const remove = isUsed
      ? html`<span class="text-sm text-muted">${texts.used}</span>`
      : html`<a class="btn btn-sm btn-quiet-error" href="${at}/remove" aria-label="${texts.remove} ${name}">${texts.remove}</a>`
    return html`<li class="flex-wrap">${icon(kind === 'read_only' ? 'eye' : 'pencil-line', 'size-4.5 shrink-0 text-muted')}<div class="g-main basis-56"><p class="wrap-anywhere"><span class="font-mono text-sm">${name}</span> <span class="badge badge-sm badge-ghost ml-1">${kinds[kind]}</span> <span class="badge badge-sm badge-ghost">${bearerKinds[bearerKind]}</span></p><p class="g-sub wrap-anywhere">${title}${description !== null && html`: ${description}`}</p></div><div class="flex flex-wrap items-center gap-2 max-sm:pl-8"><a class="btn btn-sm" href="${at}/edit" aria-label="${texts.edit}: ${name}">${texts.edit}</a>${remove}</div></li>`
  })
  const empty = html`<section class="g-card g-empty"><span>${icon('shield')}</span><h2>${texts.none}</h2><p>${texts.noneLead}</p>${add}</section>`
  return developerPage(context, area, {
    section: 'scopes',
    title: texts.title,
    lead: texts.lead,
    action: scopes.length > 0 && add,
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
<div class="space-y-6">${scopes.length === 0 ? empty : html`<section class="g-card"><ul class="g-rows">${rows}</ul></section>`}${designRules(context)}</div>`,
  })
}

function designRules(context: PageContext): Html {
  const { rules } = textsOf(context.lang).developerProvides.scopes
  return html`<section class="g-card"><div class="g-card-head"><h2>${rules.title}</h2></div><ul class="g-card-body list-disc space-y-1.5 pl-10 text-sm text-muted">${rules.items.map(item => html`<li>${item}</li>`)}</ul></section>`
}

export type ScopeValues = { name: string; kind: string; bearerKind: string; texts: TextValues }

export type EditScopeModel = {
  area: AppArea
  /** Null: a new one. */
  scope: { name: string; key: string; isUsed: boolean } | null
  values: ScopeValues
  faults: AppFaults
}

/** Offers a scope, or changes its words. Posts `name`, `kind`, `bearer_kind`, `title_en`, `description_en`, … */
export function editScopePage(context: PageContext, { area, scope, values, faults }: EditScopeModel): string {
  const texts = textsOf(context.lang)
  const { scopes, bearerKinds, kinds, fields } = texts.developerProvides
  const fault = (key: string) => faultText(context.lang, faults[key] ?? null)
  const options = (names: Record<string, string>) =>
    Object.entries(names).map(([value, label]) => ({ value, label }))
  const bearerField = selectField({
    name: 'bearer_kind',
    label: fields.bearerKind,
    value: values.bearerKind,
    options: BEARER_KINDS.map(value => ({ value, label: bearerKinds[value] })),
    autocomplete: 'off',
    hint: scope?.isUsed ? scopes.usedBearer : null,
    fault: fault('bearer_kind'),
  })
  const whole = fault('')
  const identity = html`${field({ name: 'name', label: scopes.name, value: values.name, autocomplete: 'off', lengthMax: 60, isRequired: true, hint: scopes.nameHint, fault: fault('name'), hasFocus: true })}
${selectField({ name: 'kind', label: scopes.kind, value: values.kind, options: options(kinds), autocomplete: 'off', hint: scopes.kindHint, fault: fault('kind') })}`
  return developerPage(context, area, {
    section: 'scopes',
    title: scope ? scopes.editTitle : scopes.newTitle,
    lead: scope ? html`<code class="font-mono">${scope.name}</code>` : scopes.newLead,
    isFault: Object.keys(faults).length > 0,
    body: html`<form method="post" action="${area.path}/scopes/${scope ? `${scope.key}/edit` : 'new'}" class="g-card max-w-3xl">${hiddenFields(context.csrfToken)}<div class="space-y-6 p-5 sm:p-6">${whole && notice('error', whole)}${scope === null && identity}${bearerField}${textFields(context, { values: values.texts, faults, hasSummary: false })}</div>${formFoot(`${area.path}/scopes`, texts.page.cancel, scope ? texts.developer.save : scopes.submit)}</form>`,
  })
}

/** Asks once before a scope that nobody desires is taken back. */
export function removeProvidedScopePage(
  context: PageContext,
  { area, scope }: { area: AppArea; scope: { name: string; key: string; title: string } },
): string {
  const { scopes } = textsOf(context.lang).developerProvides
  return developerQuestion(context, area, 'scopes', {
    title: scopes.removeTitle(scope.name),
    consequences: [
      { icon: 'ban', text: scopes.removeMeans.none },
      { icon: 'key-round', text: scopes.removeMeans.tokens },
    ],
    subject: scope.title,
    action: `${area.path}/scopes/${scope.key}/remove`,
    keep: { label: scopes.keep, href: `${area.path}/scopes` },
    confirm: scopes.confirm,
  })
}
