import { type Fragment, html } from '../../html.ts'

/** The start page of the hub. */
export const start = {
  title: (brand: string) => `${brand} is running`,
  lead: (address: Fragment) =>
    html`A hub for sign-in and connected apps, at ${address}. It is a sandbox with demo data: change what you like.`,
  accounts: 'Demo accounts',
  accountsLead: (password: Fragment) => html`All have the password ${password}`,
  position: (roles: string, organization: string) => `${roles} at\u00a0${organization}`,
  operator: 'Operator of this hub',
  withoutOrganization: 'No organization yet',
  signIn: 'Sign in',
  signInAs: (name: string) => `Sign in as ${name}`,
  isSignedIn: 'signed in',
  next: 'What to try next',
  flows: 'Try the flows',
  flowsLead: 'Each runs for real against this hub and shows every request, every answer and the token.',
  runExample: 'Run the example app',
  runExampleLead: (link: Fragment) =>
    html`A small passport app that logs in with this hub. Start it in a second terminal, then open ${link}.`,
  createAccount: 'Create your own account',
  createAccountLead: (mailbox: Fragment) =>
    html`Sign up like a newcomer. The mails of the sandbox are in its ${mailbox}.`,
  createAccountAction: 'Create an account',
  mailbox: 'mailbox',
  forApps: 'For apps',
  keySet: 'Keys that verify tokens',
  metadata: 'Server metadata',
  home: {
    title: (brand: string) => `Welcome to ${brand}`,
    lead: 'Sign in to the apps of your company with one account, and decide what they may see.',
    signIn: 'Sign in',
    createAccount: 'Create an account',
  },
}
