import { html } from '../../html.ts'
import type { account as english } from '../en/account.ts'

/** Was jemand von sich sagt und wie der Hub sich zeigt. */
export const account: typeof english = {
  saved: 'Ihre Änderungen wurden gespeichert.',
  unchanged: 'Es wurde nichts geändert.',
  save: 'Änderungen speichern',
  profile: {
    changeEmail: 'Ändern',
    title: 'Profil',
    lead: 'Mitglieder Ihrer Organisationen und die Apps, denen Sie es erlauben, sehen Ihren Namen und Ihr Bild.',
    names: 'Über Sie',
    pronoun: 'Pronomen',
    pronounHint: 'Wie andere von Ihnen sprechen sollen, zum Beispiel Sie/Ihr.',
    birthday: 'Geburtstag',
    birthdayHint: 'Keine App und niemand sonst sieht ihn.',
    countryHint: 'Apps zeigen Preise in seiner Währung.',
    email: 'E-Mail-Adresse',
    confirmed: 'Bestätigt',
    unconfirmed: 'Noch nicht bestätigt',
    confirm: 'Bestätigen …',
    faults: {
      firstName: 'Höchstens 100 Zeichen, alle davon sichtbar.',
      pronoun: 'Höchstens 50 Zeichen, alle davon sichtbar.',
      birthday: 'Geben Sie einen Tag in der Vergangenheit an, als JJJJ-MM-TT.',
      countryCode: 'Wählen Sie ein Land aus der Liste.',
    },
  },
  deleting: {
    lead: 'Beendet es für immer, hier und bei jeder App.',
    action: 'Konto löschen …',
    title: 'Ihr Konto löschen?',
    ownedAlone:
      'Diese Organisationen haben keinen Inhaber außer Ihnen. Machen Sie jemand anderen dazu oder löschen Sie sie, dann kommen Sie wieder.',
    members: 'Mitglieder',
    deleteIt: 'Löschen …',
    organizations: count =>
      count === 0
        ? 'Sie gehören zu keiner Organisation.'
        : count === 1
          ? 'Sie verlassen Ihre Organisation.'
          : `Sie verlassen Ihre ${count} Organisationen.`,
    connections: count =>
      count === 0
        ? 'Keine App ist mit Ihnen verbunden.'
        : count === 1
          ? '1 verbundene App verliert sofort den Zugriff auf Ihre Daten.'
          : `${count} verbundene Apps verlieren sofort den Zugriff auf Ihre Daten.`,
    tokens: 'Ihre privaten Zugriffstokens enden, und Sie werden überall abgemeldet.',
    forgotten:
      'Ihr Name, Ihre Adresse und Ihr Bild werden gelöscht. Was Sie in Organisationen getan haben, bleibt ohne Ihren Namen.',
    forever:
      'Das lässt sich nicht rückgängig machen. Was Apps selbst gespeichert haben, können nur sie löschen.',
    type: email => html`Tippen Sie zur Bestätigung <strong class="wrap-anywhere">${email}</strong>`,
    mismatch: 'Das ist nicht die Adresse Ihres Kontos.',
    keep: 'Konto behalten',
    confirm: 'Konto löschen',
    doneTitle: 'Ihr Konto ist gelöscht',
    doneLead: 'Sie sind überall abgemeldet, und keine App erreicht mehr Ihre Daten.',
    home: 'Zur Startseite',
    mail: {
      subject: brand => `Ihr Konto bei ${brand} wurde gelöscht`,
      lead: brand =>
        `Ihr Konto bei ${brand} wurde gelöscht, mit Ihrem Namen, Ihrer Adresse und Ihrem Bild. Verbundene Apps verloren sofort ihren Zugriff.`,
      action: brand => `${brand} öffnen`,
      quiet: 'Wenn Sie das nicht selbst waren, schreiben Sie an die Betreiber dieses Hubs.',
    },
  },
  preferences: {
    title: 'Einstellungen',
    lead: brand => `Wie ${brand} und Ihre Apps sprechen und aussehen.`,
    language: 'Sprache',
    languageHint: 'Von Seiten, E-Mails und Apps, die sich danach richten.',
    timeZone: 'Zeitzone',
    timeZoneHint: 'Zeiten werden in ihr gezeigt, auch von Ihren Apps.',
    deviceZone: 'Die von diesem Gerät verwenden:',
    units: 'Einheiten',
    metric: { label: 'Metrisch', note: 'Millimeter, Gramm' },
    imperial: { label: 'Angloamerikanisch', note: 'Zoll, Pfund' },
    appearance: 'Aussehen',
    system: { label: 'Wie auf diesem Gerät', note: 'Folgt dem System' },
    light: { label: 'Hell', note: 'Immer' },
    dark: { label: 'Dunkel', note: 'Immer' },
    unknown: 'Wählen Sie einen Eintrag der Liste.',
    regions: {
      Africa: 'Afrika',
      America: 'Amerika',
      Antarctica: 'Antarktis',
      Arctic: 'Arktis',
      Asia: 'Asien',
      Atlantic: 'Atlantik',
      Australia: 'Australien',
      Europe: 'Europa',
      Indian: 'Indischer Ozean',
      Pacific: 'Pazifik',
    },
  },
}
