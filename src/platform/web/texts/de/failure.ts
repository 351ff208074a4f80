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
    lead: 'Die Seite war lange offen, oder Sie haben sich inzwischen an- oder abgemeldet. Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie, was Sie getan haben.',
  },
  administrators_only: {
    title: 'Das dürfen nur Inhaber und Admins',
    lead: 'Sie sind Mitglied dieser Organisation. Fragen Sie eine Person, die Inhaber oder Admin ist.',
  },
  developers_only: {
    title: 'Das dürfen nur Entwickler',
    lead: 'Sie sind Mitglied dieser Organisation. Fragen Sie eine Person, die Inhaber, Admin oder Entwickler ist.',
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
  forSupport: 'Support-ID',
  reason: 'Grund',
}
