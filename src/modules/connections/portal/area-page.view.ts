import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import type { Html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { portalPage } from '../../../platform/web/portal-page.ts'
import type { AppsArea } from './apps-area.ts'

/** A page about connected apps: a person's own stand beside the account's menu. */
export function areaPage(
  context: PageContext,
  { organization, frame }: AppsArea,
  { title, body }: { title: string; body: Html },
): string {
  const content = organization ? body : besideAccountMenu(context.lang, 'apps', body)
  return portalPage(context, { title, frame, body: content })
}
