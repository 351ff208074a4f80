import type { developer as english } from '../en/developer.ts'

/** Faults of manifests that read better otherwise on pages. */
const FAULTS: { says: RegExp; text(...parts: string[]): string }[] = [
  { says: /^is missing/, text: () => 'Das fehlt.' },
  { says: /^must not be empty/, text: () => 'Das fehlt.' },
  {
    says: /^is proposed$/,
    text: () => 'Prüfen Sie den vorgeschlagenen Namen: Er lässt sich später nicht ändern.',
  },
  {
    says: /^must be 3 to (\d+) lower-case letters, digits/,
    text: max =>
      `Der Name braucht 3 bis ${max} Kleinbuchstaben, Ziffern und Unterstriche und beginnt mit einem Buchstaben.`,
  },
  { says: /^is reserved$/, text: () => 'Dieser Name ist reserviert.' },
  {
    says: /^has already been taken, or looks/,
    text: () => 'Dieser Name ist vergeben, oder er sieht aus wie einer, der vergeben ist.',
  },
  {
    says: /^must be the name of the app that the add-on/,
    text: () => 'Wählen Sie die App, zu der sie gehört.',
  },
  { says: /^must begin with https/, text: () => 'Die Adresse muss mit https:// beginnen.' },
  {
    says: /^must begin with a scheme/,
    text: () => 'Die Adresse muss mit einem Schema in Kleinbuchstaben beginnen, etwa https:.',
  },
  { says: /^must not use the scheme (.+)$/, text: scheme => `Das Schema ${scheme} ist nicht erlaubt.` },
  {
    says: /^must have a slash after its scheme/,
    text: () => 'Nach dem Schema muss ein Schrägstrich stehen, etwa myapp://auth/done.',
  },
  { says: /^is not a JSON object$/, text: () => 'Das ist kein JSON-Objekt.' },
  { says: /^is not a URL$/, text: () => 'Das ist keine Adresse.' },
  {
    says: /^must not contain user information$/,
    text: () => 'Die Adresse darf keine Zugangsdaten enthalten.',
  },
  {
    says: /^must be a whole address/,
    text: () => 'Das muss eine ganze Adresse sein, etwa https://app.example.com/callback.',
  },
  {
    says: /^must name its host/,
    text: () => 'Der Name des Servers muss in Kleinbuchstaben stehen, wie Browser ihn schreiben.',
  },
  {
    says: /^must have a path that browsers/,
    text: () => 'Der Pfad muss so geschrieben sein, wie Browser ihn lassen.',
  },
  {
    says: /^must use https; http/,
    text: () => 'Hier ist https nötig; http gilt nur für den eigenen Rechner.',
  },
  { says: /^must have at most (\d+) characters$/, text: max => `Höchstens ${max} Zeichen.` },
  { says: /^must consist of visible ASCII/, text: () => 'Nur sichtbare ASCII-Zeichen sind erlaubt.' },
  { says: /^must not contain any of (.+)$/, text: signs => `Diese Zeichen sind nicht erlaubt: ${signs}` },
  { says: /^must not contain a fragment$/, text: () => 'Die Adresse darf kein # enthalten.' },
  { says: /^must not contain a wildcard$/, text: () => 'Die Adresse darf keinen Stern enthalten.' },
  {
    says: /^must be one to four letters/,
    text: () => 'Ein bis vier Buchstaben, Ziffern, Bindestriche oder Unterstriche.',
  },
  { says: /^must be a scope such as (.+)$/, text: example => `Das ist kein Scope wie ${example}.` },
  {
    says: /^must be 3 to (\d+) lower-case letters and underscores/,
    text: max => `3 bis ${max} Kleinbuchstaben und Unterstriche, am Anfang ein Buchstabe.`,
  },
  { says: /^must be a name such as/, text: () => 'Ein Name wie item_reserved, ohne den der App.' },
  { says: /^must be an event such as (.+)$/, text: example => `Das ist kein Ereignis wie ${example}.` },
  { says: /^must be one of (.+)$/, text: choices => `Erlaubt ist eines von diesen: ${choices}` },
  { says: /^must be a list$/, text: () => 'Hier steht eine Liste.' },
  { says: /^must be a text$/, text: () => 'Hier steht ein Text.' },
  { says: /^must be an object$/, text: () => 'Hier steht ein Objekt.' },
  { says: /^must be true or false$/, text: () => 'Erlaubt ist true oder false.' },
  {
    says: /^must have a text in at least one language$/,
    text: () => 'Mindestens in einer Sprache muss ein Text stehen.',
  },
  { says: /^is not known$/, text: () => 'Das ist nicht bekannt.' },
  { says: /^cannot be changed$/, text: () => 'Das lässt sich nicht ändern.' },
  {
    says: /^is built in and cannot be changed$/,
    text: () => 'Das gehört zum Hub und lässt sich nicht ändern.',
  },
  { says: /^is only for add-ons$/, text: () => 'Das gibt es nur bei Zusatz-Apps.' },
  {
    says: /^differs from the English title in translations$/,
    text: () => 'Der englische Titel unter translations ist ein anderer.',
  },
  {
    says: /^may only name the platform app/,
    text: () => 'Hier darf nur die App des Hubs mit ihren weiteren oauth_scopes stehen.',
  },
  { says: /^must keep (.+): other apps/, text: what => `${what} muss bleiben: Andere Apps benutzen es.` },
  { says: /^must stay (.+): other apps/, text: () => 'Das muss so bleiben: Andere Apps benutzen es.' },
  {
    says: /^must lead to an address of the public/,
    text: () => 'Die Adresse muss in das öffentliche Netz führen.',
  },
  { says: /^does not exist: (.+)$/, text: what => `${what} gibt es nicht.` },
  {
    says: /^is in the list under another name/,
    text: () => 'Das steht schon unter einem anderen Namen der Plattform in der Liste.',
  },
  { says: /^must have at most (\d+) items$/, text: max => `Höchstens ${max} Einträge.` },
  { says: /^must not contain control characters$/, text: () => 'Steuerzeichen sind nicht erlaubt.' },
  { says: /^must be (\w+)$/, text: name => `Hier steht ${name}.` },
  { says: /^must have a (.+)$/, text: key => `${key} fehlt.` },
  { says: /^is in the list twice$/, text: () => 'Das steht schon in der Liste.' },
]

