import { hiddenFields, icon } from '../../../platform/web/components.ts'
import { type AppArea, developerPage } from '../../../platform/web/developer-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { faultText } from './fault-text.ts'

export type ManifestModel = {
  area: AppArea
  /** The manifest as it was typed or pasted. */
  text: string
  /** What is wrong with it, by path. */
  faults: { path: string; fault: string }[]
  /** What would change, by key; null: it was not looked at yet. */
  changes: { key: string; before: string; after: string }[] | null
}

/** Applies a manifest in two steps: what would change, then the change. Posts `manifest` and `step`. */
export function manifestPage(context: PageContext, { area, text, faults, changes }: ManifestModel): string {
  const texts = textsOf(context.lang)
  const { manifest } = texts.developer
  const isFault = faults.length > 0
  const faultList =
    isFault &&
    html`<ul class="g-fault mt-2 block list-disc space-y-1 pl-5" id="manifest-fault">${faults.map(({ path, fault }) => html`<li><code class="font-mono">${path || '{}'}</code> ${faultText(context.lang, fault)}</li>`)}</ul>`
  const preview =
    changes !== null &&
    html`<section class="g-card"><div class="g-card-head"><h2>${changes.length > 0 ? manifest.changes : manifest.nothing}</h2></div>${
      changes.length > 0 &&
      html`<ul class="g-rows">${changes.map(
        ({ key, before, after }) =>
          html`<li class="items-start!"><div class="g-main"><p class="font-mono text-sm font-medium">${key}</p><div class="mt-2 grid gap-3 lg:grid-cols-2"><div><p class="text-sm text-muted">${manifest.before}</p><pre class="g-code g-wrap mt-1" tabindex="0" role="group" aria-label="${manifest.before}: ${key}"><code>${before}</code></pre></div><div><p class="text-sm text-muted">${manifest.after}</p><pre class="g-code g-wrap mt-1" tabindex="0" role="group" aria-label="${manifest.after}: ${key}"><code>${after}</code></pre></div></div></div></li>`,
      )}</ul>`
    }<form method="post" action="${area.path}/manifest" class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4">${hiddenFields(context.csrfToken, { manifest: text, step: 'apply' })}<a class="btn" href="${area.path}">${texts.page.cancel}</a>${changes.length > 0 && html`<button class="btn btn-primary">${manifest.apply}</button>`}</form></section>`
  return developerPage(context, area, {
    section: 'general',
    title: manifest.title,
    lead: manifest.lead,
    isFault,
    body: html`<div class="space-y-6">${preview}
<form method="post" action="${area.path}/manifest" class="g-card">${hiddenFields(context.csrfToken, { step: 'preview' })}<div class="p-5 sm:p-6"><div class="g-field"><label for="manifest">${manifest.field}</label><textarea class="textarea min-h-80 w-full font-mono text-sm${isFault && ' textarea-error'}" id="manifest" name="manifest" spellcheck="false" autocomplete="off"${isFault && html` aria-invalid="true" aria-describedby="manifest-fault"`}>${text}</textarea>${faultList}</div></div><div class="flex justify-end border-t border-line px-5 py-4 sm:px-6"><button class="btn${changes === null && ' btn-primary'}">${icon('eye', 'size-4')}${manifest.preview}</button></div></form>
<form method="post" action="${area.path}/manifest/file" enctype="multipart/form-data" class="g-card">${hiddenFields(context.csrfToken)}<div class="p-5 sm:p-6"><div class="g-field"><label for="file">${manifest.file}</label><div class="flex flex-wrap gap-2.5"><input class="input h-auto min-w-0 flex-1 basis-56 py-1.5 pl-1.5 file:mr-3 file:rounded-field file:bg-base-300 file:px-3 file:py-1.5" id="file" name="file" type="file" accept="application/json,.json" required><button class="btn">${icon('eye', 'size-4')}${manifest.preview}</button></div></div></div></form></div>`,
  })
}
