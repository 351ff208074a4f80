import type { Html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { portalPage } from '../../../platform/web/portal-page.ts'
import { withSideMenu } from '../../../platform/web/side-menu.ts'
import type { AppArea } from './connection-model.ts'

/** A page about a private app, with the vendor's private apps beside it. */
export function appAreaPage(
  context: PageContext,
  { frame, menu }: AppArea,
  { body, ...page }: { title: string; isFault?: boolean; body: Html },
): string {
  return portalPage(context, { ...page, frame, body: withSideMenu(menu, body) })
}
