import { html } from '../../html.ts'
import type { oauth as english } from '../en/oauth.ts'

/** `Stock Keeper von Stockworks`, in the title of a consent. */
const appBy = (app: string, vendor: string | null) =>
  html`<strong class="inline-block max-w-full font-semibold text-base-content">${app}</strong>${vendor && ` von\u00a0${vendor}`}`
/** The same where the app runs on a device elsewhere. */
const deviceBy = (app: string, vendor: string | null) => html`Ein Gerät mit ${appBy(app, vendor)}`
const morePermissions = (count: number) =>
  count === 1 ? 'eine weitere Berechtigung' : `${count}\u00a0weitere Berechtigungen`

/** Choosing an organization, consent, and everything that may end a request of an app. */
export const oauth: typeof english = {
  signedInAs: name => `Angemeldet als ${name}.`,
  chooseAnother: 'Andere Organisation wählen',
  appBy,
  deviceBy,

  choose: {
    title: app => `Mit welcher Organisation soll ${app} arbeiten?`,
    lead: 'Auf der nächsten Seite sehen Sie, was die App dort darf. Noch ist nichts erlaubt.',
    onBehalfTitle: app => `Für welche Organisation nutzen Sie ${app}?`,
    emptyTitle: app => `${app} arbeitet mit Organisationen`,
    emptyLead:
      'Sie gehören noch keiner an. Legen Sie eine\u00a0an: Das dauert eine Minute und ist kostenlos.',
    members: count => (count === 1 ? '1\u00a0Mitglied' : `${count}\u00a0Mitglieder`),
    notAdministrator: administrators =>
      `Sie sind Mitglied. Nur Inhaber und Admins dürfen Apps verbinden: Fragen Sie ${administrators}.`,
    notAdministratorAlone: 'Sie sind Mitglied. Nur Inhaber und Admins dürfen Apps verbinden.',
    secondFactor:
      'Sie verlangt einen zweiten Faktor, und Ihr Konto hat keinen. Richten Sie ihn unter Sicherheit in Ihrem Konto ein und beginnen Sie dann neu.',
    notAvailable: app => `${app} steht dieser Organisation nicht zur Verfügung.`,
    create: 'Organisation anlegen',
  },
  create: {
    title: 'Organisation anlegen',
    lead: app => `Sie werden Inhaber und können ${app} gleich verbinden.`,
    leadPlain: 'Sie werden Inhaber und können andere einladen.',
    name: 'Name',
    nameHint: 'Wie im Handelsregister, zum Beispiel Lindendruck GmbH.',
    nameMissing: 'Geben Sie den Namen der Organisation ein.',
    nameTooLong: 'Verwenden Sie höchstens 100 Zeichen, alle davon sichtbar.',
    kinds: 'Was macht sie?',
    kindsHint: 'Wählen Sie alles, was zutrifft.',
    kindsMissing: 'Wählen Sie mindestens eines.',
    country: 'Land',
    countryHint: 'Es lässt sich später nicht ändern.',
    countryMissing: 'Wählen Sie ein Land aus der Liste.',
    submit: 'Organisation anlegen',
    back: 'Bestehende Organisation wählen',
  },
  consent: {
    documentTitle: (app, bearer) => `${app} den Zugriff auf ${bearer} erlauben?`,
    access: asker => html`${asker} möchte Zugriff auf`,
    accessPerson: asker => html`${asker} möchte Zugriff auf Ihr Konto`,
    accessOnBehalf: asker => html`${asker} möchte in Ihrem Namen arbeiten bei`,
    more: (asker, count) => html`${asker} bittet um ${morePermissions(count)} bei`,
    morePerson: (asker, count) => html`${asker} bittet um ${morePermissions(count)} in Ihrem Konto`,
    inDirectory: brand => `In Ihrem Verzeichnis bei ${brand}`,
    inApp: (app, vendor) => (vendor ? `In ${app} von ${vendor}` : `In ${app}`),
    fromOrganization: organization => `Von ${organization}`,
    fromPerson: 'Von Ihnen',
    readOnly: '(nur lesen)',
    isNew: 'neu',
    nothingAsked: app =>
      `${app} bittet um keine Daten. Die App erkennt Sie nur wieder, ohne Ihren Namen oder Ihre E\u2011Mail-Adresse.`,
    nothingAskedOrganization: app =>
      `${app} bittet um keine Daten. Die App erfährt nur, dass sie verbunden ist.`,
    nothingAskedOnBehalf: (app, organization) =>
      `${app} bittet Sie um nichts. Die App arbeitet mit dem, was ${organization} ihr erlaubt hat.`,
    allowedBefore: count =>
      count === 1 ? 'Bisher erlaubt: 1\u00a0Berechtigung' : `Bisher erlaubt: ${count}\u00a0Berechtigungen`,
    allowedBeforeBy: (name, date) =>
      html`${name} hat die App am\u00a0<strong>${date}</strong> verbunden. Was erlaubt wurde, bleibt erlaubt, wie Sie auch antworten.`,
    allowedBeforeOn: date =>
      html`Verbunden seit <strong class="whitespace-nowrap">${date}</strong>. Was erlaubt wurde, bleibt erlaubt, wie Sie auch antworten.`,
    whatThisMeans: 'Was das bedeutet',
    allMembers: (count, organization, app) =>
      count === 1
        ? html`Sie sind das einzige Mitglied von ${organization}. Wer dazukommt, kann ${app} auch nutzen.`
        : html`<strong>${count === 2 ? 'Beide' : `Alle ${count}`} Mitglieder</strong> von ${organization} können ${app} dann nutzen. Über das eigene Profil entscheidet jedes Mitglied selbst.`,
    sentTo: host => html`Es geht weiter zu <strong class="wrap-anywhere">${host}</strong>.`,
    sentToInstalled: scheme =>
      html`Es geht weiter zu einer App auf diesem Gerät (<strong class="wrap-anywhere">${scheme}</strong>).`,
    inYourName: organization =>
      html`Die App arbeitet mit <strong>Ihren Rollen</strong> bei ${organization} und nie länger, als Sie dort Mitglied sind.`,
    allow: 'Erlauben',
  },
  confirm: {
    title: app => `Weiter zu ${app}?`,
    deviceTitle: app => `Das Gerät mit ${app} verbinden?`,
    connectDevice: 'Verbinden',
    lead: 'Sie haben alles, worum die App bittet, bereits erlaubt.',
    why: 'Diese App läuft auf Ihrem eigenen Gerät, deshalb fragen wir jedes Mal. Fahren Sie nur fort, wenn Sie sie gerade selbst geöffnet haben.',
    asPerson: 'Als',
    forOrganization: 'Für',
  },
  askAdmin: {
    title: (app, organization) => `${app} ist noch nicht mit ${organization} verbunden`,
    lead: 'Sie sind dort Mitglied. Ein Inhaber oder Admin muss die App einmal erlauben; danach können Sie sie nutzen.',
    moreTitle: (app, organization) => `${app} möchte für ${organization} handeln`,
    moreLead: 'Sie sind dort Mitglied. Nur Inhaber und Admins dürfen das erlauben.',
    who: count =>
      `Bitten Sie ${count === 1 ? 'diese Person' : 'eine dieser Personen'}, die App zu öffnen und zu erlauben:`,
    nobody: 'Die Organisation hat derzeit keinen Inhaber oder Admin. Wenden Sie sich an unseren Support.',
    cancelLead: app => `Abbrechen führt Sie zurück zu ${app}.`,
    cancelLeadDevice: 'Abbrechen teilt dem Gerät mit, dass es nicht erlaubt wurde.',
  },
  unavailable: {
    secondFactorTitle: 'Diese Organisation verlangt einen zweiten Faktor',
    secondFactorLead:
      'Alle Mitglieder müssen ihr Konto mit Einmalcodes oder einem Passkey sichern. Richten Sie das in Ihrem Konto ein und beginnen Sie dann bei der App neu.',
    privateTitle: app => `${app} ist eine private App`,
    privateLead: vendor =>
      `Nur ${vendor} und Organisationen, die ${vendor} eingeladen hat, können sie nutzen. Es wurde nichts erlaubt.`,
    reviewTitle: app => `${app} ist noch nicht veröffentlicht`,
    reviewLead: vendor =>
      `Die App ist noch nicht geprüft. Bis dahin können nur ${vendor} und Organisationen, die ${vendor} eingeladen hat, sie nutzen.`,
    mainAppTitle: app => `${app} ist eine Erweiterung`,
    mainAppLead:
      'Sie gehört zu einer anderen App. Nur Organisationen, die mit dieser App verbunden sind, können sie nutzen. Es wurde nichts erlaubt.',
    inactiveTitle: app => `${app} ist abgeschaltet`,
    inactiveLead: 'Die App lässt sich nicht mehr verbinden. Es wurde nichts geändert.',
    vendor: 'der Anbieter',
    askVendor: vendor => `Sie brauchen die App? Bitten Sie ${vendor} um eine Einladung.`,
  },
  gone: {
    answered: {
      title: 'Diese Anfrage wurde bereits beantwortet',
      lead: 'Jede Anfrage lässt sich einmal erlauben oder ablehnen. Vielleicht sind Sie zurückgegangen oder haben in einem anderen Tab geantwortet. Es wurde nichts geändert.',
    },
    expired: {
      title: 'Diese Anfrage ist nicht mehr offen',
      lead: 'Sie war zu lange offen, oder die Adresse ist nicht vollständig. Es wurde nichts geändert.',
    },
    other_browser: {
      title: 'Diese Anfrage wurde in einem anderen Browser geöffnet',
      lead: 'Zu Ihrer Sicherheit lässt sie sich nur dort beantworten, wo sie begonnen hat. Es wurde nichts geändert.',
    },
    other_person: {
      title: 'Diese Anfrage gehört zu einem anderen Konto',
      lead: 'Jemand anders hat sie in diesem Browser begonnen. Es wurde nichts geändert.',
    },
    changed: {
      title: 'Inzwischen hat sich etwas geändert',
      lead: 'Die Anfrage ist nicht mehr so, wie Sie sie gesehen haben. Es wurde nichts erlaubt; bitte prüfen Sie alles noch einmal.',
    },
    startAgain: app => `Bei ${app} neu beginnen`,
    startAgainHint: app => `Gehen Sie zurück zu ${app} und beginnen Sie dort neu.`,
    newCode: 'Anderen Code eingeben',
    newCodeHint: 'Beginnen Sie am Gerät von vorn. Es zeigt Ihnen einen neuen Code.',
    lookAgain: 'Noch einmal ansehen',
    home: 'Zur Startseite',
  },
  device: {
    title: 'Gerät verbinden',
    lead: 'Geben Sie den Code\u00a0ein, den Ihr Gerät zeigt.',
    compare: 'Zeigt Ihr Gerät diesen Code? Wenn nicht, brechen Sie hier ab.',
    code: 'Code',
    hint: 'Acht Buchstaben. Großschreibung, Leerzeichen und Strich spielen keine Rolle.',
    missing: 'Geben Sie den Code ein, den Ihr Gerät zeigt.',
    malformed:
      'Ein Code hat acht Buchstaben, aber kein A,\u00a0E,\u00a0I,\u00a0O,\u00a0U\u00a0oder\u00a0Y. Sehen Sie noch einmal auf Ihr Gerät.',
    unknown:
      'Kein Gerät wartet mit diesem Code. Vielleicht ist er falsch eingegeben oder älter als 15 Minuten.',
    beware:
      'Hat Ihnen jemand einen Code geschickt? Geben Sie ihn hier nicht ein. Ein echter Code steht auf einem Gerät vor Ihnen.',
    callsItself: 'Nennt sich',
    namesNothing: 'keine Angabe',
    askedFrom: 'Anfrage von',
    when: 'Wann',
    warning:
      'Fahren Sie nur fort, wenn Sie das selbst begonnen haben und das Gerät vor Ihnen denselben Code zeigt.',
    goesOn: 'Sie bleiben hier. Das Gerät macht in wenigen Sekunden von selbst weiter.',
    allowedTitle: 'Ihr Gerät ist verbunden',
    allowedLead: app =>
      `Kehren Sie zum Gerät zurück: ${app} macht dort weiter. Diese Seite können Sie schließen.`,
    deniedTitle: 'Das Gerät wurde nicht verbunden',
    deniedLead: 'Es wurde nichts erlaubt, und das Gerät erfährt das. Diese Seite können Sie schließen.',
    anotherCode: 'Anderen Code eingeben',
  },
  refused: {
    title: 'Dieser Link funktioniert nicht',
    client_id_missing: 'Die App, von der Sie kommen, hat nicht gesagt, wer sie ist.',
    unknown_client: 'Die App, von der Sie kommen, ist uns nicht bekannt.',
    unknown_redirect_uri:
      'Die App will Sie an eine Adresse weiterleiten, die sie nicht registriert hat. Deshalb halten wir hier an.',
    invalid_request: 'Die App, von der Sie kommen, hat in ihrer Anfrage einen Fehler gemacht.',
    advice:
      'Sie haben nichts falsch gemacht. Gehen Sie zurück zur App; geschieht es wieder, teilen Sie ihrem Anbieter mit:',
  },
}
