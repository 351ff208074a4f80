import { html } from '../../html.ts'
import type { start as english } from '../en/start.ts'

/** The start page of the hub. */
export const start: typeof english = {
  title: brand => `${brand} läuft`,
  lead: address =>
    html`Ein Hub für Anmeldung und verbundene Apps, unter ${address}. Er ist eine Sandbox mit Testdaten: Ändern Sie, was Sie möchten.`,
  accounts: 'Testkonten',
  accountsLead: password => html`Alle haben das Passwort ${password}`,
  position: (roles, organization) => `${roles} bei\u00a0${organization}`,
  operator: 'Betreibt diesen Hub',
  withoutOrganization: 'Noch ohne Organisation',
  signIn: 'Anmelden',
  signInAs: name => `Als ${name} anmelden`,
  isSignedIn: 'angemeldet',
  next: 'Was Sie als Nächstes ausprobieren können',
  flows: 'Abläufe ausprobieren',
  flowsLead: 'Jeder läuft wirklich gegen diesen Hub und zeigt jede Anfrage, jede Antwort und das Token.',
  runExample: 'Beispiel-App starten',
  runExampleLead: link =>
    html`Eine kleine App mit passport, die sich über diesen Hub anmeldet. Starten Sie sie in einem zweiten Terminal und öffnen Sie dann ${link}.`,
  createAccount: 'Legen Sie ein eigenes Konto an',
  createAccountLead: mailbox =>
    html`Registrieren Sie sich, als wären Sie neu hier. Die Mails der Sandbox liegen in ihrem ${mailbox}.`,
  createAccountAction: 'Konto anlegen',
  mailbox: 'Postfach',
  forApps: 'Für Apps',
  keySet: 'Schlüssel, mit denen man Tokens prüft',
  metadata: 'Metadaten des Servers',
  home: {
    title: brand => `Willkommen bei ${brand}`,
    lead: 'Melden Sie sich mit einem Konto bei den Apps Ihrer Firma an, und entscheiden Sie, was diese sehen dürfen.',
    signIn: 'Anmelden',
    createAccount: 'Konto anlegen',
  },
}
