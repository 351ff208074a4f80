import { countryOptions } from '../countries.ts'
import { checkboxGroup, field, selectField } from './components.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

/** What one types to describe an organization. */
export type OrganizationValues = { name: string; kinds: string[]; countryCode: string }
export type OrganizationFaults = {
  name?: 'missing' | 'too_long'
  kinds?: 'missing'
  countryCode?: 'missing'
}

/** The name of an organization; `name`. */
export function nameField(
  context: PageContext,
  { value, faults, hint }: { value: string; faults: OrganizationFaults; hint: string },
): Html {
  const { create } = textsOf(context.lang).oauth
  const nameTexts = { missing: create.nameMissing, too_long: create.nameTooLong }
  return field({
    name: 'name',
    label: create.name,
    value,
    autocomplete: 'organization',
    lengthMax: 100,
    isRequired: true,
    hint,
    fault: faults.name && nameTexts[faults.name],
    hasFocus: faults.name !== undefined || (Object.keys(faults).length === 0 && value === ''),
  })
}

/** What an organization is or does; `kinds[]`. */
export function kindsField(
  context: PageContext,
  { all, value, faults }: { all: readonly string[]; value: readonly string[]; faults: OrganizationFaults },
): Html {
  const texts = textsOf(context.lang)
  const { create } = texts.oauth
  return checkboxGroup({
    name: 'kinds[]',
    id: 'kinds',
    label: create.kinds,
    hint: create.kindsHint,
    fault: faults.kinds && create.kindsMissing,
    options: all.map(kind => ({
      value: kind,
      label: texts.kinds[kind] ?? kind,
      isChecked: value.includes(kind),
    })),
    hasFocus: !faults.name && faults.kinds !== undefined,
  })
}

/** All fields of a new organization, of `all` kinds there are: `name`, `kinds[]`, `country_code`. */
export function organizationFields(
  context: PageContext,
  { all, values, faults }: { all: readonly string[]; values: OrganizationValues; faults: OrganizationFaults },
): Html {
  const texts = textsOf(context.lang)
  const { create } = texts.oauth
  return html`${nameField(context, { value: values.name, faults, hint: create.nameHint })}
${kindsField(context, { all, value: values.kinds, faults })}
${selectField({
  name: 'country_code',
  label: create.country,
  value: values.countryCode,
  options: [{ value: '', label: texts.page.choose }, ...countryOptions(context.lang)],
  autocomplete: 'country',
  hint: create.countryHint,
  fault: faults.countryCode && create.countryMissing,
  hasFocus: !faults.name && !faults.kinds && faults.countryCode !== undefined,
})}`
}
