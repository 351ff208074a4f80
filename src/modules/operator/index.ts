/**
 * Operator: what the people who run an installation, and those who try it, see of it.
 *
 * Owns the page at `/`. Owns no data.
 *
 * 1. Somebody opens the hub: in a sandbox with demo data the page tells who one can be and what to try.
 * 2. Elsewhere it is the door to sign in.
 */
export { exampleApp } from './example-app.ts'
export { type DemoFacts, type StartPageDeps, startPage } from './start.page.ts'
