/** One kind of event the platform app sends (spec events.md §9), under its name without the app. */
export type PlatformEvent = {
  name: string
  /** Whose event it can be: `Org/<id>`, `Per/<id>` or both. */
  subjects: readonly ('Org' | 'Per')[]
  /** Sent to the app it concerns only, not to every subscriber. */
  isForOwnApp: boolean
  /** What an administrator and a developer read. */
  titles: { en: string; de: string }
  /** Its payload has exactly these members. */
  example: Readonly<Record<string, string>>
}

const EXAMPLE_ID = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11'
const TOKEN = { access_token_id: EXAMPLE_ID }
const MEMBER = { membership_id: EXAMPLE_ID, person_id: '01981a2b-0c3d-7e4f-8a5b-6c7d8e9f0a1b' }
const MACHINE = { machine_id: EXAMPLE_ID }
const SITE = { site_id: EXAMPLE_ID }
const SUBSCRIPTION = { plan: 'standard', status: 'active' }

const ORGANIZATION = ['Org'] as const
const PERSON = ['Per'] as const
const BOTH = ['Org', 'Per'] as const

/** Every event of the platform app, in the order of the subscription picker. */
export const PLATFORM_EVENTS: readonly PlatformEvent[] = [
  event('revoked_access_token', BOTH, 'Access token was revoked', 'Zugriffstoken wurde widerrufen', TOKEN),
  ownApp('established_connection', BOTH, 'App was connected', 'App wurde verbunden'),
  ownApp('connection_changed', BOTH, 'Connection was changed', 'Verbindung wurde geändert'),
  ownApp('revoked_connection', BOTH, 'Connection was revoked', 'Verbindung wurde widerrufen'),
  event(
    'member_joined',
    ORGANIZATION,
    'Person joined an organization',
    'Person ist einer Organisation beigetreten',
    MEMBER,
  ),
  event(
    'member_roles_updated',
    ORGANIZATION,
    'Roles of a member for an organization were updated',
    'Rollen eines Mitglieds in einer Organisation wurden geändert',
    MEMBER,
  ),
  event(
    'member_left',
    ORGANIZATION,
    'Person left an organization',
    'Person hat eine Organisation verlassen',
    MEMBER,
  ),
  event(
    'member_details_changed',
    ORGANIZATION,
    'Member details changed',
    'Angaben eines Mitglieds wurden geändert',
    MEMBER,
  ),
  event('organization_updated', ORGANIZATION, 'Organization was updated', 'Organisation wurde geändert'),
  event('person_updated', PERSON, 'Person was updated', 'Person wurde geändert'),
  event('machine_added', ORGANIZATION, 'Machine was added', 'Maschine wurde hinzugefügt', {
    ...MACHINE,
    ...SITE,
  }),
  event('machine_updated', ORGANIZATION, 'Machine was updated', 'Maschine wurde geändert', MACHINE),
  event('machine_removed', ORGANIZATION, 'Machine was removed', 'Maschine wurde entfernt', MACHINE),
  event('site_added', ORGANIZATION, 'Site was added', 'Standort wurde hinzugefügt', SITE),
  event('site_updated', ORGANIZATION, 'Site was updated', 'Standort wurde geändert', SITE),
  event('site_removed', ORGANIZATION, 'Site was removed', 'Standort wurde entfernt', SITE),
  ownApp(
    'subscription_created',
    BOTH,
    'Subscription was created',
    'Abonnement wurde abgeschlossen',
    SUBSCRIPTION,
  ),
  ownApp('subscription_changed', BOTH, 'Subscription was changed', 'Abonnement wurde geändert', SUBSCRIPTION),
  ownApp(
    'subscription_canceled',
    BOTH,
    'Subscription was canceled',
    'Abonnement wurde gekündigt',
    SUBSCRIPTION,
  ),
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

function event(
  name: string,
  subjects: PlatformEvent['subjects'],
  en: string,
  de: string,
  example: PlatformEvent['example'] = {},
): PlatformEvent {
  return { name, subjects, isForOwnApp: false, titles: { en, de }, example }
}

function ownApp(...told: Parameters<typeof event>): PlatformEvent {
  return { ...event(...told), isForOwnApp: true }
}
