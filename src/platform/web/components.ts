import { type Fragment, type Html, html, nothing, raw } from './html.ts'
import { ICONS } from './icons.ts'
import { logoPicture, monogramPicture, tilePicture } from './pictures.ts'
import { safeImageUrl } from './safe-url.ts'

/** An app as it is shown: its technical name gives the picture when it has no logo; vendor null for the platform app. */
export type AppBadge = { name: string; title: string; logoUrl: string | null; vendorName: string | null }

/** An organization as it is shown. */
export type OrganizationBadge = { id: string; name: string; logoUrl: string | null }

/** A person as they are shown; `name` is first and last name. */
export type PersonBadge = { name: string; email: string; avatarUrl: string | null }

export type IconName = keyof typeof ICONS

/** A Lucide icon, decorative: what it says stands beside it in words. `size` in classes. */
export function icon(name: IconName, size = 'size-4.5'): Html {
  return html`<svg class="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${raw(ICONS[name])}</svg>`
}

/** The picture of an app. `size` in classes. */
export function appTile(app: AppBadge, size: string): Html {
  return html`<span class="g-tile ${size}">${uploaded(app.logoUrl) ?? tilePicture(app.name)}</span>`
}

/** The picture of an organization: a square monogram or its logo. */
export function organizationPicture(organization: OrganizationBadge, size: string): Html {
  return html`<span class="g-org ${size}">${uploaded(organization.logoUrl) ?? monogramPicture(organization.name)}</span>`
}

/** The picture of a person: what they uploaded, or a round monogram. */
export function personPicture(name: string, size: string, avatarUrl: string | null = null): Html {
  return html`<span class="g-avatar ${size}">${uploaded(avatarUrl) ?? monogramPicture(name)}</span>`
}

/** The mark of this installation. */
export function brandMark(size: string): Html {
  return html`<span class="${size} shrink-0">${logoPicture}</span>`
}

/** Who gives and who receives, as two pictures with an arrow. */
export function grantPictures(from: Html, to: Html): Html {
  return html`<div class="g-grant" aria-hidden="true">${from}<span class="g-grant-line"><span>${icon('arrow-right', 'size-4')}</span></span>${to}</div>`
}

/** A picture with a meaning on top of a page: what happened here. */
export function pageSign(name: IconName, tone: 'calm' | 'good' | 'careful' = 'calm'): Html {
  const colors = {
    calm: 'bg-tint text-primary',
    good: 'bg-tint text-success',
    careful: 'bg-base-200 text-warning',
  }
  return html`<div class="mx-auto grid size-14 place-items-center rounded-2xl ${colors[tone]}">${icon(name, 'size-6')}</div>`
}

/** A text that explains something above or inside a card. */
export function notice(tone: 'info' | 'warning' | 'error', body: Fragment): Html {
  const look = { info: '', warning: ' g-notice-warning', error: ' g-notice-error' }
  const sign: Record<typeof tone, IconName> = {
    info: 'info',
    warning: 'triangle-alert',
    error: 'circle-alert',
  }
  return html`<div class="g-notice${look[tone]}" role="${tone === 'info' ? 'status' : 'alert'}">${icon(sign[tone], 'size-5')}<div class="min-w-0 flex-1">${body}</div></div>`
}

/** Where a form leads and the fields that travel with it unseen. */
export type FormTarget = { action: string; hidden: Record<string, string> }

/** The hidden fields of a form; every form has the token that proves it came from our page. */
export function hiddenFields(csrfToken: string, hidden: Record<string, string> = {}): Html {
  const fields = Object.entries({ _csrf: csrfToken, ...hidden })
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}

