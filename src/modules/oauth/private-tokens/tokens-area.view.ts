import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import type { Html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { portalPage } from '../../../platform/web/portal-page.ts'
import type { TokensArea } from './token-model.ts'

/** A page about private tokens: a person's own stand beside the account's menu. */
export function tokensAreaPage(
  context: PageContext,
  { organization, frame }: TokensArea,
  { body, ...page }: { title: string; isFault?: boolean; body: Html },
): string {
  const content = organization ? body : besideAccountMenu(context.lang, 'tokens', body)
  return portalPage(context, { ...page, frame, body: content })
}
