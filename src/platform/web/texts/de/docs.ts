import type { docs as english } from '../en/docs.ts'

/** The documentation the hub shows. */
export const docs: typeof english = {
  title: 'Dokumentation',
  lead: brand =>
    `Alles, was man braucht, um auf ${brand} aufzubauen, die API zu nutzen und den Hub zu betreiben.`,
  menu: 'Dokumentation',
  home: 'Übersicht',
  groups: {
    guides: 'Anleitungen',
    examples: 'Beispiele',
    reference: 'Referenz',
    operation: 'Betrieb',
    background: 'Hintergrund',
  },
  links: { api: 'API-Referenz', scopes: 'Scopes', events: 'Ereignisse' },
  leads: {
    api: 'Jede Anfrage an die REST-API, zum Lesen und Ausprobieren.',
    scopes: 'Worum Apps bitten können, und wer es anbietet.',
    events: 'Was Apps erfahren können, und wer es meldet.',
  },
  inEnglish: 'Diese Seite gibt es nur auf Englisch.',
  onThisPage: 'Auf dieser Seite',
  markdown: 'Diese Seite als Markdown',
  linkTo: section => `Link zu ${section}`,
  table: section => (section === '' ? 'Tabelle' : `Tabelle: ${section}`),
  code: 'Ausgabe',
  search: {
    label: 'Dokumentation durchsuchen',
    hint: 'Anleitungen, Fehler, Endpunkte …',
    action: 'Suchen',
    title: 'Suche',
    found: (count, query) => (count === 1 ? `1 Stelle zu „${query}“` : `${count} Stellen zu „${query}“`),
    foundMore: (count, query) => `Die ${count} besten Stellen zu „${query}“`,
    none: 'Nichts gefunden',
    noneLead:
      'Versuchen Sie ein anderes Wort oder eine Kennung wie invalid_grant. Die Seiten sind auf Englisch.',
    empty: 'Was suchen Sie?',
    emptyLead: 'Wörter auf Englisch, einen Endpunkt, die Kennung eines Fehlers oder einen Scope.',
  },
}
