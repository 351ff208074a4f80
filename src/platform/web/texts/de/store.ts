import { html } from '../../html.ts'
import type { store as english } from '../en/store.ts'

/** The store, and connecting an app from it. */
export const store: typeof english = {
  title: 'Apps, die schon zusammenarbeiten',
  lead: 'Verbinden Sie eine, und sie findet Ihre Organisation, Ihre Leute und die anderen Apps.',
  navigation: 'App-Store',
  search: 'Im Store suchen',
  searchHint: 'Name oder Zweck',
  searchAction: 'Suchen',
  categories: 'Kategorien',
  all: 'Alle',
  allApps: 'Alle Apps',
  found: (count, query) => (count === 1 ? `1 App zu „${query}“` : `${count} Apps zu „${query}“`),
  connected: 'Verbunden',
  none: 'Noch keine Apps',
  noneLead: 'Sobald ein Anbieter eine App veröffentlicht, erscheint sie hier.',
  noneFound: 'Keine App gefunden',
  noneFoundLead: 'Versuchen Sie ein anderes Wort, oder sehen Sie alle Apps durch.',
  showAll: 'Alle Apps zeigen',

  breadcrumbs: 'Wo Sie sind',
  by: vendor => `von ${vendor}`,
  connectTo: name => `Mit ${name} verbinden`,
  connectLead: 'Sie sehen jede Berechtigung noch einmal, bevor etwas erlaubt wird.',
  connect: 'Verbinden',
  connectAnother: 'Mit einer anderen Organisation oder mit Ihnen verbinden',
  signInToConnect: 'Anmelden und verbinden',
  isConnected: name => `Mit ${name} verbunden`,
  open: 'Öffnen',
  permissions: 'Berechtigungen ansehen',
  asksForMore: count =>
    count === 1
      ? 'Sie bittet um eine weitere Berechtigung.'
      : `Sie bittet um ${count} weitere Berechtigungen.`,
  review: 'Ansehen',
  demo: 'Demo ausprobieren',
  notAvailable: who => `Diese App ist für ${who} nicht verfügbar.`,
  mainAppFirst: (who, app) => html`Das ist eine Erweiterung. ${who} muss zuerst mit ${app} verbunden sein.`,
  memberOnly: administrators => `Nur Inhaber und Admins dürfen Apps verbinden: Fragen Sie ${administrators}.`,
  ableTo: 'Was sie können wird',
  asksNothing: 'Sie fragt nach keinen Daten.',
  ofOrganization: 'In einer Organisation',
  ofPerson: 'In Ihrem eigenen Konto',
  states: {
    draft: 'Noch nicht veröffentlicht: Nur ihr Anbieter kann sie verbinden.',
    in_review: 'In Prüfung: Bisher kann nur ihr Anbieter sie verbinden.',
    inactive: 'Vom Betreiber abgeschaltet.',
  },
  addonOf: app => html`Erweiterung für ${app}`,
  addons: 'Erweiterungen',
  moreOf: vendor => `Mehr von ${vendor}`,
  screenshots: 'Bildschirmfotos',
  screenshot: (number, caption) => `Bildschirmfoto ${number}: ${caption}`,
  numbered: (number, count) => `Bildschirmfoto ${number} von ${count}`,
  previous: 'Voriges',
  next: 'Nächstes',
  backTo: app => `Zurück zu ${app}`,
  private: 'Private App: Sie steht nicht im Store.',
  unpublished: 'Das ist eine Vorschau. Die App steht nicht im Store.',
  languages: 'Sprachen',
  category: 'Kategorie',
  vendor: 'Anbieter',
  languageNames: { en: 'Englisch', 'en-US': 'Englisch (USA)', de: 'Deutsch' },

  choose: {
    title: app => `Wo soll ${app} arbeiten?`,
    lead: 'Auf der nächsten Seite sehen Sie, was sie dort darf. Noch ist nichts erlaubt.',
    yourself: 'Ihr eigenes Konto',
    yourselfLead: 'Nur für Sie',
    connected: 'schon verbunden',
    notAdministrator: administrators =>
      `Sie sind Mitglied. Nur Inhaber und Admins dürfen Apps verbinden: Fragen Sie ${administrators}.`,
    secondFactor: 'Sie verlangt einen zweiten Faktor, und Ihr Konto hat keinen.',
    notAvailable: app => `${app} ist für diese Organisation nicht verfügbar.`,
    cancel: app => `Zurück zu ${app}`,
  },
  consent: {
    unavailableTitle: 'Noch nicht verfügbar',
    unavailableLead:
      'Auch das hätte sie gern. Sie können es erlauben, sobald die App verbunden ist, die es anbietet.',
    sentBack: 'Sie finden sie in der App-Übersicht.',
    faults: {
      gone: 'Diese App oder diese Organisation gibt es nicht mehr. Es wurde nichts geändert.',
      not_administrator: 'Sie sind nicht mehr Inhaber oder Admin. Es wurde nichts geändert.',
      not_available: 'Diese App kann hier im Moment nicht verbunden werden. Es wurde nichts geändert.',
      changed:
        'Die App bittet inzwischen um etwas anderes. Sehen Sie es sich noch einmal an; es wurde nichts geändert.',
    },
  },
}
