import type { PageContext, PortalPage } from './page.ts'
import { textsOf } from './texts.ts'

/** The menu of the sandbox's own pages; empty outside the sandbox. */
export function sandboxNavigation(
  context: PageContext,
  current: 'start' | 'mailbox' | null,
): PortalPage['navigation'] {
  if (!context.isSandbox) return []
  const texts = textsOf(context.lang)
  return [
    { label: texts.page.start, href: '/', isCurrent: current === 'start' },
    { label: texts.identity.mailbox.navigation, href: '/sandbox/mailbox', isCurrent: current === 'mailbox' },
  ]
}