/** One field of a form. The fault stands beside it, and the first faulty field of a form takes the focus. */
export type FieldModel = {
  name: string
  label: Fragment
  value?: string
  type?: 'text' | 'email' | 'password' | 'date'
  autocomplete: string
  fault?: string | null | undefined
  /** A way out, beside the fault. */
  faultAction?: Html | null
  hint?: string | null
  isRequired?: boolean
  hasFocus?: boolean
  lengthMax?: number
  /** A short code of capitals that one copies from elsewhere. */
  isCode?: boolean
  /** Stands at the right end of the label's line. */
  aside?: Html
}

export function field(model: FieldModel): Html {
  const { name, label, value = '', type = 'text', autocomplete, fault = null, hint = null } = model
  return html`<div class="g-field ${model.isCode && 'text-center'} ${model.aside && 'g-has-aside'}">${fieldLabel(name, label)}
<input class="input ${fault ? 'input-error' : ''} ${model.isCode && 'g-code-input'}" id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"${attribute('maxlength', model.lengthMax)}${model.isCode && html` autocapitalize="characters" spellcheck="false"`}${flag('required', model.isRequired)}${flag('autofocus', model.hasFocus)}${described(name, fault, hint)}>
${model.aside && html`<div class="g-aside">${model.aside}</div>`}${fieldNotes({ name, fault, hint, faultAction: model.faultAction ?? null })}</div>`
}

export type SelectModel = {
  name: string
  label: Fragment
  value: string
  options: { value: string; label: string }[]
  /** More of them, under headings. */
  groups?: { label: string; options: { value: string; label: string }[] }[]
  autocomplete: string
  fault?: string | null | undefined
  hint?: string | null
  hasFocus?: boolean
}

/** A list to choose one from; the empty first entry is what stands there until one has chosen. */
export function selectField(model: SelectModel): Html {
  const { name, label, value, options, groups = [], autocomplete, fault = null, hint = null } = model
  const choice = (option: { value: string; label: string }) =>
    html`<option value="${option.value}"${flag('selected', option.value === value)}>${option.label}</option>`
  return html`<div class="g-field">${fieldLabel(name, label)}
<select class="select ${fault ? 'select-error' : ''}" id="${name}" name="${name}" autocomplete="${autocomplete}"${flag('autofocus', model.hasFocus)}${described(name, fault, hint)}>
${options.map(choice)}${groups.map(group => html`<optgroup label="${group.label}">${group.options.map(choice)}</optgroup>`)}
</select>
${fieldNotes({ name, fault, hint, faultAction: null })}</div>`
}

export type CheckboxGroupModel = {
  name: string
  /** For the identifiers in the page. */
  id: string
  label: string
  hint: string
  fault?: string | null | undefined
  options: { value: string; label: string; isChecked: boolean }[]
  hasFocus?: boolean
}

/** Choose several. */
export function checkboxGroup(model: CheckboxGroupModel): Html {
  const { name, id, label, hint, fault = null, options, hasFocus = false } = model
  const notes = fault ? `${id}-fault ${id}-hint` : `${id}-hint`
  return html`<fieldset aria-describedby="${notes}"><legend class="text-sm font-medium">${label}</legend><p class="text-sm text-muted" id="${id}-hint">${hint}</p>
<div class="mt-2 grid gap-2 sm:grid-cols-2">${options.map(
    (option, index) =>
      html`<label class="flex min-h-11 cursor-pointer items-center gap-3 rounded-field border border-line px-3 py-2 has-checked:border-primary has-checked:bg-tint"><input class="checkbox checkbox-sm checkbox-primary" type="checkbox" name="${name}" value="${option.value}"${flag('checked', option.isChecked)}${flag('autofocus', hasFocus && index === 0)}><span class="min-w-0">${option.label}</span></label>`,
  )}</div>${fault && faultLine(`${id}-fault`, fault)}</fieldset>`
}

/** One box with what it means; posts `1` when it is ticked. */
export function checkbox({
  name,
  label,
  hint,
  isChecked,
}: {
  name: string
  label: string
  hint: string
  isChecked: boolean
}): Html {
  return html`<label class="flex cursor-pointer items-start gap-3"><input class="checkbox checkbox-sm checkbox-primary mt-0.5" type="checkbox" name="${name}" value="1"${flag('checked', isChecked)}><span class="min-w-0"><span class="block text-sm font-medium">${label}</span><span class="block text-sm text-muted">${hint}</span></span></label>`
}

