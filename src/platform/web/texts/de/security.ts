import { html } from '../../html.ts'
import type { security as english } from '../en/security.ts'

/** How people prove who they are, and where they are signed in. */
export const security: typeof english = {
  title: 'Sicherheit',
  lead: 'Womit Sie zeigen, dass Sie es sind.',
  passwordCard: 'Passwort und Codes',
  requiredBy: (names, count) =>
    `${names} ${count === 1 ? 'verlangt' : 'verlangen'} von allen Mitgliedern einen zweiten Faktor.`,
  notices: {
    password_changed: 'Ihr Passwort wurde geändert, und alle anderen Geräte sind abgemeldet.',
    codes_on: 'Einmalcodes sind eingeschaltet. Ab jetzt werden Sie nach dem Passwort nach einem gefragt.',
    codes_off: 'Einmalcodes sind ausgeschaltet.',
    passkey_added: 'Ihr Passkey wurde hinzugefügt.',
    passkey_renamed: 'Ihr Passkey hat seine neue Bezeichnung.',
    passkey_removed: 'Ihr Passkey wurde entfernt.',
  },
  step: {
    title: 'Geben Sie Ihren Code ein',
    lead: 'Ihre Authenticator-App zeigt ihn an.',
    leadRecovery: 'Ihr Passwort stimmt. Verwenden Sie nun Ihren Passkey oder einen Ihrer Ersatzcodes.',
    code: 'Code',
    recoveryCode: 'Ersatzcode',
    hint: 'Sechs Ziffern oder einer Ihrer Ersatzcodes.',
    hintRecovery: 'Jeder Ersatzcode gilt einmal.',
    missing: 'Geben Sie einen Code ein.',
    mismatch: 'Dieser Code stimmt nicht oder wurde schon verwendet. Codes wechseln alle 30\u00a0Sekunden.',
  },
  passkeys: {
    title: 'Passkeys',
    none: 'Noch keine. Ein Passkey meldet Sie mit Fingerabdruck, Gesicht oder PIN Ihres Geräts an, ohne Passwort, und zählt als zweiter Faktor.',
    add: 'Passkey hinzufügen',
    added: date => html`Hinzugefügt am ${date}`,
    used: ago => html`genutzt ${ago}`,
    neverUsed: 'noch nicht genutzt',
    renameOf: name => `${name} umbenennen`,
    removeAsk: 'Entfernen …',
    removeOf: name => `Entfernen … ${name}`,
    or: 'oder',
    signIn: 'Mit Passkey anmelden',
    notSignedIn:
      'Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder melden Sie sich mit dem Passwort an.',
    failed:
      'Dieser Passkey meldet Sie nicht an. Vielleicht wurde er aus Ihrem Konto entfernt, oder es hat zu lange gedauert.',
    addTitle: 'Passkey hinzufügen',
    addLead:
      'Ihr Browser fragt nach Fingerabdruck, Gesicht oder PIN dieses Geräts oder nach einem Sicherheitsschlüssel. Ist dies Ihr erster zweiter Faktor, werden Sie auf allen anderen Geräten abgemeldet.',
    addSubmit: 'Weiter',
    notAdded:
      'Es wurde kein Passkey erstellt. Versuchen Sie es noch einmal; ein Gerät, das schon einen für dieses Konto hat, erstellt keinen zweiten.',
    name: 'Bezeichnung',
    nameHint: 'Daran erkennen Sie ihn in Ihrer Liste.',
    faults: {
      name_missing: 'Geben Sie eine Bezeichnung ein.',
      refused:
        'Ihr Browser hat keinen Passkey geliefert. Versuchen Sie es mit einem aktuellen Browser, der Skripte zulässt.',
      known: 'Dieser Passkey gehört schon zu einem Konto.',
      too_many: 'Mehr Passkeys kann man nicht haben. Entfernen Sie zuerst einen.',
    },
    renameTitle: 'Passkey umbenennen',
    renameLead: 'Diese Bezeichnung sehen nur Sie.',
    renameSubmit: 'Umbenennen',
    removeTitle: name => `${name} entfernen?`,
    removeMeans: 'Er meldet Sie nicht mehr an. Löschen Sie ihn auch in Ihrem Gerät oder Passwortmanager.',
    removeStays:
      'Wo er genutzt wurde, bleiben Sie angemeldet. Melden Sie sich dort unter Sitzungen ab, wenn Sie das Gerät verloren haben.',
    keep: 'Behalten',
    remove: 'Entfernen',
  },
  codes: {
    name: 'Einmalcodes',
    on: 'an',
    fromApp: 'Aus einer Authenticator-App',
    notYet: 'Aus. Eine Authenticator-App zeigt alle 30\u00a0Sekunden einen neuen Code.',
    turnOn: 'Einschalten',
    turnOff: 'Ausschalten …',
    title: 'Einmalcodes einschalten',
    lead: 'Sie werden nach dem Passwort nach einem Code gefragt. Ist dies Ihr erster zweiter Faktor, werden Sie auf allen anderen Geräten abgemeldet.',
    picture: 'QR-Code für Ihre Authenticator-App',
    scan: 'Scannen Sie dieses Bild mit einer Authenticator-App, zum Beispiel der Ihres Passwortmanagers.',
    orType: 'Keine Kamera zur Hand? Tippen Sie dieses Geheimnis in die App:',
    secret: 'Geheimnis',
    code: 'Code, den die App jetzt anzeigt',
    hint: 'Sechs Ziffern. Sie zeigen, dass die App eingerichtet ist.',
    mismatch:
      'Dieser Code stimmt nicht. Prüfen Sie, ob die Uhr Ihres Geräts richtig geht, und geben Sie den Code ein, den es jetzt anzeigt.',
    submit: 'Einschalten',
    offTitle: 'Einmalcodes ausschalten?',
    offMeans:
      'Sie werden nicht mehr nach einem Code gefragt. Ihre Authenticator-App kann dieses Konto vergessen.',
    offPasskeys: 'Ihre Passkeys bleiben und werden weiterhin nach dem Passwort verlangt.',
    keep: 'Behalten',
    off: 'Ausschalten',
  },
  factors: {
    passwordAlone: 'Ihr Passwort allein genügt zur Anmeldung. Wer es erfährt, kann Ihr Konto nutzen.',
    recoveryCodesEnd: 'Ihre Ersatzcodes gelten nicht mehr.',
    organizationsClose: names =>
      `${names} können Sie nicht mehr öffnen: Dort ist ein zweiter Faktor vorgeschrieben.`,
  },
  recovery: {
    title: 'Ersatzcodes',
    left: (left, all) =>
      left > 2 ? `${left} von ${all} übrig` : `${left} von ${all} übrig: Erzeugen Sie bald neue`,
    makeNew: 'Neue erzeugen …',
    reasons: {
      codes_on: 'Einmalcodes sind eingeschaltet.',
      passkey_added: 'Ihr Passkey wurde hinzugefügt.',
      renewed: 'Die bisherigen Codes gelten nicht mehr.',
    },
    shownOnce: 'Diese Codes werden nur dieses eine Mal angezeigt.',
    lead: 'Jeder meldet Sie einmal an, nach dem Passwort, wenn Telefon oder Passkey nicht zur Hand sind. Bewahren Sie sie getrennt von Ihren Geräten auf: auf Papier oder in einem Tresor.',
    hint: 'Alles auswählen und kopieren oder diese Seite drucken.',
    done: 'Ich habe sie aufbewahrt',
    newTitle: 'Neue Ersatzcodes erzeugen?',
    newMeans: count => `Sie bekommen ${count} neue Codes und sehen sie einmal.`,
    oldEnd: left =>
      left === 0
        ? 'Sie haben keinen mehr übrig.'
        : left === 1
          ? 'Der eine, den Sie noch haben, gilt dann sofort nicht mehr.'
          : `Die ${left}, die Sie noch haben, gelten dann sofort nicht mehr.`,
    keep: 'Die alten behalten',
    make: 'Neue Codes erzeugen',
  },
  password: {
    lead: 'Hier bleiben Sie angemeldet, auf allen anderen Geräten werden Sie abgemeldet.',
    changed: ago => html`Geändert ${ago}`,
    none: 'Keines: Sie melden sich ohne an',
    change: 'Ändern',
    set: 'Passwort festlegen',
  },
  email: {
    title: 'E\u2011Mail-Adresse ändern',
    lead: email =>
      `Ihre Adresse ist ${email}. Sie bleibt es, bis Sie den Link öffnen, der an die neue geht; dann werden Sie auf allen anderen Geräten abgemeldet.`,
    label: 'Neue E\u2011Mail-Adresse',
    submit: 'Link senden',
    same: 'Das ist schon Ihre Adresse.',
    waiting: email =>
      html`Öffnen Sie den Link in der Mail an <strong class="wrap-anywhere">${email}</strong>. Er gilt einen Tag. Nichts angekommen? Sehen Sie bei den unerwünschten Mails nach oder fordern Sie ihn neu an.`,
    withdraw: 'Nicht ändern',
    withdrawn: 'Ihre Adresse bleibt, wie sie ist.',
    askTitle: 'Ist das Ihre neue Adresse?',
    askLead: 'Ab jetzt melden Sie sich damit an, und Mails gehen dorthin.',
    askSubmit: 'Diese Adresse verwenden',
    doneTitle: 'Sie haben eine neue Adresse',
    doneLead: 'Melden Sie sich ab jetzt damit an. Alle anderen Geräte sind abgemeldet.',
    deadTitle: 'Dieser Link funktioniert nicht mehr',
    deadLead: 'Er wurde benutzt, durch einen neueren ersetzt, zurückgenommen oder ist älter als ein Tag.',
    deadAction: 'Neuen anfordern',
  },
  sessions: {
    title: 'Wo Sie angemeldet sind',
    lead: 'Jeder Browser, in dem Sie sich angemeldet und nicht wieder abgemeldet haben. Nach einer Woche ohne Nutzung endet eine Sitzung von selbst.',
    list: 'Ihre Sitzungen',
    count: count => (count === 1 ? 'Nur hier' : `In ${count}\u00a0Browsern`),
    countHint: 'Geräte, Orte und wann sie zuletzt genutzt wurden',
    look: 'Ansehen',
    device: (browser, system) => `${browser} auf ${system}`,
    unknownDevice: 'Unbekanntes Gerät',
    unknownPlace: 'Unbekannte Adresse',
    thisOne: 'diese hier',
    now: 'jetzt',
    seen: ago => html`genutzt ${ago}`,
    since: date => html`angemeldet am ${date}`,
    end: 'Abmelden',
    endOthers: 'Überall sonst abmelden',
    unknownOne: 'Sie kennen eine davon nicht? Melden Sie sie ab und ändern Sie danach Ihr Passwort.',
    changePassword: 'Passwort ändern',
    notices: {
      ended: 'Diese Sitzung ist abgemeldet.',
      others_ended: 'Sie sind überall sonst abgemeldet.',
    },
  },
}
