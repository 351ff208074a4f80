import type { BearerKind, Permission, ScopeTranslation } from './provided-scope.ts'

/** A scope the hub itself provides. */
export type PlatformScope = {
  name: string
  permission: Permission
  bearerKind: BearerKind
  translations: ScopeTranslation[]
}

/** Title in English and German, then what else the reader should know, in both. */
type Texts = [en: string, de: string, more?: [en: string, de: string]]
type Resource = { name: string; bearerKind: BearerKind; texts: Partial<Record<'r' | 'w' | 'rw', Texts>> }

const MEMBERSHIPS: [string, string] = [
  'Includes the organizations you belong to and your roles there.',
  'Auch die Organisationen, denen Sie angehören, und Ihre Rollen dort.',
]
const SPECIFICATION: [string, string] = [
  'Technical data as the manufacturer gives it.',
  'Technische Daten nach Angabe des Herstellers.',
]
const CONFIDENTIAL: [string, string] = [
  'Also what manufacturers do not make public.',
  'Auch was Hersteller nicht veröffentlichen.',
]

/** What the hub lets apps do (spec oauth.md §3.3), in the words of the consent page. */
const RESOURCES: Resource[] = [
  {
    name: 'person',
    bearerKind: 'Person',
    texts: {
      r: [
        'See your name, e-mail address and picture',
        'Ihren Namen, Ihre E-Mail-Adresse und Ihr Bild ansehen',
        MEMBERSHIPS,
      ],
      w: [
        'Change your profile',
        'Ihr Profil ändern',
        ['Name, pronoun and language.', 'Namen, Pronomen und Sprache.'],
      ],
      rw: ['See and change your profile', 'Ihr Profil ansehen und ändern', MEMBERSHIPS],
    },
  },
  {
    name: 'organizations',
    bearerKind: 'Person',
    texts: {
      r: ['See your organizations and their members', 'Ihre Organisationen und deren Mitglieder ansehen'],
      w: ['Create organizations and manage yours', 'Organisationen anlegen und Ihre verwalten'],
      rw: [
        'See, create and manage your organizations',
        'Ihre Organisationen ansehen, anlegen und verwalten',
        ['Includes members and invitations.', 'Auch Mitglieder und Einladungen.'],
      ],
    },
  },
  {
    name: 'organization',
    bearerKind: 'Organization',
    texts: {
      r: ['See name, logo and country of the organization', 'Namen, Logo und Land der Organisation ansehen'],
      rw: ['See and change basic data of the organization', 'Grunddaten der Organisation ansehen und ändern'],
    },
  },
  {
    name: 'organization_members',
    bearerKind: 'Organization',
    texts: {
      r: ['See members and their roles', 'Mitglieder und ihre Rollen ansehen'],
      w: ['Invite members and change their roles', 'Mitglieder einladen und ihre Rollen ändern'],
      rw: [
        'See and invite members, change their roles',
        'Mitglieder ansehen und einladen, ihre Rollen ändern',
      ],
    },
  },
  {
    name: 'sites',
    bearerKind: 'all',
    texts: {
      r: ['See sites and addresses', 'Standorte und Adressen ansehen'],
      w: ['Add and change sites and addresses', 'Standorte und Adressen anlegen und ändern'],
      rw: ['See and change sites and addresses', 'Standorte und Adressen ansehen und ändern'],
    },
  },
  {
    name: 'machines',
    bearerKind: 'all',
    texts: {
      r: [
        'See machines',
        'Maschinen ansehen',
        ['Includes the sites where they stand.', 'Auch die Standorte, an denen sie stehen.'],
      ],
      w: ['Add and change machines', 'Maschinen anlegen und ändern'],
      rw: ['See and change machines', 'Maschinen ansehen und ändern'],
    },
  },
  {
    name: 'remove_machines',
    bearerKind: 'all',
    texts: {
      w: [
        'Remove machines',
        'Maschinen entfernen',
        ['Ends the ownership of a machine.', 'Beendet den Besitz einer Maschine.'],
      ],
    },
  },
  {
    name: 'software',
    bearerKind: 'all',
    texts: {
      r: ['See software in use', 'Eingesetzte Software ansehen'],
      w: ['Add and change software in use', 'Eingesetzte Software anlegen und ändern'],
      rw: ['See and change software in use', 'Eingesetzte Software ansehen und ändern'],
    },
  },
  {
    name: 'remove_software',
    bearerKind: 'all',
    texts: { w: ['Remove software in use', 'Eingesetzte Software entfernen'] },
  },
  {
    name: 'specialists',
    bearerKind: 'all',
    texts: {
      r: ['See specialists', 'Fachkräfte ansehen'],
      w: ['Add and change specialists', 'Fachkräfte anlegen und ändern'],
      rw: ['See and change specialists', 'Fachkräfte ansehen und ändern'],
    },
  },
  {
    name: 'remove_specialists',
    bearerKind: 'all',
    texts: { w: ['Remove specialists', 'Fachkräfte entfernen'] },
  },
  {
    name: 'machine_specifications',
    bearerKind: 'all',
    texts: { r: ['See specifications of machines', 'Spezifikationen von Maschinen ansehen', SPECIFICATION] },
  },
  {
    name: 'confidential_machine_specifications',
    bearerKind: 'all',
    texts: {
      r: [
        'See confidential specifications of machines',
        'Vertrauliche Spezifikationen von Maschinen ansehen',
        CONFIDENTIAL,
      ],
    },
  },
  {
    name: 'specialist_specifications',
    bearerKind: 'all',
    texts: { r: ['See specifications of specialists', 'Spezifikationen von Fachkräften ansehen'] },
  },
  {
    name: 'confidential_specialist_specifications',
    bearerKind: 'all',
    texts: {
      r: [
        'See confidential specifications of specialists',
        'Vertrauliche Spezifikationen von Fachkräften ansehen',
      ],
    },
  },
  {
    name: 'manufactured_machines',
    bearerKind: 'all',
    texts: {
      r: ['See manufactured machines', 'Hergestellte Maschinen ansehen'],
      w: ['Add and change manufactured machines', 'Hergestellte Maschinen anlegen und ändern'],
      rw: ['See and change manufactured machines', 'Hergestellte Maschinen ansehen und ändern'],
    },
  },
  {
    name: 'business_relationships',
    bearerKind: 'Organization',
    texts: {
      r: ['See business relationships', 'Geschäftsbeziehungen ansehen'],
      w: ['Add and change business relationships', 'Geschäftsbeziehungen anlegen und ändern'],
      rw: ['See and change business relationships', 'Geschäftsbeziehungen ansehen und ändern'],
    },
  },
  {
    name: 'delegations',
    bearerKind: 'all',
    texts: {
      rw: [
        'Pass permissions on to other apps of the same vendor',
        'Berechtigungen an andere Apps desselben Anbieters weitergeben',
        ['Never more than this app has itself.', 'Nie mehr, als diese App selbst hat.'],
      ],
    },
  },
  {
    name: 'connections_and_subscriptions',
    bearerKind: 'Organization',
    texts: {
      r: ['See who uses the vendor’s apps', 'Ansehen, wer die Apps des Anbieters nutzt'],
      rw: [
        'See who uses the vendor’s apps, change subscriptions',
        'Ansehen, wer die Apps des Anbieters nutzt, Abonnements ändern',
      ],
    },
  },
  {
    name: 'apps',
    bearerKind: 'Organization',
    texts: {
      r: ['See the vendor’s apps', 'Die Apps des Anbieters ansehen'],
      rw: ['See and configure the vendor’s apps', 'Die Apps des Anbieters ansehen und einrichten'],
    },
  },
  {
    name: 'webhooks',
    bearerKind: 'Organization',
    texts: { rw: ['Decide where events are sent', 'Bestimmen, wohin Ereignisse gesendet werden'] },
  },
  {
    name: 'platform_membership',
    bearerKind: 'all',
    texts: { rw: ['Manage the membership in a platform', 'Die Mitgliedschaft in einer Plattform verwalten'] },
  },
]

