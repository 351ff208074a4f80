import type { failure as english } from '../en/failure.ts'

/** Pages for what went wrong on our side, or in the address. */
export const failure: typeof english = {
  not_found: {
    title: 'Hier ist nichts',
    lead: 'Die Adresse ist falsch, oder was hier war, gibt es nicht mehr.',
  },
  bad_request: {
    title: 'Diese Anfrage ließ sich nicht lesen',
    lead: 'Gehen Sie zurück und versuchen Sie es erneut.',
  },
  foreign_form: {
    title: 'Bitte noch einmal',
    lead: 'Die Seite war lange offen, oder Sie haben sich inzwischen an\u2011\u00a0oder abgemeldet. Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie, was Sie getan haben.',
  },
  administrators_only: {
    title: 'Das dürfen nur Inhaber und Admins',
    lead: 'Sie sind Mitglied dieser Organisation. Fragen Sie deren Inhaber oder Admins.',
  },
  developers_only: {
    title: 'Das dürfen nur Entwickler',
    lead: 'Sie sind Mitglied dieser Organisation. Fragen Sie deren Inhaber, Admins oder Entwickler.',
  },
  owners_only: {
    title: 'Das dürfen nur Inhaber',
    lead: 'Fragen Sie einen der Inhaber dieser Organisation.',
  },
  second_factor_required: {
    title: 'Diese Organisation verlangt einen zweiten Faktor',
    lead: 'Alle Mitglieder müssen ihr Konto mit Einmalcodes oder einem Passkey sichern. Richten Sie das in Ihrem Konto ein und kommen Sie dann zurück.',
  },
  test_account: {
    title: 'Das darf nur sein Anbieter',
    lead: 'Das ist ein Testkonto. Der Anbieter, der es angelegt hat, setzt es zurück und löscht es in seinem Entwicklerbereich.',
  },
  too_many_requests: {
    title: 'Das war zu schnell',
    lead: 'Aus Ihrem Netz kamen zu viele Anfragen. Warten Sie einen Augenblick und versuchen Sie es dann erneut.',
  },
  server_error: {
    title: 'Bei uns ist etwas schiefgegangen',
    lead: 'Der Fehler ist vermerkt. Versuchen Sie es erneut; tritt er wieder auf, nennen Sie dem Betreiber dieses Hubs die Nummer unten.',
  },
  temporarily_unavailable: {
    title: 'Wir sind gleich wieder da',
    lead: 'Der Dienst ist gerade nicht erreichbar. Warten Sie einige Sekunden und laden Sie die Seite dann neu.',
  },
  home: 'Zur Startseite',
  addSecondFactor: 'Zweiten Faktor einrichten',
  forSupport: 'Support-Nr.',
  reason: 'Grund',
}
