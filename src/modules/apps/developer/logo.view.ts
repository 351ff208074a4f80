import type { PictureFault } from '../../../platform/pictures/picture.ts'
import { appTile } from '../../../platform/web/components.ts'
import { type AppArea, developerPage } from '../../../platform/web/developer-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { pictureForm } from '../../../platform/web/picture-form.ts'
import { textsOf } from '../../../platform/web/texts.ts'

/** The logo of an app. */
export function appLogoPage(
  context: PageContext,
  { area, fault }: { area: AppArea; fault: PictureFault | null },
): string {
  const { logo } = textsOf(context.lang).picture
  const { app, path } = area
  const form = pictureForm(context, {
    ...{ action: `${path}/logo`, backUrl: path, name: app.title, fault },
    ...{ fit: 'whole', isUploaded: app.logoUrl !== null },
    picture: appTile(app, 'size-20'),
  })
  return developerPage(context, area, {
    section: 'general',
    title: logo.label,
    lead: logo.appLead,
    isFault: fault !== null,
    body: html`<div class="max-w-3xl">${form}</div>`,
  })
}
