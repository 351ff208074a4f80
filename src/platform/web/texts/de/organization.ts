import { html } from '../../html.ts'
import type { organization as english } from '../en/organization.ts'

/** Eine Organisation: was sie ist, wo sie ist, wer sie verlässt, wie sie endet. */
export const organization: typeof english = {
  edit: 'Bearbeiten',
  leave: 'Verlassen …',
  delete: 'Organisation löschen …',
  testAccount:
    'Das ist ein Testkonto. Wer es angelegt hat, kann es jederzeit zurücksetzen und löschen, samt seinen Personen.',
  members: count => (count === 1 ? '1 Mitglied' : `${count} Mitglieder`),
  setUp: 'Einrichtung abschließen',
  done: (done, all) => `${done} von ${all} erledigt`,
  progress: 'Erledigte Schritte',
  forDevelopers: 'Für Softwareentwickler',
  todos: {
    requests: {
      title: 'Anfragen beantworten',
      text: 'Jemand bittet um Aufnahme als Mitglied.',
      action: 'Ansehen',
    },
    invite: {
      title: 'Mitglieder einladen',
      text: 'Alle finden hier ihre Apps und melden sich einmal für alle an.',
      action: 'Einladen',
    },
    address: {
      title: 'Sagen, wo Sie sind',
      text: 'Apps, die versenden oder planen, brauchen die Adresse Ihres Hauptsitzes.',
      action: 'Adresse ergänzen',
    },
    logo: {
      title: 'Ihr Logo hochladen',
      text: 'Mitglieder und Apps erkennen Sie daran.',
      action: 'Hochladen',
    },
    sections: {
      title: 'Erzählen, was Sie tun',
      text: 'Apps zeigen dann, was zu Ihnen passt.',
      action: 'Auswählen',
    },
    app: {
      title: 'Eine App verbinden',
      text: 'Was Sie verbinden, erscheint in der App-Übersicht aller Mitglieder.',
      action: 'Store öffnen',
    },
    second_factor: {
      title: 'Zweiten Faktor verlangen',
      text: 'Ein gestohlenes Passwort allein öffnet dann nichts mehr.',
      action: 'Ansehen',
    },
  },
  sites: 'Standorte',
  allSites: 'Alle Standorte',
  noAddress: 'Noch keine Adresse',
  headquarter: 'Hauptsitz',
  lately: 'Zuletzt',
  nothingLately: 'In den letzten 60 Tagen ist nichts geschehen.',
  somebody: 'Jemand',
  hub: 'Die Plattform',
  anApp: 'eine App',
  happened: {
    connection_established: (who, what) => html`${who} hat ${what} verbunden`,
    connection_extended: (who, what) => html`${who} hat ${what} mehr erlaubt`,
    connection_revoked: (who, what) => html`${who} hat ${what} den Zugriff entzogen`,
    scopes_declined: (who, what) => html`${who} hat abgelehnt, worum ${what} bat`,
    member_added: (_, whom) => html`${whom} ist dabei`,
    member_removed: (_, whom) => html`${whom} ist nicht mehr dabei`,
    roles_changed: (who, whom) => html`${who} hat die Rollen von ${whom} geändert`,
    member_invited: who => html`${who} hat jemanden eingeladen`,
    private_token_created: who => html`${who} hat ein privates Zugriffstoken erstellt`,
    private_token_revoked: who => html`${who} hat ein privates Zugriffstoken widerrufen`,
    organization_created: who => html`${who} hat die Organisation angelegt`,
    organization_updated: who => html`${who} hat die Angaben zur Organisation geändert`,
    second_factor_required: who => html`${who} verlangt jetzt von allen einen zweiten Faktor`,
    second_factor_optional: who => html`${who} stellt den zweiten Faktor allen frei`,
    site_added: who => html`${who} hat einen Standort ergänzt`,
    site_updated: who => html`${who} hat einen Standort geändert`,
    headquarter_moved: who => html`${who} hat den Hauptsitz verlegt`,
  },
  notices: {
    created: 'Ihre Organisation ist bereit.',
    saved: 'Ihre Änderungen sind gespeichert.',
    unchanged: 'Es wurde nichts geändert.',
    second_factor_required: 'Alle Mitglieder brauchen jetzt einen zweiten Faktor.',
    second_factor_optional: 'Mitglieder kommen wieder ohne zweiten Faktor aus.',
    last_owner:
      'Außer Ihnen gibt es keinen Inhaber. Geben Sie zuerst jemand anderem diese Rolle, dann können Sie gehen.',
  },
  leaving: {
    title: name => `${name} verlassen?`,
    stops: name =>
      `Apps können bei ${name} nicht mehr in Ihrem Namen arbeiten; Ihre Tokens dafür enden sofort.`,
    loses: 'Die Apps verschwinden aus Ihrer App-Übersicht.',
    back: 'Sie können zurückkommen, wenn jemand Sie einlädt.',
    keep: 'Bleiben',
    confirm: 'Organisation verlassen',
  },
  deleting: {
    title: name => `${name} löschen?`,
    members: count =>
      count === 1
        ? 'Sie verlieren den Zugang.'
        : `Alle ${count} Mitglieder verlieren den Zugang und ihre Rollen.`,
    connections: count =>
      count === 0
        ? 'Keine App ist verbunden.'
        : count === 1
          ? '1 verbundene App verliert sofort den Zugriff.'
          : `${count} verbundene Apps verlieren sofort den Zugriff.`,
    apps: count =>
      count === 0
        ? 'Sie veröffentlicht keine Apps.'
        : count === 1
          ? 'Die App, die sie veröffentlicht, endet für alle, die sie nutzen.'
          : `Die ${count} Apps, die sie veröffentlicht, enden für alle, die sie nutzen.`,
    tokens: 'Alle ihre Zugriffstokens enden sofort.',
    forever: 'Das lässt sich nicht rückgängig machen, und die Adresse wird nie wieder vergeben.',
    type: name => html`Geben Sie zur Bestätigung <strong>${name}</strong> ein`,
    mismatch: 'So heißt die Organisation nicht.',
    keep: 'Organisation behalten',
    confirm: 'Organisation löschen',
  },
  create: {
    title: 'Neue Organisation',
    lead: 'Alles außer Ihrem Konto gehört einer Organisation. Sie werden Inhaber.',
    submit: 'Organisation anlegen',
  },
  form: {
    title: 'Organisation bearbeiten',
    nameStays: 'Das ist ein Testkonto: Sein Anbieter findet es unter diesem Namen, deshalb bleibt er.',
    slugStays: 'Die Adresse bleibt, auch wenn sich der Name ändert.',
    country: 'Land',
    noCountry: 'nicht angegeben',
    discoverable: 'Kann von anderen gefunden werden',
    discoverableHint:
      'Wer den Namen der Organisation sucht, kann um Aufnahme bitten. Inhaber und Admins entscheiden.',
    countryStays: 'Es wurde am Anfang gewählt und bleibt.',
    color: 'Markenfarbe',
    colorHint: 'Als #rrggbb, für Apps, die sie zeigen. Leer lassen für keine.',
    colorFault: 'Schreiben Sie die Farbe als # und sechs Zeichen von 0 bis 9 und a bis f.',
    preview: name => `${name} in dieser Farbe`,
    save: 'Änderungen speichern',
    outdated:
      'Jemand anders hat dies inzwischen geändert. Unten steht, was jetzt gespeichert ist; ändern Sie es erneut.',
    yourChanges: 'Sie hatten geschrieben:',
    sections: 'Was sie herstellt und anbietet',
    security: 'Zweiter Faktor',
    securityOn: 'Alle Mitglieder brauchen einen zweiten Faktor.',
    securityOff: 'Mitglieder dürfen sich allein mit Passwort anmelden.',
    change: 'Ändern …',
  },
  sections: {
    title: 'Was tun Sie?',
    lead: name => `Was ${name} herstellt oder anbietet, damit Apps Passendes zeigen.`,
    none: 'Zu dem, was Sie sind, gibt es nichts auszuwählen.',
    save: 'Speichern',
    later: 'Später',
    hint: 'Wählen Sie alles, was zutrifft.',
  },
  secondFactor: {
    require: name => `Bei ${name} einen zweiten Faktor verlangen?`,
    release: name => `Bei ${name} keinen zweiten Faktor mehr verlangen?`,
    all: 'Wer dazugehört, braucht einen, um ihre Seiten zu öffnen.',
    lose: count =>
      count === 0
        ? 'Alle Mitglieder haben schon einen: Niemand verliert den Zugang.'
        : count === 1
          ? '1 Mitglied hat keinen und verliert den Zugang, bis einer eingerichtet ist:'
          : `${count} Mitglieder haben keinen und verlieren den Zugang, bis einer eingerichtet ist:`,
    more: count => `und ${count} weitere`,
    youFirst:
      'Sie haben selbst keinen zweiten Faktor. Richten Sie zuerst einen ein, damit Sie sich nicht aussperren.',
    weaker: 'Ein gestohlenes Passwort reicht dann, um als Mitglied zu handeln.',
    doRequire: 'Zweiten Faktor verlangen',
    doRelease: 'Nicht mehr verlangen',
    keep: 'So lassen',
  },
  site: {
    lead: name => `Wo ${name} arbeitet. Apps lesen es, um zu versenden und zu planen.`,
    add: 'Standort ergänzen',
    new: 'Neuer Standort',
    edit: 'Standort bearbeiten',
    name: 'Name',
    addressee: 'Empfänger',
    street: 'Straße und Hausnummer',
    addition: 'Zusatz',
    zip: 'Postleitzahl',
    town: 'Ort',
    state: 'Bundesland oder Region',
    country: 'Land',
    save: 'Standort speichern',
    makeHeadquarter: 'Zum Hauptsitz machen',
    nameFaults: {
      blank: 'Geben Sie einen Namen ein.',
      too_long: 'Höchstens 100 Zeichen.',
      invalid: 'Eine Zeile aus einfachem Text.',
    },
    addressFault: 'Eine Zeile ist zu lang oder enthält unzulässige Zeichen.',
    notices: {
      added: 'Der Standort wurde ergänzt.',
      saved: 'Der Standort ist gespeichert.',
      moved: 'Der Hauptsitz wurde verlegt.',
    },
  },
  mine: {
    find: 'Organisation finden',
    title: 'Organisationen',
    lead: 'Wozu Sie gehören, und was Sie dort sind.',
    none: 'Sie gehören noch zu keiner Organisation',
    noneLead: 'Legen Sie eine für Ihr Unternehmen an, oder lassen Sie sich einladen.',
    leave: 'Verlassen …',
    left: 'Sie haben die Organisation verlassen. Ihre Apps kennen Sie nicht mehr als Mitglied.',
    new: 'Neue Organisation',
  },
  sectionNames: {
    softcover_books: 'Softcover-Bücher',
    hardcover_books: 'Hardcover-Bücher',
    labels: 'Etiketten',
    packagings: 'Verpackungen',
    business_cards: 'Visitenkarten',
    flyers: 'Flyer',
    leaflets: 'Faltblätter',
    brochures: 'Broschüren',
    large_formats: 'Großformate',
    sheet_substrates: 'Bogenware',
    web_substrates: 'Rollenware',
    ink: 'Farbe',
    plates: 'Platten',
    foils: 'Folien',
    other: 'Etwas anderes',
    sheet_fed_offset_presses: 'Bogenoffsetmaschinen',
    web_fed_offset_presses: 'Rollenoffsetmaschinen',
    sheet_fed_digital_presses: 'Bogendigitaldruckmaschinen',
    web_fed_digital_presses: 'Rollendigitaldruckmaschinen',
    cutters: 'Schneidemaschinen',
    binders: 'Bindemaschinen',
    saddle_stitchers: 'Sammelhefter',
    self_employed: 'Selbstständig',
    studio: 'Studio',
    inhouse: 'Im Unternehmen',
    imposing: 'Ausschießen',
    ganging: 'Sammelformen',
    mis: 'Managementinformation',
    reporting: 'Auswertung',
    web_to_print: 'Web-to-Print',
    logistics: 'Logistik',
    warehousing: 'Lager',
    machine_integration: 'Maschinenanbindung',
    preflight: 'Preflight',
    workflow: 'Workflow',
    billing: 'Abrechnung',
    accounting: 'Buchhaltung',
    production_planning: 'Produktionsplanung',
    production_scheduling: 'Feinplanung',
    production_capacity_planning: 'Kapazitätsplanung',
  },
}
