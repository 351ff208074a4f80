import type { developerListing as english } from '../en/developer-listing.ts'

/** The listing and the review of an app, for its vendor and for the operator. */
export const developerListing: typeof english = {
  title: 'Eintrag im Store',
  lead: 'Was man im Store liest, in der eigenen Sprache.',
  notices: {
    saved: 'Der Eintrag ist gespeichert.',
    requested: 'Um die Prüfung ist gebeten. Sie bekommen eine Mail, wenn sie entschieden ist.',
    withdrawn: 'Die Bitte ist zurückgezogen. Die App ist wieder ein Entwurf.',
    not_possible: 'Das geht nicht mehr: Der Stand hat sich geändert.',
  },
  preview: 'Vorschau im Store',
  texts: 'Die Texte',
  textsLead: 'Sprachen ohne Text zeigen den englischen.',
  demoUrl: 'Link zum Ausprobieren',
  demoHint: 'Wo man die App ausprobieren kann, bevor man sie verbindet.',
  review: {
    title: 'Prüfung und Veröffentlichung',
    sandbox:
      'In dieser Testumgebung gibt es keine Prüfung: Alle können Ihre App sofort verbinden. In der Produktion ist sie ein Entwurf, bis der Betreiber sie veröffentlicht hat.',
    states: {
      draft:
        'Die App ist ein Entwurf. Ihre Organisation, deren Mitglieder und Organisationen, die Sie eingeladen haben, können sie verbinden; im Store steht sie nicht.',
      in_review:
        'Der Betreiber sieht sich die App an. Bis dahin ist sie wie ein Entwurf: für Ihre Organisation, deren Mitglieder und die Eingeladenen.',
      active: 'Die App ist veröffentlicht. Alle können sie verbinden.',
      inactive:
        'Der Betreiber hat die App abgeschaltet. Alles, was für sie ausgestellt war, hat geendet, und was sie anbietet, wirkt nicht.',
    },
    waitsSince: 'Darum gebeten',
    returned: 'Der Betreiber hat sie zurückgegeben',
    note: 'Notiz an den Betreiber',
    noteHint: 'Etwa, wie man sich zum Ausprobieren anmeldet.',
    request: 'Um Prüfung bitten',
    lacks: 'Bevor Sie um die Prüfung bitten können:',
    lack: {
      summary: 'Schreiben Sie eine Kurzfassung auf Englisch.',
      way_in: 'Tragen Sie eine Rücksprungadresse ein oder einen Scope, um den andere Apps bitten können.',
    },
    withdraw: 'Bitte zurückziehen',
  },
  operator: {
    navigation: 'Prüfung',
    title: 'Apps, die auf Prüfung warten',
    count: count => (count === 1 ? '1 App wartet.' : `${count} Apps warten.`),
    oldest: 'Die älteste kam',
    none: 'Nichts wartet',
    noneLead: 'Bittet ein Anbieter um Prüfung, steht die App hier.',
    notices: {
      approved: 'Die App ist veröffentlicht. Ihr Anbieter bekommt eine Mail.',
      returned: 'Die App ist zurückgegeben. Ihr Anbieter bekommt eine Mail.',
      not_waiting:
        'Die App wartet nicht mehr: Jemand hat entschieden, oder der Anbieter hat sie zurückgezogen.',
      activated: 'Die App ist eingeschaltet.',
      deactivated: 'Die App ist abgeschaltet. Alles, was für sie ausgestellt war, hat geendet.',
    },
    askedBy: person => `erbeten von ${person}`,
    somebody: 'jemandem, der nicht mehr da ist',
    checks: 'Für Sie geprüft',
    check: {
      urls_https: 'Rücksprungadressen benutzen https',
      urls_http: 'Eine Rücksprungadresse benutzt http',
      urls_none: 'Keine Rücksprungadresse: Niemand kann sich anmelden',
      both_languages: 'Texte auf Englisch und Deutsch',
      one_language: 'Texte nur in einer Sprache',
      described: 'Hat eine Beschreibung',
      not_described: 'Hat keine Beschreibung',
      entry_point: 'Hat eine Startadresse',
      no_entry_point: 'Hat keine Startadresse: Man bleibt im Hub',
      used: 'Ihre Zugangsdaten wurden benutzt',
      never_used: 'Ihre Zugangsdaten wurden nie benutzt',
    },
    ableTo: 'Wird können',
    asksNothing: 'Sie bittet um nichts.',
    inStore: 'Ansehen wie im Store',
    note: 'Notiz des Anbieters',
    reason: 'Notiz an den Anbieter',
    reasonHint:
      'Geht mit Ihrer Entscheidung per E-Mail hinaus und steht im Protokoll. Zum Zurückgeben nötig.',
    reasonMissing: 'Sagen Sie, was sich ändern muss.',
    approve: 'Zulassen und veröffentlichen',
    giveBack: 'Mit Notiz zurückgeben',
    back: 'Alle, die warten',
    off: 'Abschalten…',
    offTitle: app => `${app} abschalten?`,
    offMeans: {
      tokens: 'Jedes Token und jeder Code, für sie ausgestellt, endet sofort, und niemand bekommt ein neues.',
      scopes: 'Was sie anderen Apps anbietet, wirkt nicht mehr.',
      back: 'Sie können sie wieder einschalten. Was geendet hat, bleibt beendet.',
    },
    offReason: 'Grund, für das Protokoll',
    keep: 'Anlassen',
    offConfirm: 'Abschalten',
    on: 'Einschalten',
    decided: 'Diese App wartet nicht auf eine Prüfung.',
  },
}
