import { type Fragment, html } from '../../html.ts'

/** Private access tokens of people and organizations. */
export const tokens = {
  title: 'Private access tokens',
  titleOrganization: (organization: string) => `Private access tokens of ${organization}`,
  lead: 'For scripts and tests: whoever has such a token can do in your name what it permits.',
  leadOrganization: (organization: string) =>
    `For scripts and tests: whoever has such a token can do for ${organization} what it permits, also when the person who made it has left.`,
  create: 'New token',
  active: 'Active',
  ended: 'Ended',
  empty: 'No tokens yet',
  noneActive: 'No active tokens',
  emptyPerson: 'Make one when a script or a test of yours should use the API without an app.',
  emptyOrganization: (organization: string) =>
    `Make one when a script or a test should use the API for ${organization} without an app.`,
  notices: {
    revoked: 'The token is revoked. It does not work any more.',
    made_already:
      'This form was sent already, and the token was shown then. If you did not keep it, revoke it and make another.',
  },
  statuses: { active: 'active', revoked: 'revoked', expired: 'expired' },
  operator: 'the operator',
  formerPerson: 'a deleted account',
  madeAndExpires: (name: string, made: Fragment, expires: Fragment) =>
    html`Made by ${name} on ${made} · expires on ${expires}`,
  madeAndExpired: (name: string, made: Fragment, expired: Fragment) =>
    html`Made by ${name} on ${made} · expired on ${expired}`,
  madeAndRevoked: (name: string, made: Fragment, revoked: Fragment, reason: string | null) =>
    html`Made by ${name} on ${made} · revoked on ${revoked}${reason && `: ${reason}`}`,
  reasons: {
    'revoked by its holder': 'by a request with the token itself',
    'revoked by the operator': 'by the operator of this hub',
    'scope no longer available': 'an app it needed is not connected any more, or a permission is gone',
    'address confirmed first': 'it was older than the confirmation of the e-mail address',
  } as Record<string, string>,
  permissions: (count: number) => (count === 1 ? '1 permission' : `${count} permissions`),
  revoke: 'Revoke…',
  revokeNamed: (note: string) => `Revoke “${note}”…`,

  newTitle: 'New private access token',
  newTitleOrganization: (organization: string) => `New access token for ${organization}`,
  newLead: 'It works for one year, in your name, until you revoke it.',
  newLeadOrganization: (organization: string) =>
    `It works for one year, for ${organization}, until an owner or admin revokes it.`,
  note: 'Note',
  noteHint: 'What is it for? For example: nightly export.',
  scopes: 'Permissions',
  scopesHint: 'All that you have here and in the apps you are connected to. Choose as few as possible.',
  scopesHintOrganization: (organization: string) =>
    `All that ${organization} has here and in the apps it is connected to. Choose as few as possible.`,
  faults: {
    note_missing: 'Enter what the token is for.',
    note_too_long: 'Use at most 100 characters.',
    scopes_missing: 'Choose at least one permission.',
    scopes_unavailable:
      'One of the permissions you chose is not available any more. Look through the list and try again.',
    scopes_too_many: 'These are too many for one token. Choose fewer, or make two tokens.',
    too_many_active: 'There are 50 active tokens, and there cannot be more. Revoke one that is not needed.',
    too_many_today: 'Too many tokens were made since yesterday. Try again tomorrow.',
    made_already: 'This form was sent already.',
    no_bearer: 'There is no such person or organization any more.',
    not_permitted: 'Only owners and admins may do this.',
  },
  submit: 'Create token',

  createdTitle: 'Copy your new token now',
  createdLead: 'Keep it like a password: it acts in your name.',
  createdLeadOrganization: (organization: string) => `Keep it like a password: it acts for ${organization}.`,
  shownOnce: 'This is the only time it is shown. Nobody can look it up later, not even us.',
  token: 'Your token',
  copyHint: 'One click selects all of it; then copy it to where it will be used.',
  validUntil: 'Valid until',
  tryIt: 'Try it',
  done: 'Done, I have copied it',

  revokeTitle: (note: string) => `Revoke “${note}”?`,
  stopsAtOnce: (organization: string | null) =>
    html`Everything that uses this token ${organization ? `for ${organization}` : 'in your name'} <strong>stops working at once</strong>.`,
  cannotBeUndone: 'It cannot be undone. If it is still needed somewhere, make a new token first.',
  madeBy: (name: string, made: Fragment) => html`Made by ${name} on ${made}.`,
  keep: 'Keep token',
  revokeNow: 'Revoke token',
}
