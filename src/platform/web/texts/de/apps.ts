import { html } from '../../html.ts'
import type { apps as english } from '../en/apps.ts'

/** Connected apps of an organization or a person, and the launchpad. */
export const apps: typeof english = {
  title: organization => `Apps von ${organization}`,
  lead: 'Was jede App hier darf, wer sie erlaubt hat und wann sie zuletzt benutzt wurde.',
  ownTitle: 'Ihre Apps',
  ownLead:
    'Apps, die Ihr eigenes Konto nutzen dürfen. Was Ihre Organisationen verbunden haben, steht auf deren Seiten.',
  add: 'App hinzufügen',
  filters: { connected: 'Verbunden', waiting: 'Offene Bitten' },
  filterLabel: 'Auswahl',
  search: 'App suchen',
  by: vendor => (vendor === null ? '' : `von ${vendor}`),
  connectedBy: (person, date) => html`${person}, ${date}`,
  installedByVendor: 'Von ihrem Anbieter eingerichtet',
  connectedOn: date => html`verbunden am\u00a0${date}`,
  used: ago => html`Benutzt ${ago}`,
  neverUsed: 'Nie benutzt',
  waiting: count => (count === 1 ? '1 offene Bitte' : `${count} offene Bitten`),
  private: 'privat',
  switchedOff: 'abgeschaltet',
  none: 'Noch keine Apps',
  noneOrganization: organization => `Was ${organization} verbindet, erscheint hier für alle.`,
  nonePerson: 'Apps, die Ihr Konto nutzen dürfen, erscheinen hier.',
  noneFound: 'Keine App gefunden',
  noneFoundLead: 'Versuchen Sie ein anderes Wort.',
  nothingWaits: 'Nichts wartet auf Sie',
  nothingWaitsLead: 'Wenn eine App um mehr bittet, erscheint sie hier.',
  toStore: 'Zum Store',
  membersSee: organization =>
    `Alle Mitglieder von ${organization} sehen diese Liste. Inhaber und Admins können sie ändern.`,

  offered: 'Ihrer Organisation angeboten',
  connect: 'Verbinden',
  declineOffer: 'Nein, danke',
  open: 'Öffnen',
  waitingTitle: 'Wartet auf Ihre Zustimmung',
  waitingLead: 'Die App funktioniert auch ohne.',
  waitingMember: organization =>
    `Die App bittet um mehr. Inhaber und Admins von ${organization} können es erlauben.`,
  approve: 'Erlauben',
  approveChosen: 'Ausgewählte erlauben',
  decline: 'Ablehnen',
  declineChosen: 'Ausgewählte ablehnen',
  granted: 'Was sie darf',
  nothingGranted: 'Nichts, außer zu wissen, dass Sie verbunden sind.',
  unavailable: 'Erbeten, hier aber nicht verfügbar',
  unavailableLead: 'Die App, die es anbietet, ist nicht verbunden oder bietet es nicht mehr an.',
  facts: 'Über diese Verbindung',
  vendor: 'Anbieter',
  connected: 'Verbunden',
  lastUsed: 'Zuletzt benutzt',
  notices: {
    approved: 'Erlaubt. Die App kann es sofort nutzen.',
    declined: 'Abgelehnt. Die App arbeitet mit dem weiter, was sie hat.',
    offer_declined: 'Das Angebot ist abgelehnt. Der Anbieter kann die App wieder anbieten.',
    none_chosen: 'Wählen Sie aus, was Sie erlauben oder ablehnen möchten.',
    unchanged: 'Es war nichts mehr offen. Es wurde nichts geändert.',
    revoked: 'Der Zugriff ist entzogen. Die App kann hier nichts mehr tun.',
    connected: 'Die App ist verbunden.',
  },

  revoke: 'Zugriff entziehen…',
  revokeTitle: (app, bearer) =>
    bearer === null
      ? `${app} den Zugriff auf Ihr Konto entziehen?`
      : `${app} den Zugriff auf ${bearer} entziehen?`,
  stopsForMembers: count =>
    count === 1
      ? html`Sie <strong>funktioniert sofort nicht mehr</strong> für das einzige Mitglied.`
      : html`Sie <strong>funktioniert sofort nicht mehr</strong>, für keines der ${count} Mitglieder.`,
  stopsForYou: () =>
    html`Sie <strong>funktioniert sofort nicht mehr</strong> für Sie. Was Sie in der App selbst haben, bleibt dort.`,
  tokensEnd: 'Alle ihre Tokens enden, und sie verschwindet aus der App-Übersicht.',
  dependents: names => `Diese Apps nutzen, was sie anbietet, und verlieren es: ${names}.`,
  again: 'Sie lässt sich später wieder verbinden.',
  keep: 'Zugriff behalten',
  revokeNow: 'Zugriff entziehen',

  launchpad: {
    title: name => `Apps bei ${name}`,
    ownTitle: 'Ihre Apps',
    search: 'App suchen',
    more: 'Mehr im Store',
    asksForMore: (app, count) =>
      count === 1
        ? `${app} bittet um 1 weitere Berechtigung.`
        : `${app} bittet um ${count} weitere Berechtigungen.`,
    untilThen: 'Bis Sie antworten, arbeitet sie ohne.',
    review: 'Ansehen',
    empty: 'Noch keine Apps',
    emptyAdmin: organization => `Was ${organization} verbindet, erscheint hier für alle Mitglieder.`,
    emptyMember: (organization, names) =>
      `Was ${organization} verbindet, erscheint hier. Fragen Sie ${names}, ob eine App verbunden werden kann.`,
    emptyPerson: 'Apps, die Sie mit Ihrem eigenen Konto verbinden, erscheinen hier.',
    noneFound: query => `Keine App heißt „${query}“.`,
    all: 'Alle zeigen',
    lately: name => `Zuletzt bei ${name}`,
    nothingLately: 'Noch ist nichts geschehen.',
    noEntryPoint: 'hat keine Seite zum Öffnen',
  },
  happened: {
    connection_established: (actor, app) =>
      html`<strong class="font-medium">${actor}</strong> hat <strong class="font-medium">${app}</strong> verbunden`,
    connection_extended: (actor, app) =>
      html`<strong class="font-medium">${actor}</strong> hat <strong class="font-medium">${app}</strong> mehr erlaubt`,
    connection_revoked: (actor, app) =>
      html`<strong class="font-medium">${actor}</strong> hat <strong class="font-medium">${app}</strong> den Zugriff entzogen`,
    scopes_declined: (actor, app) =>
      html`<strong class="font-medium">${actor}</strong> hat abgelehnt, worum <strong class="font-medium">${app}</strong> bat`,
  },
  somebody: 'Jemand',
  anApp: 'eine App',
}
