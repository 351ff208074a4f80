import type { App } from '../apps/index.ts'
import type { RefusalFor } from '../connections/index.ts'

/** How an app stands in the store for a visitor: `unlisted` tells why the catalogue does not have it. */
export type Visibility = { unlisted: 'private' | 'preview' | 'draft' | 'in_review' | 'inactive' | null }

/**
 * Whether a visitor may see an app's page (platform.md §5); null when to them there is none. In the sandbox every app has
 * a page, by its link; in production a private app, and a public one before its review, only for members of the vendor
 * and of organizations that it invited, and for the operator, who reviews it.
 */
export function visibilityOf(
  { type, state, organizationId, isPlatform }: App,
  {
    isSandbox,
    isOperator,
    memberOf,
    refusalFor,
  }: { isSandbox: boolean; isOperator: boolean; memberOf: readonly string[]; refusalFor: RefusalFor },
): Visibility | null {
  if (isPlatform || organizationId === null) return null
  const isListed = type === 'public' && state === 'active'
  if (isListed) return { unlisted: null }
  const isTied = isOperator || memberOf.includes(organizationId) || refusalFor(null) === null
  const isForEveryone = isSandbox || (type === 'addon' && state === 'active')
  if (!isTied && !isForEveryone) return null
  if (type === 'private') return { unlisted: 'private' }
  return { unlisted: state === 'active' ? 'preview' : state }
}
