import { type Fragment, html } from '../../html.ts'

/** Connected apps of an organization or a person, and the launchpad. */
export const apps = {
  title: (organization: string) => `Apps connected to ${organization}`,
  lead: 'What each app may do here, who allowed it and when it was last used.',
  ownTitle: 'Your apps',
  ownLead: 'Apps that you let use your own account. What your organizations connected is on their pages.',
  add: 'Add an app',
  filters: { connected: 'Connected', waiting: 'Waiting' },
  filterLabel: 'Filter',
  search: 'Find an app',
  by: (vendor: string | null) => (vendor === null ? '' : `by ${vendor}`),
  connectedBy: (person: string, date: Fragment) => html`${person}, ${date}`,
  installedByVendor: 'Installed by its vendor',
  connectedOn: (date: Fragment) => html`connected on\u00a0${date}`,
  used: (ago: Fragment) => html`Used ${ago}`,
  neverUsed: 'Never used',
  waiting: (count: number) => `${count} waiting`,
  private: 'private',
  switchedOff: 'switched off',
  none: 'No apps yet',
  noneOrganization: (organization: string) => `Apps that ${organization} connects appear here for everyone.`,
  nonePerson: 'Apps that you let use your account appear here.',
  noneFound: 'No app found',
  noneFoundLead: 'Try another word.',
  nothingWaits: 'Nothing waits for you',
  nothingWaitsLead: 'When an app asks for more, it appears here.',
  toStore: 'Go to the store',
  membersSee: (organization: string) =>
    `Members of ${organization} can see this list. Owners and admins can change it.`,

  offered: 'Offered to your organization',
  connect: 'Connect',
  declineOffer: 'No, thanks',
  open: 'Open',
  waitingTitle: 'Waiting for your approval',
  waitingLead: 'The app works without them.',
  waitingMember: (organization: string) =>
    `The app asks for more. Owners and admins of ${organization} can approve it.`,
  approve: 'Approve',
  approveChosen: 'Approve selected',
  decline: 'Decline',
  declineChosen: 'Decline selected',
  granted: 'What it may do',
  nothingGranted: 'Nothing beyond knowing that you are connected.',
  unavailable: 'Asked for, but not available here',
  unavailableLead: 'The app that offers it is not connected, or does not offer it any more.',
  facts: 'About this connection',
  vendor: 'Vendor',
  connected: 'Connected',
  lastUsed: 'Last used',
  notices: {
    approved: 'Approved. The app can use it at once.',
    declined: 'Declined. The app goes on with what it has.',
    offer_declined: 'The offer is declined. The vendor can offer the app again.',
    none_chosen: 'Select what you want to approve or decline.',
    unchanged: 'Nothing was waiting any more. Nothing was changed.',
    revoked: 'Access is revoked. The app cannot do anything here any more.',
    connected: 'The app is connected.',
  },

  revoke: 'Revoke access…',
  revokeTitle: (app: string, bearer: string | null) =>
    bearer === null ? `Revoke ${app}'s access to your account?` : `Revoke ${app}'s access to ${bearer}?`,
  stopsForMembers: (count: number) =>
    count === 1
      ? html`It <strong>stops working at once</strong> for the only member.`
      : html`It <strong>stops working at once</strong> for all ${count} members.`,
  stopsForYou: () =>
    html`It <strong>stops working at once</strong> for you. What you have in the app itself stays there.`,
  tokensEnd: 'All its tokens end, and it disappears from the launchpad.',
  dependents: (names: string) => `These apps use what it offers and lose that: ${names}.`,
  again: 'It can be connected again later.',
  keep: 'Keep access',
  revokeNow: 'Revoke access',

  launchpad: {
    title: (name: string) => `Apps at ${name}`,
    ownTitle: 'Your apps',
    search: 'Find an app',
    more: 'More in the store',
    asksForMore: (app: string, count: number) =>
      count === 1 ? `${app} asks for 1 more permission.` : `${app} asks for ${count} more permissions.`,
    untilThen: 'Until you answer, it works without it.',
    review: 'Review',
    empty: 'No apps yet',
    emptyAdmin: (organization: string) => `Apps that ${organization} connects appear here for all members.`,
    emptyMember: (organization: string, names: string) =>
      `Apps that ${organization} connects appear here. Ask ${names} to connect one.`,
    emptyPerson: 'Apps that you connect to your own account appear here.',
    noneFound: (query: string) => `No app is called “${query}”.`,
    all: 'Show all',
    lately: (name: string) => `Lately at ${name}`,
    nothingLately: 'Nothing happened yet.',
    noEntryPoint: 'has no page to open',
  },
  happened: {
    connection_established: (actor: string, app: string) =>
      html`<strong class="font-medium">${actor}</strong> connected <strong class="font-medium">${app}</strong>`,
    connection_extended: (actor: string, app: string) =>
      html`<strong class="font-medium">${actor}</strong> allowed <strong class="font-medium">${app}</strong> more`,
    connection_revoked: (actor: string, app: string) =>
      html`<strong class="font-medium">${actor}</strong> revoked the access of <strong class="font-medium">${app}</strong>`,
    scopes_declined: (actor: string, app: string) =>
      html`<strong class="font-medium">${actor}</strong> declined what <strong class="font-medium">${app}</strong> asked for`,
  },
  somebody: 'Somebody',
  anApp: 'an app',
}
