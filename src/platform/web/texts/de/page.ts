import type { page as english, kinds as englishKinds, roles as englishRoles } from '../en/page.ts'

/** Frame of every page, and words that many pages use. */
export const page: typeof english = {
  skip: 'Zum Inhalt springen',
  sandbox: 'Nur Testdaten.',
  sandboxMore: 'Nichts hiervon erreicht echte Kunden.',
  navigation: 'Hauptmenü',
  hub: 'Übersicht',
  start: 'Abläufe ausprobieren',
  documentation: 'Dokumentation',
  menuButton: 'Menü',
  selected: 'ausgewählt',
  yourself: 'Sie selbst',
  you: name => `${name} (Sie)`,
  pages: {
    label: 'Seiten',
    shown: (from, to, count) => `${from}–${to} von ${count}`,
    previous: 'Zurück',
    next: 'Weiter',
  },
  tabs: {
    overview: 'Organisation',
    apps: 'Apps',
    members: 'Mitglieder',
    sites: 'Standorte',
    tokens: 'Zugriffstokens',
    developer: 'Entwicklung',
  },
  account: {
    menu: 'Ihr Konto',
    profile: 'Profil',
    security: 'Sicherheit',
    sessions: 'Sitzungen',
    apps: 'Apps',
    organizations: 'Organisationen',
    tokens: 'Private Zugriffstokens',
    preferences: 'Einstellungen',
  },
  signedInAs: 'Angemeldet als',
  useAnotherAccount: 'Anderes Konto verwenden',
  signOut: 'Abmelden',
  privateTokens: 'Private Zugriffstokens',
  menu: 'Private Apps',
  faultTitle: 'Fehler: ',
  cancel: 'Abbrechen',
  continue: 'Weiter',
  choose: 'Bitte wählen',
  optional: '(freiwillig)',
  cancelTo: app => `Abbrechen und zurück zu ${app}`,
  tooManyAttempts: wait => `Zu viele Versuche. Versuchen Sie es in ${wait} erneut.`,
  wait: seconds => {
    const minutes = Math.ceil(seconds / 60)
    if (seconds <= 60) return seconds === 1 ? '1\u00a0Sekunde' : `${seconds}\u00a0Sekunden`
    return `${minutes}\u00a0Minuten`
  },
}

export const roles: typeof englishRoles = {
  owner: 'Inhaber',
  admin: 'Admin',
  member: 'Mitglied',
  purchaser: 'Einkauf',
  production_planner: 'Produktionsplanung',
  customer_service_representative: 'Kundenberatung',
  sales_representative: 'Vertrieb',
  designer: 'Design',
  developer: 'Entwicklung',
}

export const kinds: typeof englishKinds = {
  printer: 'Druckerei',
  supplier: 'Zulieferer',
  machine_vendor: 'Maschinenbau',
  brand_owner: 'Markeninhaber',
  designer: 'Design',
  publisher: 'Verlag',
  software_developer: 'Software',
  other: 'Etwas anderes',
}
