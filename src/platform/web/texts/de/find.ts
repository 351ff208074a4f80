import type { find as english } from '../en/find.ts'

/** Finding an organization and asking to join it. */
export const find: typeof english = {
  title: 'Organisation finden',
  lead: 'Bitten Sie um Aufnahme in die Organisation, für die Sie arbeiten. Inhaber und Admins entscheiden.',
  search: 'Name der Organisation',
  submit: 'Suchen',
  none: query =>
    `Keine Organisation gefunden für „${query}“. Vielleicht will sie nicht gefunden werden: Bitten Sie dann Inhaber oder Admins um eine Einladung.`,
  ask: 'Um Aufnahme bitten',
  standings: {
    member: 'Sie sind Mitglied',
    waiting: 'Wartet auf Antwort',
    declined: 'Ihre Anfrage wurde abgelehnt',
  },
  waiting: 'Warten auf Antwort',
  withdraw: 'Zurückziehen',
  create: 'Gibt es sie hier noch nicht?',
  createLink: 'Organisation anlegen',
  notices: {
    asked: 'Ihre Anfrage ist unterwegs. Wird sie angenommen, erhalten Sie eine Mail.',
    withdrawn: 'Ihre Anfrage ist zurückgezogen.',
    not_found: 'Dieser Organisation kann man so nicht mehr beitreten.',
    unconfirmed: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse, damit die Organisation weiß, wer anfragt.',
    test_person: 'Personen eines Testkontos treten nur anderen Testkonten ihres Anbieters bei.',
    already_member: 'Sie gehören dieser Organisation schon an.',
    asked_already: 'Sie haben diese Organisation schon gefragt.',
    too_many: 'Sie warten schon auf viele Antworten. Ziehen Sie erst eine Anfrage zurück.',
    gone: 'Diese Anfrage wurde schon beantwortet.',
  },
}
