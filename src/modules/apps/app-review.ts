import type { App, AppState } from './app.ts'
import { inLanguage } from './app.ts'

/** What can become of a request to publish an app. */
export const REVIEW_DECISIONS = ['approved', 'returned', 'withdrawn'] as const
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number]

/** A vendor's request to have an app published (platform.md §4.2). Instants in ms; people by their ids. */
export type AppReview = {
  appId: string
  requestedBy: string | null
  requestedAt: number
  /** Of the vendor to the operator. */
  note: string | null
  decidedBy: string | null
  decidedAt: number | null
  /** Null: it waits. */
  decision: ReviewDecision | null
  /** Of the operator to the vendor. */
  reason: string | null
}

/** What an app must have before a review makes sense. */
export const REVIEW_NEEDS = ['summary', 'way_in'] as const
export type ReviewNeed = (typeof REVIEW_NEEDS)[number]

/**
 * What an app lacks for a review (platform.md §4.2): words for the store, and a way in, which is a redirect URL or a scope
 * that others can ask for.
 */
export function lacksForReview(
  { translations }: Pick<App, 'translations'>,
  { redirectUrls, providedScopes }: { redirectUrls: number; providedScopes: number },
): ReviewNeed[] {
  const has: Record<ReviewNeed, boolean> = {
    summary: Boolean(inLanguage(translations, 'en')?.summary),
    way_in: redirectUrls + providedScopes > 0,
  }
  return REVIEW_NEEDS.filter(need => !has[need])
}

/** Whether the vendor may ask for a review: what the operator switched off, only the operator switches on again. */
export function mayRequestReview({ type, state }: { type: App['type']; state: AppState }): boolean {
  return type !== 'private' && state === 'draft'
}
