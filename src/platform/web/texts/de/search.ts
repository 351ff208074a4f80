import type { search as english } from '../en/search.ts'

/** The search of the whole hub. */
export const search: typeof english = {
  title: 'Suchen',
  hint: 'Apps, Organisationen, Seiten',
  lead: 'Mit der Taste / suchen Sie von jeder Seite aus.',
  action: 'Suchen',
  groups: {
    apps: 'Ihre Apps',
    organizations: 'Organisationen',
    developer: 'Apps, die Sie entwickeln',
    store: 'Im Store',
    pages: 'Seiten',
    documentation: 'Dokumentation',
    elsewhere: 'Weitersuchen',
  },
  count: (count, query) =>
    count === 0
      ? `Nichts gefunden für „${query}“`
      : count === 1
        ? `1 Treffer für „${query}“`
        : `${count} Treffer für „${query}“`,
  places: count => (count === 1 ? '1 Seite' : `${count} Seiten`),
  inOrganization: organization => `in ${organization}`,
  inOwnAccount: 'in Ihrem eigenen Konto',
  develop: organization => `entwickelt von ${organization}`,
  inStore: query => `„${query}“ im Store`,
  inDocumentation: query => `„${query}“ in der Dokumentation`,
  none: 'Nichts gefunden',
  noneLead: 'Versuchen Sie ein anderes Wort.',
  words: {
    launchpad: 'start öffnen apps kacheln',
    store: 'finden verbinden installieren apps',
    docs: 'hilfe anleitung api referenz',
    profile: 'name bild geburtstag avatar',
    security: 'passwort passkey einmalcode zweiter faktor wiederherstellung 2fa mfa',
    sessions: 'geräte browser abmelden',
    apps: 'verbindungen berechtigungen widerrufen genehmigen',
    organizations: 'beitreten verlassen anlegen firma',
    tokens: 'api schlüssel skript zugriffstoken',
    preferences: 'sprache zeitzone dunkel hell einheiten',
    members: 'personen einladen rollen',
    sites: 'adresse hauptsitz standort',
    developer: 'zugangsdaten client id geheimnis redirect',
    'test-accounts': 'vorführung sandbox personen',
    mailbox: 'e-mails post nachrichten',
  },
}
