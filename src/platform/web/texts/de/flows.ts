import { html } from '../../html.ts'
import type { flows as english } from '../en/flows.ts'

/** The sandbox's flow runner and token verifier. */
export const flows: typeof english = {
  eyebrow: 'Testumgebung',
  title: 'Abläufe ausprobieren',
  lead: 'Jeder Knopf führt einen echten Ablauf gegen diesen Hub aus, mit einer Demo-App und einer Demo-Person. Sie sehen jede Anfrage, jede Antwort und das Token.',
  listLabel: 'Abläufe',
  names: {
    person: { name: 'Weiterleitung, als Person', about: 'Mit dem Hub anmelden' },
    organization: { name: 'Weiterleitung, für eine Organisation', about: 'Mit deren Daten arbeiten' },
    device: { name: 'Gerät', about: 'Fernseher, Scanner, Befehlszeile' },
    client_credentials: { name: 'Zugangsdaten der App', about: 'Von Server zu Server' },
    refresh: { name: 'Erneuern', about: 'Verbunden bleiben' },
    delegation: { name: 'Weitergeben', about: 'Ein Token an eine andere App geben' },
  },
  leads: {
    person:
      'Stock Keeper schickt eine Person hierher, bekommt einen Code und löst ihn gegen ein Token ein, das für die Person spricht.',
    organization:
      'Dasselbe, nur lässt die Person die App für ihre Organisation herein. Das dürfen nur Inhaber und Admins.',
    device:
      'Ein Gerät ohne Tastatur zeigt einen kurzen Code. Die Person gibt ihn anderswo ein, während das Gerät immer wieder fragt.',
    client_credentials: 'Kein Mensch ist dabei: Ein Server nutzt, was die Organisation vorher erlaubt hat.',
    refresh:
      'Ein Token gilt eine Stunde. Mit dem Refresh-Token dazu gibt es das nächste Paar, und alle Rechte werden neu geprüft.',
    delegation:
      'Eine App gibt ein Token an eine andere App ihres Anbieters weiter, die damit weniger tun darf.',
  },
  run: 'Ausführen',
  runAgain: 'Noch einmal',
  finished: milliseconds => `Fertig nach ${milliseconds} ms`,
  stopped: 'Hier hielt der Ablauf an',
  stoppedLead:
    'Der Hub gab eine andere Antwort, als der Ablauf braucht. Vielleicht hat jemand die Demo-Daten geändert: das Passwort der Demo-Person, ihre Rolle oder was die App darf.',
  doItYourself: 'Selbst durchgehen',
  steps: {
    prepare: {
      title: 'Zuerst lässt die Organisation die App herein',
      lead: 'Eine Maschine bekommt nur, was vorher erlaubt wurde. Darum erlaubt die Demo-Person es einmal, in einem Browser.',
    },
    authorize: {
      title: 'Die App schickt die Person hierher',
      lead: 'Was sie möchte, wohin die Antwort geht, und eine Aufgabe, die später nur sie lösen kann.',
    },
    allow: {
      title: 'Die Person meldet sich an und erlaubt',
      lead: 'Die Demo klickt für sie. Der Code geht zurück an die App.',
    },
    pass: {
      title: 'Die Person meldet sich an und kommt durch',
      lead: 'Sie hat alles schon erlaubt, darum wird nichts gefragt. Der Code geht zurück an die App.',
    },
    redeem: {
      title: 'Die App löst den Code ein',
      lead: 'Einmal, innerhalb von zehn Minuten, mit ihrem Geheimnis und der Lösung der Aufgabe.',
    },
    start_device: { title: 'Das Gerät fragt nach einem Code', lead: 'Einer für sich und einer zum Zeigen.' },
    poll_pending: { title: 'Das Gerät fragt: noch nicht', lead: 'Bisher hat niemand den Code eingegeben.' },
    let_in: {
      title: 'Die Person gibt den Code ein und erlaubt',
      lead: 'Am Telefon oder am Rechner. Die Demo macht es für sie.',
    },
    poll: { title: 'Das Gerät fragt wieder', lead: 'Jetzt bekommt es sein Token.' },
    machine: {
      title: 'Der Server fragt nach einem Token',
      lead: 'Mit eigenen Zugangsdaten, für eine bestimmte Organisation.',
    },
    refresh: {
      title: 'Die App bekommt das nächste Paar',
      lead: 'Das alte Refresh-Token ist verbraucht; wer es später benutzt, beendet alle.',
    },
    delegate: {
      title: 'Die App gibt ein kleineres Token weiter',
      lead: 'Für Warehouse, nur um die Organisation zu lesen. Es endet, wenn das erste entzogen wird.',
    },
    call_api: { title: 'Die App ruft die API auf', lead: 'Mit dem Token im Kopf Authorization.' },
  },
  request: 'Anfrage',
  answer: 'Antwort',
  backToApp: 'Zurück zur App',
  asCurl: 'Dasselbe mit curl',
  decoded: 'Das Token, ausgelesen',
  decodedLead: keys => html`Von diesem Hub signiert; jeder Dienst kann es mit den ${keys} prüfen.`,
  publicKeys: 'öffentlichen Schlüsseln',
  wholeToken: 'Das ganze Token',
  copy: 'Kopieren',
  copied: 'Kopiert',
  rawClaims: 'Alles, was es sagt',
  speaksFor: { Person: name => `Person ${name}`, Organization: name => `Organisation ${name}` },
  actsThrough: name => `durch ${name}`,
  valid: 'Dieser Hub nimmt das Token an.',
  faults: {
    no_token: 'Das ist weder ein signiertes Token noch ein Refresh-Token dieses Hubs.',
    key: 'Kein Schlüssel dieses Hubs hat die genannte Kennung und das Verfahren: Es ist nicht von hier oder sehr alt.',
    signature: 'Die Signatur ist falsch: Der Text wurde verändert, oder er ist gefälscht.',
    issuer: 'Es nennt einen anderen Aussteller als diesen Hub.',
    no_access_token: 'Es ist von diesem Hub signiert, aber kein Zugriffstoken, das funktioniert.',
    not_yet: 'Es gilt noch nicht.',
    expired: 'Es ist abgelaufen.',
    revoked: 'Es wurde entzogen.',
    unknown: 'Dieser Hub kennt dieses Refresh-Token nicht oder hat es vergessen.',
    redeemed: 'Es wurde schon eingelöst.',
    grant: 'Es würde abgelehnt: Worauf es beruht, ist nicht mehr erlaubt.',
  },
  kinds: {
    'private access token': 'Privates Zugriffstoken',
    'access token': 'Zugriffstoken',
    'refresh token': 'Refresh-Token',
    'unknown text': 'Kein Token dieses Hubs',
  },
  verifier: {
    title: 'Token prüfen',
    lead: 'Fügen Sie ein Token ein: Sie sehen, was es sagt und ob dieser Hub es annimmt. Es wird nicht aufbewahrt.',
    navigation: 'Token prüfen',
    field: 'Token',
    submit: 'Prüfen',
    missing: 'Fügen Sie ein Token ein.',
    tooLong: 'Das ist länger als jedes Token.',
    result: 'Ergebnis',
  },
}