/** The developer area. */
export const developer: typeof english = {
  breadcrumbs: 'Wo Sie sind',
  yourApps: 'Ihre Apps',
  vendorMenu: 'Entwicklung',
  appsTitle: organization => `Apps von ${organization}`,
  appsLead: 'Was Ihre Organisation bei diesem Hub angemeldet hat.',
  noApps: 'Noch keine Apps',
  noAppsLead:
    'Eine App bekommt sofort eine Client-ID und ein Geheimnis und kann Personen und Organisationen um Zugriff bitten.',
  become: {
    title: 'Für Software-Anbieter',
    lead: organization =>
      `${organization} ist noch nicht als Software-Anbieter eingetragen. Danach können hier Apps angemeldet werden.`,
    action: 'Organisation bearbeiten…',
    ask: 'Bitten Sie einen Inhaber oder Admin darum.',
  },
  notices: { deleted: 'Die App ist gelöscht. Alles, was für sie ausgestellt war, hat geendet.' },
  types: { public: 'Öffentliche App', addon: 'Zusatz-App', private: 'Private App' },
  testApp: 'Test-App',
  states: { draft: 'Entwurf', in_review: 'In Prüfung', active: 'Aktiv', inactive: 'Abgeschaltet' },
  groups: { app: 'Die App', store: 'Im Store', customers: 'Kunden', advanced: 'Erweitert', help: 'Hilfe' },
  sections: {
    general: 'Allgemein',
    oauth: 'OAuth & Rechte',
    subscriptions: 'Abonnierte Ereignisse',
    log: 'Anfragen',
    listing: 'Eintrag im Store',
    participants: 'Teilnehmende Organisationen',
    connections: 'Verbindungen',
    scopes: 'Angebotene Scopes',
    events: 'Angebotene Ereignisse',
  },
  copy: 'Kopieren',
  copied: 'Kopiert',
  save: 'Speichern',
  create: {
    action: 'Neue App',
    title: 'Neue App',
    lead: organization => `Sie wird ${organization} gehören.`,
    type: 'Für wen ist sie?',
    types: {
      public: { name: 'Öffentliche App', about: 'Für alle Kunden, nach Prüfung und Veröffentlichung.' },
      addon: { name: 'Zusatz-App', about: 'Für Kunden einer anderen App von Ihnen.' },
      private: {
        name: 'Private App',
        about: 'Für Ihre Organisation und die, die Sie einladen. Nie im Store, keine Prüfung.',
      },
    },
    parent: 'Gehört zu',
    onlyAddon: '(nur Zusatz-Apps)',
    appTitle: 'Titel',
    appTitleHint: 'Auf Englisch; das sehen Ihre Kunden. Übersetzen können Sie ihn später.',
    name: 'Technischer Name',
    nameHint: 'Steht in Tokens, Scopes und Ereignissen und lässt sich später nicht ändern.',
    free: 'Dieser Name ist frei.',
    category: 'Kategorie',
    submit: 'App anlegen',
  },
  general: {
    title: 'Allgemein',
    lead: 'Was Ihre App ist und wo sie beginnt.',
    appTitle: 'Titel',
    appTitleHint: 'Auf Englisch; andere Sprachen stehen unter „Eintrag im Store“.',
    technicalName: 'Technischer Name',
    category: 'Kategorie',
    entryPoint: 'Startadresse',
    entryPointHint:
      'Wird aus dem Store, aus der App-Übersicht und nach der Verbindung geöffnet, mit launchpad=1 und organization_id.',
    sandbox:
      'Diese App lebt in der Testumgebung. Wenden Sie ihr Manifest in der Produktion an: Dort bekommt sie eigene Client-IDs und eine eigene Prüfung.',
    noEntryPoint: 'Keine: Man bleibt im Hub.',
    shareLink: 'Link zum Teilen',
    edit: 'Bearbeiten',
    editTitle: 'App bearbeiten',
    manifest: 'Konfiguration als Datei',
    manifestLead:
      'Alles über die App in einem JSON-Dokument: Bewahren Sie es bei Ihrem Code auf und wenden Sie es in Testumgebung und Produktion an.',
    download: 'Herunterladen',
    upload: 'Manifest anwenden…',
    notices: {
      created: 'Die App ist angelegt. Ihre Client-ID und ihr Geheimnis stehen unter „OAuth & Rechte“.',
      saved: 'Gespeichert.',
      applied: 'Das Manifest ist angewendet.',
    },
    remove: {
      title: 'Diese App löschen',
      lead: 'Beendet jede Verbindung und jedes Token. Es lässt sich nicht rückgängig machen.',
      action: 'App löschen…',
      confirmTitle: app => `${app} löschen?`,
      connections: count =>
        count === 0
          ? 'Niemand ist mit ihr verbunden.'
          : count === 1
            ? '1 Verbindung endet, und ihre Tokens funktionieren sofort nicht mehr.'
            : `${count} Verbindungen enden, und ihre Tokens funktionieren sofort nicht mehr.`,
      credentials: count =>
        count === 1
          ? 'Ihre Client-ID funktioniert nicht mehr.'
          : `Ihre ${count} Client-IDs funktionieren nicht mehr.`,
      others: apps => `Was sie anbietet, fehlt dann: ${apps}.`,
      nameStays: name => `Der Name ${name} wird nie wieder vergeben.`,
      cannotBeUndone: 'Das lässt sich nicht rückgängig machen.',
      keep: 'App behalten',
      confirm: 'App löschen',
    },
  },
  manifest: {
    title: 'Manifest anwenden',
    lead: 'Was fehlt, bleibt, wie es ist; eine Liste ersetzt die Liste. Sie sehen vorher, was sich ändert.',
    field: 'Das Manifest',
    file: 'Oder eine Datei von Ihrem Rechner',
    preview: 'Zeigen, was sich ändert',
    changes: 'Das wird sich ändern',
    nothing: 'Es würde sich nichts ändern',
    before: 'Jetzt',
    after: 'Dann',
    apply: 'Anwenden',
  },
  categories: {
    'pdf-manipulation': 'PDF-Bearbeitung',
    'machine-integration': 'Maschinenanbindung',
    iot: 'Internet der Dinge',
    web2print: 'Web-to-Print',
    warehouse: 'Lager',
    logistics: 'Logistik',
    calculation: 'Kalkulation',
    production: 'Produktion',
    statistics: 'Statistik',
    sales: 'Vertrieb',
    'customer-relations': 'Kundenbeziehungen',
    'color-management': 'Farbmanagement',
    reporting: 'Berichte',
    infrastructure: 'Infrastruktur',
    mis_erp: 'MIS und ERP',
    other: 'Sonstiges',
  },
  /** A fault as a sentence; what has no text of its own is told as manifests tell it. */
  fault(fault) {
    for (const { says, text } of FAULTS) {
      const found = says.exec(fault)
      if (found) return text(...found.slice(1))
    }
    return `Englisch: it ${fault}.`
  },
}
