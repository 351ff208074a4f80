import { html } from '../../html.ts'
import type { participants as english } from '../en/participants.ts'

/** The organizations a vendor invites to an app that is not for everybody. */
export const participants: typeof english = {
  title: 'Teilnehmende Organisationen',
  lead: app =>
    `Diese Organisationen sehen ${app} und können sie verbinden, obwohl sie nicht veröffentlicht ist.`,
  sandboxLead: app =>
    `In der Sandbox können alle ${app} verbinden. Wen Sie einladen, findet sie unter den Apps der Organisation.`,
  search: 'Eine Organisation einladen',
  searchHint: 'Mit einem Teil ihres Namens. Es erscheinen nur Organisationen, die gefunden werden wollen.',
  find: 'Suchen',
  nothingFound: query =>
    `Keine Organisation gefunden für „${query}“. Vielleicht müssen ihre Inhaber oder Admins erst erlauben, dass sie gefunden wird.`,
  known: 'Nimmt teil',
  invite: 'Einladen',
  none: 'Noch nimmt keine Organisation teil',
  noneLead:
    'Suchen Sie eine nach ihrem Namen und laden Sie sie ein. Ihre Inhaber und Admins erhalten eine Mail und entscheiden.',
  connected: 'Verbunden',
  offered: 'Noch nicht verbunden',
  invitedOn: date => html`eingeladen am ${date}`,
  remove: 'Entfernen…',
  removeTitle: organization => `${organization} entfernen?`,
  noLongerSees: (organization, app) =>
    `${organization} sieht ${app} nicht mehr und kann sie nicht verbinden.`,
  connectionEnds: organization =>
    `Die Verbindung endet sofort: Kein Token für ${organization} funktioniert mehr.`,
  again: 'Sie können die Organisation später wieder einladen.',
  keep: 'Behalten',
  removeNow: 'Entfernen',
  notices: {
    invited: 'Die Organisation ist eingeladen. Ihre Inhaber und Admins haben eine Mail erhalten.',
    removed: 'Die Organisation nimmt nicht mehr teil.',
    not_found: 'Diese Organisation kann nicht mehr eingeladen werden.',
    own: 'Ihre eigene Organisation hat die App schon.',
    invited_already: 'Diese Organisation war schon eingeladen.',
    too_many: 'Das waren viele Einladungen an einem Tag. Versuchen Sie es morgen wieder.',
  },
}
