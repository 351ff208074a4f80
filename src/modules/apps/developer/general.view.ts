import { field, formFoot, hiddenFields, icon, notice, selectField } from '../../../platform/web/components.ts'
import { copyButton } from '../../../platform/web/copy-button.ts'
import {
  type AppArea,
  developerPage,
  developerQuestion,
  doneNotice,
} from '../../../platform/web/developer-page.ts'
import { breakable, type Fragment, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { safeUrl } from '../../../platform/web/safe-url.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { APP_CATEGORIES } from '../app.ts'
import { type AppFaults, faultText } from './fault-text.ts'

export type GeneralModel = {
  area: AppArea
  category: string
  entryPointUrl: string | null
  /** The whole address of its page in the store, which can be sent to others; null: it has none. */
  shareUrl: string | null
  notice: 'created' | 'saved' | 'applied' | 'picture_saved' | 'picture_removed' | null
}

/** What an app is, and what can be done with it as a whole (platform.md §4.2). */
export function generalPage(context: PageContext, model: GeneralModel): string {
  const { developer, picture } = textsOf(context.lang)
  const { general } = developer
  const { area, category, entryPointUrl, shareUrl } = model
  const rows: [string, Fragment][] = [
    [general.technicalName, html`<code class="font-mono text-sm wrap-anywhere">${area.app.name}</code>`],
    [
      picture.logo.label,
      html`${area.app.logoUrl === null ? picture.generated : picture.uploaded} · <a class="g-link" href="${area.path}/logo">${picture.logo.change}</a>`,
    ],
    [general.category, developer.categories[category] ?? category],
    [
      general.entryPoint,
      entryPointUrl === null
        ? html`<span class="text-muted">${general.noEntryPoint}</span>`
        : html`<a class="g-link wrap-anywhere" href="${safeUrl(entryPointUrl)}">${entryPointUrl}</a>`,
    ],
    ...(shareUrl === null
      ? []
      : ([
          [
            general.shareLink,
            html`<span class="flex flex-wrap items-center gap-x-3 gap-y-2 pb-2"><a class="g-link min-w-0 wrap-anywhere" id="share-link" href="${safeUrl(shareUrl)}">${breakable(shareUrl)}</a>${copyButton(context, { source: 'share-link', what: general.shareLink })}</span>`,
          ],
        ] as [string, Fragment][])),
  ]
  return developerPage(context, area, {
    section: 'general',
    title: general.title,
    lead: general.lead,
    action: html`<a class="btn" href="${area.path}/edit">${icon('pencil-line', 'size-4')}${general.edit}</a>`,
    body: html`${doneNotice(model.notice && { ...general.notices, ...picture.notices }[model.notice])}
${context.isSandbox && html`<div class="mb-6">${notice('info', general.sandbox)}</div>`}
<div class="space-y-6"><section class="g-card"><dl class="g-kv px-5">${rows.map(([name, value]) => html`<dt>${name}</dt><dd class="min-w-0">${value}</dd>`)}</dl></section>
<section class="g-card"><div class="g-card-head"><div><h2>${general.manifest}</h2><p class="text-sm text-muted">${general.manifestLead}</p></div></div><div class="flex flex-wrap gap-3 p-5"><a class="btn" href="${area.path}/manifest.json" download="${area.app.name}.json">${icon('download', 'size-4')}${general.download}</a><a class="btn" href="${area.path}/manifest">${icon('refresh-cw', 'size-4')}${general.upload}</a></div></section>
<section class="g-card"><div class="flex flex-wrap items-center gap-3 p-5"><div class="min-w-0 flex-1 basis-64"><h2 class="text-lg font-semibold">${general.remove.title}</h2><p class="text-sm text-muted">${general.remove.lead}</p></div><a class="btn btn-quiet-error" href="${area.path}/delete">${general.remove.action}</a></div></section></div>`,
  })
}

export type EditAppModel = {
  area: AppArea
  values: { title: string; category: string; entryPointUrl: string }
  faults: AppFaults
}

/** Changes title, category and entry point. Posts `title`, `category`, `entry_point_url`. */
export function editAppPage(context: PageContext, { area, values, faults }: EditAppModel): string {
  const texts = textsOf(context.lang)
  const { developer } = texts
  const { general } = developer
  const fault = (key: string) => faultText(context.lang, faults[key] ?? null)
  return developerPage(context, area, {
    section: 'general',
    title: general.editTitle,
    isFault: Object.keys(faults).length > 0,
    body: html`<form method="post" action="${area.path}/edit" class="g-card max-w-3xl">${hiddenFields(context.csrfToken)}<div class="space-y-6 p-5 sm:p-6">
${field({ name: 'title', label: general.appTitle, value: values.title, autocomplete: 'off', isRequired: true, lengthMax: 100, hint: general.appTitleHint, fault: fault('title'), hasFocus: !faults['entry_point_url'] })}
${selectField({ name: 'category', label: general.category, value: values.category, options: APP_CATEGORIES.map(category => ({ value: category, label: developer.categories[category] ?? category })), autocomplete: 'off', fault: fault('category') })}
${field({ name: 'entry_point_url', label: html`${general.entryPoint} <span class="font-normal text-muted">${texts.page.optional}</span>`, value: values.entryPointUrl, autocomplete: 'off', lengthMax: 2000, hint: general.entryPointHint, fault: fault('entry_point_url'), hasFocus: Boolean(faults['entry_point_url']) })}</div>
${formFoot(area.path, texts.page.cancel, developer.save)}</form>`,
  })
}

/** What goes with an app. */
export type AppRemains = { connections: number; credentials: number; desiredByOthers: string[] }

/** Asks once before an app is deleted. */
export function deleteAppPage(
  context: PageContext,
  { area, remains }: { area: AppArea; remains: AppRemains },
): string {
  const { developer } = textsOf(context.lang)
  const { remove } = developer.general
  const others = remains.desiredByOthers
  return developerQuestion(context, area, 'general', {
    title: remove.confirmTitle(unbrokenName(area.app.title)),
    consequences: [
      { icon: 'unplug', text: remove.connections(remains.connections) },
      { icon: 'key-round', text: remove.credentials(remains.credentials) },
      ...(others.length > 0
        ? [{ icon: 'shield-alert' as const, text: remove.others(others.join(', ')) }]
        : []),
      { icon: 'ban', text: remove.nameStays(area.app.name) },
    ],
    subject: remove.cannotBeUndone,
    action: `${area.path}/delete`,
    keep: { label: remove.keep, href: area.path },
    confirm: remove.confirm,
  })
}
