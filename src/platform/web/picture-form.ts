import type { PictureFault } from '../pictures/picture.ts'
import { formFoot, hiddenFields, icon } from './components.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

export type PictureFormModel = {
  /** Where both forms lead. */
  action: string
  backUrl: string
  /** What is there now, and whose it is. */
  picture: Html
  name: string
  /** Whether it was uploaded and can be taken away; else it is the one that is made from the name. */
  isUploaded: boolean
  fit: 'cut' | 'whole'
  fault: PictureFault | null
}

/** The picture there is, another one, or none. Posts the file `file` (multipart), or `remove`. */
export function pictureForm(context: PageContext, model: PictureFormModel): Html {
  const { page, picture: texts } = textsOf(context.lang)
  const { action, fault } = model
  const chooser = fileField(context, {
    label: model.isUploaded ? texts.another : texts.choose,
    hint: `${texts.formats} ${texts[model.fit]}`,
    fault,
  })
  return html`<section class="g-card"><div class="flex flex-wrap items-center gap-4 p-5 sm:p-6">${model.picture}<div class="min-w-0 flex-1 basis-36"><p class="font-medium wrap-anywhere">${model.name}</p><p class="text-sm text-muted">${model.isUploaded ? texts.uploaded : texts.generated}</p></div>${
    model.isUploaded &&
    html`<form method="post" action="${action}">${hiddenFields(context.csrfToken, { remove: 'true' })}<button class="btn btn-sm">${icon('trash-2', 'size-4')}${texts.remove}</button></form>`
  }</div>
<form method="post" action="${action}" enctype="multipart/form-data" class="border-t border-line">${hiddenFields(context.csrfToken)}<div class="p-5 sm:p-6">${chooser}</div>
${formFoot(model.backUrl, page.cancel, texts.upload)}</form></section>`
}

/** Takes a picture as the file `file`. */
export function fileField(
  context: PageContext,
  { label, hint, fault }: { label: string; hint: string; fault: PictureFault | null },
): Html {
  const { picture: texts } = textsOf(context.lang)
  const notes = fault ? 'file-fault file-hint' : 'file-hint'
  return html`<div class="g-field"><label for="file">${label}</label>
<input class="input h-auto w-full py-1.5 pl-1.5 file:mr-3 file:rounded-field file:bg-base-300 file:px-3 file:py-1.5 ${fault && 'input-error'}" id="file" name="file" type="file" accept="image/jpeg,image/png,image/webp,image/gif" required${fault && html` autofocus aria-invalid="true"`} aria-describedby="${notes}">
${fault && html`<p class="g-fault" id="file-fault">${icon('circle-alert', 'size-4')}<span>${texts.faults[fault]}</span></p>`}<p class="g-hint" id="file-hint">${hint}</p></div>`
}
