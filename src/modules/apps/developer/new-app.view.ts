import { newAppScript } from '../../../platform/web/assets.ts'
import { field, formFoot, hiddenFields, icon, selectField } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { APP_CATEGORIES, APP_TYPES, type AppType } from '../app.ts'
import { type AppFaults, faultText } from './fault-text.ts'

export type NewAppModel = {
  frame: PortalFrame
  organization: { name: string; slug: string }
  /** What was typed. */
  values: { type: AppType; title: string; name: string; category: string; parent: string }
  /** Apps an add-on can belong to. */
  parents: { name: string; title: string }[]
  faults: AppFaults
}

/** Makes an app (platform.md §4.1). Posts `type`, `title`, `name`, `category`, `parent_app`. */
export function newAppPage(context: PageContext, model: NewAppModel): string {
  const texts = textsOf(context.lang)
  const { create } = texts.developer
  const { values, faults, organization, parents } = model
  const path = `/organizations/${organization.slug}/developer`
  const isFault = Object.keys(faults).length > 0
  const fault = (key: string) => faultText(context.lang, faults[key] ?? null)
  const types = APP_TYPES.filter(type => type !== 'addon' || parents.length > 0).map(
    type =>
      html`<label class="flex cursor-pointer items-start gap-3 rounded-field border border-line px-3.5 py-3 has-checked:border-primary has-checked:bg-tint"><input class="radio radio-sm radio-primary mt-0.5" type="radio" name="type" value="${type}"${type === values.type && html` checked`}><span class="min-w-0"><span class="block font-medium">${create.types[type].name}</span><span class="block text-sm text-muted">${create.types[type].about}</span></span></label>`,
  )
  return portalPage(context, {
    title: create.title,
    isFault,
    frame: model.frame,
    scripts: [newAppScript],
    body: html`<div class="g-head"><div><h1>${create.title}</h1><p>${create.lead(organization.name)}</p></div></div>
<form method="post" action="${path}/new" class="g-card max-w-3xl">${hiddenFields(context.csrfToken)}
<div class="space-y-6 p-5 sm:p-6"><fieldset><legend class="text-sm font-medium">${create.type}</legend><div class="mt-2 grid gap-2">${types}</div></fieldset>
${
  parents.length > 0 &&
  selectField({
    name: 'parent_app',
    label: html`${create.parent} <span class="font-normal text-muted">${create.onlyAddon}</span>`,
    value: values.parent,
    options: [
      { value: '', label: texts.page.choose },
      ...parents.map(({ name, title }) => ({ value: name, label: title })),
    ],
    autocomplete: 'off',
    fault: fault('parent_app'),
  })
}
${field({
  name: 'title',
  label: create.appTitle,
  value: values.title,
  autocomplete: 'off',
  isRequired: true,
  lengthMax: 100,
  hint: create.appTitleHint,
  fault: fault('title'),
  hasFocus: !isFault || Boolean(faults['title']),
})}
${field({
  name: 'name',
  label: create.name,
  value: values.name,
  autocomplete: 'off',
  isRequired: true,
  lengthMax: 60,
  hint: create.nameHint,
  fault: fault('name'),
  hasFocus: Boolean(faults['name']) && !faults['title'],
})}
<p class="-mt-4 flex items-center gap-1.5 text-sm" id="name-state" role="status" data-path="${path}/name" data-free="${create.free}"></p>
${selectField({
  name: 'category',
  label: create.category,
  value: values.category,
  options: APP_CATEGORIES.map(category => ({
    value: category,
    label: texts.developer.categories[category] ?? category,
  })),
  autocomplete: 'off',
  fault: fault('category'),
})}</div>
${formFoot(path, texts.page.cancel, html`${icon('plus', 'size-4')}${create.submit}`)}</form>`,
  })
}
