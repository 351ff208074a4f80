import { type Fragment, html } from '../../html.ts'

/** Who is connected to an app, and tokens that the vendor of a private app generates for an organization. */
export const connectionTokens = {
  listTitle: (app: string) => `Connected to ${app}`,
  listLead: 'Who let your app in, since when, and what they granted. For an organization you see its tokens.',
  kinds: { Person: 'Person', Organization: 'Organization' },
  since: (date: Fragment) => html`since ${date}`,
  tokens: 'Tokens',
  tokensOf: (organization: string) => `Tokens for ${organization}`,
  empty: 'Nobody yet',
  emptyLead: (app: string) => `People and organizations that connect ${app} appear here.`,

  title: (app: string, organization: string) => `Tokens of ${app} for ${organization}`,
  lead: 'Access tokens that work now, and new ones to try the app.',
  active: 'Active access tokens',
  noneActive: 'None at the moment.',
  generate: 'Generate token',
  generateLead: 'It works for one hour and can be refreshed, like one that the app got itself.',
  nothingGranted: (organization: string) =>
    `${organization} has granted no permission yet. A token could do nothing.`,
  scopes: 'Permissions',
  scopesHint: (organization: string) => `What ${organization} has granted.`,
  faults: {
    not_private: 'Tokens are generated for private apps only.',
    not_active: 'The app is switched off.',
    not_permitted: 'Only owners, admins and developers of the vendor may do this.',
    not_connected: 'The organization is not connected any more.',
    no_credentials: 'The app has no confidential credentials. Create some first.',
    scopes_missing: 'Choose at least one permission.',
    scopes_not_granted: 'One of the permissions you chose is not granted any more. Try again.',
    too_many_today: 'Too many tokens were generated since yesterday. Try again tomorrow.',
    made_already: 'This form was sent already.',
    form_too_old: 'This page was open for more than a day. Try again.',
  },
  issuedAndExpires: (issued: Fragment, expires: Fragment) =>
    html`<span class="inline-block">Issued on\u00a0${issued},</span> <span class="inline-block">expires on\u00a0${expires}</span>`,
  flows: {
    authorization_code: 'Sign-in',
    client_credentials: 'Client credentials',
    device_code: 'Device',
    delegation: 'Delegated',
    password: 'Password',
    implicit: 'Implicit',
    connection_page: 'Generated here',
  },
  revokeNamed: (jti: string) => `Revoke the token ${jti}…`,
  notices: {
    revoked: 'The token is revoked. It does not work any more.',
    made_already:
      'This form was sent already, and the tokens were shown then. If you did not keep them, revoke the access token and generate another.',
  },

  generatedTitle: 'Copy your new tokens now',
  generatedLead: (app: string, organization: string) =>
    `Whoever has them acts as ${app} for ${organization}. Keep them like passwords.`,
  shownOnce: 'This is the only time they are shown. Nobody can look them up later, not even us.',
  accessToken: 'Access token',
  refreshToken: 'Refresh token',
  clientId: 'Client ID',
  refreshIt: 'Refresh it',
  done: 'Done, I have copied them',
  revokeTitle: 'Revoke this token?',
  stopsAtOnce: (app: string, organization: string) =>
    html`It <strong>stops working at once</strong>: ${app} can do nothing with it for ${organization} any more.`,
  refreshEnds: 'Its refresh token and everything that came from the same grant end with it.',
}