/** The scopes without app and permission (spec oauth.md §16.2). */
const SHORT: Record<string, Texts> = {
  'user:read': [
    'See your name, e-mail address and picture',
    'Ihren Namen, Ihre E-Mail-Adresse und Ihr Bild ansehen',
    MEMBERSHIPS,
  ],
  'user:write': [
    'Change your profile',
    'Ihr Profil ändern',
    ['Name, pronoun and language.', 'Namen, Pronomen und Sprache.'],
  ],
}

/** Every scope of the platform app; `.r`, `.w` and `.rw` exist each for itself (G-23). */
export const PLATFORM_SCOPES: readonly PlatformScope[] = [
  ...RESOURCES.flatMap(({ name, bearerKind, texts }) =>
    (['r', 'w', 'rw'] as const).flatMap(permission => {
      const text = texts[permission]
      return text ? [{ name, permission, bearerKind, translations: translated(text) }] : []
    }),
  ),
  ...Object.entries(SHORT).map(([name, text]): PlatformScope => {
    return { name, permission: '', bearerKind: 'Person', translations: translated(text) }
  }),
]

function translated([en, de, more]: Texts): ScopeTranslation[] {
  return [
    { locale: 'en', title: en, description: more?.[0] ?? null },
    { locale: 'de', title: de, description: more?.[1] ?? null },
  ]
}
