import { field, icon } from '../../../platform/web/components.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { TEXT_LOCALES, type TextLocale } from '../app.ts'
import { type AppFaults, faultText } from './fault-text.ts'
import type { TextValues } from './texts-form.ts'

/** Title, description and where there is one summary, in every language; English is open and required. */
export function textFields(
  context: PageContext,
  { values, faults, hasSummary }: { values: TextValues; faults: AppFaults; hasSummary: boolean },
): Html {
  return html`${TEXT_LOCALES.map(locale => languageFields(context, { locale, values, faults, hasSummary }))}`
}

function languageFields(
  context: PageContext,
  {
    locale,
    values,
    faults,
    hasSummary,
  }: { locale: TextLocale; values: TextValues; faults: AppFaults; hasSummary: boolean },
): Html {
  const texts = textsOf(context.lang)
  const { languageNames } = texts.store
  const { fields } = texts.developerProvides
  const isMain = locale === 'en'
  const { title, summary, description } = values[locale]
  const fault = (name: string) => faultText(context.lang, faults[`${name}_${locale}`] ?? null)
  const optional = (label: string) =>
    html`${label} <span class="font-normal text-muted">${texts.page.optional}</span>`
  const body = html`<div class="space-y-5">${field({ name: `title_${locale}`, label: isMain ? fields.title : optional(fields.title), value: title, autocomplete: 'off', lengthMax: 100, isRequired: isMain, fault: fault('title') })}
${hasSummary && field({ name: `summary_${locale}`, label: optional(fields.summary), value: summary, autocomplete: 'off', lengthMax: 300, fault: fault('summary') })}
${textArea({ name: `description_${locale}`, label: optional(fields.description), value: description, fault: fault('description'), lengthMax: 5000 })}</div>`
  const name = languageNames[locale] ?? locale
  if (isMain) return html`<fieldset><legend class="mb-3 font-semibold">${name}</legend>${body}</fieldset>`
  const isOpen = title !== '' || summary !== '' || description !== ''
  return html`<details class="group rounded-field border border-line"${isOpen && html` open`}><summary class="flex min-h-11 items-center gap-2 px-3.5 font-medium"><span class="min-w-0 flex-1">${name}</span>${icon('chevron-down', 'size-4 text-muted group-open:rotate-180')}</summary><fieldset class="px-3.5 pt-1 pb-4"><legend class="sr-only">${name}</legend>${body}</fieldset></details>`
}

/** A field of several lines. */
export function textArea(model: {
  name: string
  label: Html | string
  value: string
  fault: string | null
  hint?: string
  lengthMax: number
  isCode?: boolean
  isRequired?: boolean
}): Html {
  const { name, label, value, fault, hint } = model
  const notes = [fault ? `${name}-fault` : '', hint ? `${name}-hint` : ''].filter(Boolean).join(' ')
  return html`<div class="g-field"><label for="${name}">${label}</label><textarea class="textarea min-h-24 w-full ${model.isCode && 'font-mono text-sm'} ${fault && 'textarea-error'}" id="${name}" name="${name}" maxlength="${model.lengthMax}" autocomplete="off"${model.isCode && html` spellcheck="false"`}${model.isRequired && html` required`}${fault && html` aria-invalid="true"`}${notes !== '' && html` aria-describedby="${notes}"`}>${value}</textarea>${fault && html`<p class="g-fault" id="${name}-fault">${icon('circle-alert', 'size-4')}<span>${fault}</span></p>`}${hint && html`<p class="g-hint" id="${name}-hint">${hint}</p>`}</div>`
}
