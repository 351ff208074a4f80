/** One kind of event the platform app sends (spec events.md §9), under its name without the app. */
export type PlatformEvent = {
  name: string
  /** Whose event it can be: `Org/<id>`, `Per/<id>` or both. */
  subjects: readonly ('Org' | 'Per')[]
  /** Sent to the app it concerns only, not to every subscriber. */
  isForOwnApp: boolean
  /** What an administrator and a developer read. */
  titles: { en: string; de: string }
}

const ORGANIZATION = ['Org'] as const
const PERSON = ['Per'] as const
const BOTH = ['Org', 'Per'] as const

/** Every event of the platform app, in the order of the subscription picker. */
export const PLATFORM_EVENTS: readonly PlatformEvent[] = [
  event('revoked_access_token', BOTH, 'Access token was revoked', 'Zugriffstoken wurde widerrufen'),
  ownApp('established_connection', BOTH, 'App was connected', 'App wurde verbunden'),
  ownApp('connection_changed', BOTH, 'Connection was changed', 'Verbindung wurde geändert'),
  ownApp('revoked_connection', BOTH, 'Connection was revoked', 'Verbindung wurde widerrufen'),
  event(
    'member_joined',
    ORGANIZATION,
    'Person joined an organization',
    'Person ist einer Organisation beigetreten',
  ),
  event(
    'member_roles_updated',
    ORGANIZATION,
    'Roles of a member for an organization were updated',
    'Rollen eines Mitglieds in einer Organisation wurden geändert',
  ),
  event('member_left', ORGANIZATION, 'Person left an organization', 'Person hat eine Organisation verlassen'),
  event(
    'member_details_changed',
    ORGANIZATION,
    'Member details changed',
    'Angaben eines Mitglieds wurden geändert',
  ),
  event('organization_updated', ORGANIZATION, 'Organization was updated', 'Organisation wurde geändert'),
  event('person_updated', PERSON, 'Person was updated', 'Person wurde geändert'),
  event('machine_added', ORGANIZATION, 'Machine was added', 'Maschine wurde hinzugefügt'),
  event('machine_updated', ORGANIZATION, 'Machine was updated', 'Maschine wurde geändert'),
  event('machine_removed', ORGANIZATION, 'Machine was removed', 'Maschine wurde entfernt'),
  event('site_added', ORGANIZATION, 'Site was added', 'Standort wurde hinzugefügt'),
  event('site_updated', ORGANIZATION, 'Site was updated', 'Standort wurde geändert'),
  event('site_removed', ORGANIZATION, 'Site was removed', 'Standort wurde entfernt'),
  ownApp('subscription_created', BOTH, 'Subscription was created', 'Abonnement wurde abgeschlossen'),
  ownApp('subscription_changed', BOTH, 'Subscription was changed', 'Abonnement wurde geändert'),
  ownApp('subscription_canceled', BOTH, 'Subscription was canceled', 'Abonnement wurde gekündigt'),
]

/** The older names of two events: an app may subscribe to either (spec contradiction C-28). */
const EVENT_ALIASES: Readonly<Record<string, string>> = {
  connection_established: 'established_connection',
  connection_revoked: 'revoked_connection',
}

/** The event of this name or alias, or null when the platform app sends none. */
export function findPlatformEvent(name: string): PlatformEvent | null {
  const canonical = EVENT_ALIASES[name] ?? name
  return PLATFORM_EVENTS.find(candidate => candidate.name === canonical) ?? null
}

function event(name: string, subjects: PlatformEvent['subjects'], en: string, de: string): PlatformEvent {
  return { name, subjects, isForOwnApp: false, titles: { en, de } }
}

function ownApp(name: string, subjects: PlatformEvent['subjects'], en: string, de: string): PlatformEvent {
  return { name, subjects, isForOwnApp: true, titles: { en, de } }
}
