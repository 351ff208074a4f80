/**
 * Events: what happened to persons and organizations, told to the apps they are connected to.
 *
 * Owns the catalogue of the platform app's events and the events themselves. Does not know who causes them: every other
 * module stands to the right of this one and publishes what it does.
 *
 * The flow of an event:
 *   1  a module publishes it in the transaction that causes it (`publish`): no event without its cause, none lost;
 *   2  it is kept for the retention, then forgotten (`eventJobs`).
 */
export { findPlatformEvent, PLATFORM_EVENTS, type PlatformEvent } from './catalogue.ts'
export { eventJobs } from './jobs.ts'
export { type NewEvent, publish } from './publish.ts'