export type RadioGroupModel = {
  name: string
  label: string
  value: string
  options: { value: string; label: string; note: string }[]
}

/** Choose one of few. */
export function radioGroup({ name, label, value, options }: RadioGroupModel): Html {
  return html`<fieldset><legend class="text-sm font-medium">${label}</legend>
<div class="mt-2 grid gap-2 ${options.length % 3 === 0 ? 'sm:grid-cols-3' : 'sm:grid-cols-2'}">${options.map(
    option =>
      html`<label class="flex min-h-11 cursor-pointer items-start gap-3 rounded-field border border-line px-3 py-2.5 has-checked:border-primary has-checked:bg-tint"><input class="radio radio-sm radio-primary mt-0.5" type="radio" name="${name}" value="${option.value}"${flag('checked', option.value === value)}><span class="min-w-0">${option.label}<span class="block text-sm text-muted">${option.note}</span></span></label>`,
  )}</div></fieldset>`
}

/** The line below a field that says what is wrong. */
function faultLine(id: string, fault: string, action: Html | null = null): Html {
  return html`<p class="g-fault" id="${id}">${icon('circle-alert', 'size-4')}<span>${fault} ${action}</span></p>`
}

/** An attribute, or nothing when it has no value. */
function attribute(
  name: 'maxlength' | 'aria-describedby' | 'hreflang',
  value: string | number | undefined,
): Html {
  return value === undefined ? nothing : html` ${name}="${value}"`
}

/** An attribute without a value. */
function flag(name: 'required' | 'autofocus' | 'selected' | 'checked', isSet: boolean | undefined): Html {
  return isSet ? html` ${name}` : nothing
}

function fieldLabel(name: string, label: Fragment): Html {
  return html`<label for="${name}">${label}</label>`
}

function described(name: string, fault: string | null, hint: string | null): Html {
  const notes = [fault ? `${name}-fault` : '', hint ? `${name}-hint` : ''].filter(Boolean)
  const invalid = fault ? html` aria-invalid="true"` : nothing
  return html`${invalid}${attribute('aria-describedby', notes.length > 0 ? notes.join(' ') : undefined)}`
}

type FieldNotes = { name: string; fault: string | null; faultAction: Html | null; hint: string | null }

function fieldNotes({ name, fault, faultAction, hint }: FieldNotes): Html {
  return html`${fault && faultLine(`${name}-fault`, fault, faultAction)}${hint && html`<p class="g-hint" id="${name}-hint">${hint}</p>`}`
}

function uploaded(url: string | null): Html | null {
  const safe = safeImageUrl(url)
  return safe === null
    ? null
    : html`<img class="size-full object-cover" src="${safe}" alt="" referrerpolicy="no-referrer">`
}

/** The foot of a form on a card: back without a change, and the button that sends it. */
export function formFoot(backUrl: string, back: string, submit: Fragment): Html {
  return html`<div class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6"><a class="btn max-sm:grow" href="${backUrl}">${back}</a><button class="btn btn-primary max-sm:grow">${submit}</button></div>`
}

/** What one tells the support, at the foot of a card: short labels and values to compare. */
export function supportNotes(notes: { label: string; value: string }[]): Html {
  // On a phone every value stands below its label, whole: it is there to be compared.
  return html`<dl class="mt-7 space-y-2 border-t border-line pt-5 text-left text-sm">${notes.map(
    ({ label, value }) =>
      html`<div class="items-baseline justify-between gap-x-4 sm:flex sm:flex-wrap"><dt class="text-muted">${label}</dt><dd class="min-w-0 font-mono text-xs wrap-anywhere">${value}</dd></div>`,
  )}</dl>`
}
