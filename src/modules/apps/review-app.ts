import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { findPerson, fullName, languageOf } from '../directory/index.ts'
import { findApp, lockApp, redirectUrlsOf, storeAppState } from './app.repository.ts'
import { type App, appTitle } from './app.ts'
import { findAppReview, putReviewRequest, storeReviewDecision } from './app-review.repository.ts'
import { lacksForReview, mayRequestReview, type ReviewNeed } from './app-review.ts'
import { activateApp } from './change-app.ts'
import type { AppsDeps } from './deps.ts'
import { reviewMail } from './review-mail.view.ts'
import { declaredScopesOf } from './scope.repository.ts'

/** Where mails come from. */
export type ReviewMailDeps = { mail: { brandName: string; publicUrl: string } }

/** A vendor asks the operator to publish an app: it waits from now on, and stays as usable as it was. */
export async function requestReview(
  tx: Tx,
  { appId, personId, note }: { appId: string; personId: string; note: string | null },
  now: number,
): Promise<'requested' | 'not_possible' | { lacks: ReviewNeed[] }> {
  const app = await heldApp(tx, appId)
  if (app === null || !mayRequestReview(app)) return 'not_possible'
  const lacks = lacksForReview(app, {
    redirectUrls: (await redirectUrlsOf(tx, appId)).length,
    providedScopes: (await declaredScopesOf(tx, appId)).length,
  })
  if (lacks.length > 0) return { lacks }
  await storeAppState(tx, { appId, state: 'in_review' }, now)
  await putReviewRequest(tx, { appId, requestedBy: personId, note }, now)
  await recordAudit(tx, { action: 'review_requested', subject: `App/${appId}` }, now)
  return 'requested'
}

/** The vendor takes the request back. */
export async function withdrawReview(
  tx: Tx,
  { appId, personId }: { appId: string; personId: string },
  now: number,
): Promise<'withdrawn' | 'not_possible'> {
  const app = await heldApp(tx, appId)
  if (app?.state !== 'in_review') return 'not_possible'
  await storeReviewDecision(tx, { appId, decidedBy: personId, decision: 'withdrawn', reason: null }, now)
  await storeAppState(tx, { appId, state: 'draft' }, now)
  await recordAudit(tx, { action: 'review_withdrawn', subject: `App/${appId}` }, now)
  return 'withdrawn'
}

type Decision = { appId: string; personId: string; actor: string; reason: string | null }

/**
 * The operator publishes an app that waits: everybody can connect it, and it stands in the store, at once. `seenAt` is when
 * the app was changed last as the operator saw it: what the vendor changed behind their back is not published.
 */
export async function approveApp(
  tx: Tx,
  { appId, personId, actor, reason, seenAt }: Decision & { seenAt: number },
  deps: Pick<AppsDeps, 'hooks'> & ReviewMailDeps,
  now: number,
): Promise<'approved' | 'not_waiting' | 'changed'> {
  const app = await heldApp(tx, appId)
  if (app?.state !== 'in_review') return 'not_waiting'
  if (app.updatedAt !== seenAt) return 'changed'
  await storeReviewDecision(tx, { appId, decidedBy: personId, decision: 'approved', reason }, now)
  await recordAudit(tx, { action: 'review_approved', subject: `App/${appId}`, reason }, now)
  await activateApp(tx, { appId, actor }, deps, now)
  await tellRequester(tx, { app, decision: 'approved', reason }, deps, now)
  return 'approved'
}

/** The operator gives an app back with a reason: it is a draft again. */
export async function returnApp(
  tx: Tx,
  { appId, personId, reason }: Decision & { reason: string },
  deps: ReviewMailDeps,
  now: number,
): Promise<'returned' | 'not_waiting'> {
  const app = await heldApp(tx, appId)
  if (app?.state !== 'in_review') return 'not_waiting'
  await storeReviewDecision(tx, { appId, decidedBy: personId, decision: 'returned', reason }, now)
  await storeAppState(tx, { appId, state: 'draft' }, now)
  await recordAudit(tx, { action: 'review_returned', subject: `App/${appId}`, reason }, now)
  await tellRequester(tx, { app, decision: 'returned', reason }, deps, now)
  return 'returned'
}

async function heldApp(tx: Tx, appId: string): Promise<App | null> {
  return (await lockApp(tx, appId)) ? findApp(tx, appId) : null
}

async function tellRequester(
  tx: Tx,
  { app, decision, reason }: { app: App; decision: 'approved' | 'returned'; reason: string | null },
  { mail }: ReviewMailDeps,
  now: number,
): Promise<void> {
  const review = await findAppReview(tx, app.id)
  const person = review?.requestedBy ? await findPerson(tx, review.requestedBy) : null
  if (person === null) return
  const lang = languageOf(person.locale)
  const text = reviewMail(
    { ...mail, lang },
    {
      recipientName: fullName(person),
      appTitle: appTitle(app.translations, lang) || app.name,
      decision,
      reason,
      url: `${mail.publicUrl}/developer/apps/${app.name}/listing`,
    },
  )
  await queueMail(tx, { recipient: person.email, ...text }, now)
}
