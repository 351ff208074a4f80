import type { PictureFault } from '../../../platform/pictures/picture.ts'
import { field, formFoot, hiddenFields, icon } from '../../../platform/web/components.ts'
import { type AppArea, developerPage, developerQuestion } from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { fileField } from '../../../platform/web/picture-form.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { inLanguage, TEXT_LOCALES } from '../app.ts'
import {
  CAPTION_CHARACTERS_MAX,
  type Caption,
  type CaptionValues,
  SCREENSHOTS_MAX,
  type Screenshot,
} from '../screenshot.ts'
import { faultText } from './fault-text.ts'

/** The screenshots of a listing in their order: earlier, later, other words, away. */
export function screenshotsCard(
  context: PageContext,
  { area, screenshots }: { area: AppArea; screenshots: readonly Screenshot[] },
): Html {
  const { screenshots: texts } = textsOf(context.lang).developerListing
  const path = `${area.path}/listing/screenshots`
  const add =
    screenshots.length < SCREENSHOTS_MAX
      ? html`<a class="btn btn-sm" href="${path}/new">${icon('plus', 'size-4')}${texts.add}</a>`
      : html`<span class="text-sm text-muted">${texts.full}</span>`
  const rows = screenshots.map((screenshot, index) => {
    const caption = captionOf(context, screenshot.captions)
    const move = (towards: 'beginning' | 'end', isPossible: boolean): Fragment =>
      isPossible &&
      html`<form method="post" action="${path}/${screenshot.id}/move">${hiddenFields(context.csrfToken, { towards })}<button class="btn btn-sm btn-square" aria-label="${texts.move[towards](caption)}">${icon(towards === 'beginning' ? 'arrow-up' : 'arrow-down', 'size-4')}</button></form>`
    return html`<li class="flex-wrap">${thumbnail(screenshot)}<div class="g-main basis-40"><p class="wrap-anywhere">${caption}</p><p class="g-sub">${texts.size(screenshot.width, screenshot.height)}</p></div><div class="flex flex-wrap items-center gap-2">${move('beginning', index > 0)}${move('end', index < screenshots.length - 1)}<a class="btn btn-sm" href="${path}/${screenshot.id}/edit" aria-label="${texts.edit}: ${caption}">${texts.edit}</a><a class="btn btn-sm btn-quiet-error" href="${path}/${screenshot.id}/remove" aria-label="${texts.remove} ${caption}">${texts.remove}</a></div></li>`
  })
  const list =
    screenshots.length === 0
      ? html`<p class="g-card-body text-muted">${texts.none}</p>`
      : html`<ul class="g-rows">${rows}</ul>`
  return html`<section class="g-card" id="screenshots" aria-labelledby="screenshots-title"><div class="g-card-head flex-wrap"><div class="min-w-0 flex-1 basis-48"><h2 id="screenshots-title">${texts.title}</h2><p class="text-sm text-muted">${texts.lead}</p></div>${add}</div>${list}</section>`
}

export type ScreenshotModel = {
  area: AppArea
  id: string
  /** Null: a new one. */
  shown: Screenshot | null
  values: CaptionValues
  faults: Partial<CaptionValues>
  fileFault: PictureFault | null
}

/** Adds a screenshot, or says what it shows. Posts the file `file` (multipart) and `id` of a new one, `caption_en`, … */
export function screenshotPage(context: PageContext, model: ScreenshotModel): string {
  const { developerListing, developer, page, store, picture } = textsOf(context.lang)
  const { screenshots: texts } = developerListing
  const { area, shown, values, faults, fileFault } = model
  const captions = TEXT_LOCALES.map(locale => {
    const name = store.languageNames[locale] ?? locale
    const isMain = locale === 'en'
    return field({
      name: `caption_${locale}`,
      label: isMain
        ? texts.caption(name)
        : html`${texts.caption(name)} <span class="font-normal text-muted">${page.optional}</span>`,
      value: values[locale],
      autocomplete: 'off',
      lengthMax: CAPTION_CHARACTERS_MAX,
      isRequired: isMain,
      hint: isMain ? texts.captionHint : null,
      fault: faultText(context.lang, faults[locale] ?? null),
    })
  })
  const path = `${area.path}/listing/screenshots`
  const at = shown === null ? 'new' : `${shown.id}/edit`
  const top =
    shown === null
      ? fileField(context, {
          label: texts.choose,
          hint: `${picture.formats} ${texts.form}`,
          fault: fileFault,
        })
      : html`<img class="h-auto max-h-80 w-auto max-w-full rounded-box border border-line" src="${shown.path}" width="${shown.width}" height="${shown.height}" alt="">`
  return developerPage(context, area, {
    section: 'listing',
    title: shown === null ? texts.newTitle : texts.editTitle,
    lead: texts.formLead,
    isFault: fileFault !== null || Object.keys(faults).length > 0,
    body: html`<form method="post" action="${path}/${at}"${shown === null && html` enctype="multipart/form-data"`} class="g-card max-w-3xl">${hiddenFields(context.csrfToken, shown === null ? { id: model.id } : {})}<div class="space-y-6 p-5 sm:p-6">${top}${captions}</div>${formFoot(`${area.path}/listing#screenshots`, page.cancel, shown === null ? picture.upload : developer.save)}</form>`,
  })
}

/** Asks once before a screenshot is gone. */
export function removeScreenshotPage(
  context: PageContext,
  { area, screenshot, number }: { area: AppArea; screenshot: Screenshot; number: number },
): string {
  const { screenshots: texts } = textsOf(context.lang).developerListing
  const path = `${area.path}/listing`
  return developerQuestion(context, area, 'listing', {
    title: texts.removeTitle(number),
    consequences: [{ icon: 'trash-2', text: texts.removeMeans }],
    subject: html`${thumbnail(screenshot)} <span class="mt-2 block wrap-anywhere">${captionOf(context, screenshot.captions)}</span>`,
    action: `${path}/screenshots/${screenshot.id}/remove`,
    keep: { label: texts.keep, href: `${path}#screenshots` },
    confirm: texts.remove,
  })
}

function thumbnail({ path, width, height }: Screenshot): Html {
  return html`<img class="h-14 w-20 shrink-0 rounded-field border border-line object-cover" src="${path}" width="${width}" height="${height}" alt="" loading="lazy" decoding="async">`
}

function captionOf({ lang }: PageContext, captions: readonly Caption[]): string {
  return inLanguage(captions, lang)?.caption ?? ''
}
