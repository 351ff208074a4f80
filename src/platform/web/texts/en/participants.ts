import { type Html, html } from '../../html.ts'

/** The organizations a vendor invites to an app that is not for everybody. */
export const participants = {
  title: 'Participating organizations',
  lead: (app: string) => `These organizations can see and connect ${app} although it is not published.`,
  sandboxLead: (app: string) =>
    `In the sandbox everybody can connect ${app}. Whom you invite finds it among the apps of the organization.`,
  search: 'Invite an organization',
  searchHint: 'By a part of its name. Only organizations that allow to be found appear.',
  find: 'Find',
  nothingFound: (query: string) =>
    `No organization found for “${query}”. Its owners and admins may have to allow that it is found.`,
  known: 'Takes part',
  invite: 'Invite',
  none: 'No organization takes part yet',
  noneLead: 'Find one by its name and invite it. Its owners and admins get a mail and decide.',
  connected: 'Connected',
  offered: 'Not connected yet',
  invitedOn: (date: Html) => html`invited ${date}`,
  remove: 'Remove…',
  removeTitle: (organization: string) => `Remove ${organization}?`,
  noLongerSees: (organization: string, app: string) =>
    `${organization} no longer sees ${app} and cannot connect it.`,
  connectionEnds: (organization: string) =>
    `Its connection ends at once: every token for ${organization} stops working.`,
  again: 'You can invite it again later.',
  keep: 'Keep it',
  removeNow: 'Remove',
  notices: {
    invited: 'The organization is invited. Its owners and admins got a mail.',
    removed: 'The organization no longer takes part.',
    not_found: 'This organization cannot be invited any more.',
    own: 'Your own organization has the app already.',
    invited_already: 'This organization was invited already.',
    too_many: 'That were many invitations within a day. Try again tomorrow.',
  },
}
