import type { AppArea } from '../../../platform/web/developer-page.ts'
import type { Lang } from '../../../platform/web/language.ts'
import type { PortalFrame } from '../../../platform/web/portal-page.ts'
import { type App, appTitle } from '../app.ts'

/** Where an app is developed. */
export function developerPath(appName: string): string {
  return `/developer/apps/${appName}`
}

/** Where the apps of a vendor are. */
export function developerListPath(slug: string): string {
  return `/organizations/${slug}/developer`
}

/** The area of an app in the frame of its vendor. */
export function appArea(
  { name, type, state, translations, logoUrl }: App,
  { frame, vendor, lang }: { frame: PortalFrame; vendor: { name: string; slug: string }; lang: Lang },
): AppArea {
  const title = appTitle(translations, lang) || name
  return {
    frame,
    app: { name, title, logoUrl, vendorName: vendor.name },
    type,
    state,
    path: developerPath(name),
    listPath: developerListPath(vendor.slug),
  }
}
