/**
 * Operator: what the people who run an installation, and those who try it, see of it.
 *
 * Owns the page at `/`, the operator's pages at `/operator/…`, and in a sandbox `/sandbox/flows/…` and `/sandbox/token`.
 * Owns no data.
 *
 * 1. Somebody opens the hub: in a sandbox with demo data the page tells who one can be and what to try.
 *    `flows/run-flow.ts` runs each flow for real, through the hub's own front door, and shows what was said.
 * 2. Elsewhere it is the door to sign in.
 * 3. Vendors ask for a review of their apps; the operator publishes them or gives them back with a reason, and switches
 *    off what does harm.
 */

export type { DemoFacts } from './demo-facts.ts'
export { exampleApp } from './example-app.ts'
export { type FlowPagesDeps, flowPages } from './flows/flows.page.ts'
export type { HubAnswer, HubRequest, SendToHub } from './flows/send-to-hub.ts'
export { type ReviewPagesDeps, reviewPages } from './reviews/reviews.page.ts'
export { type StartPageDeps, startPage } from './start.page.ts'
