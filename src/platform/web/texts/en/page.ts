/** Frame of every page, and words that many pages use. */
export const page = {
  skip: 'Skip to content',
  sandbox: 'Test data only.',
  sandboxMore: 'Nothing here reaches real customers.',
  navigation: 'Main',
  hub: 'Hub',
  start: 'Try the flows',
  documentation: 'Documentation',
  menuButton: 'Menu',
  selected: 'selected',
  yourself: 'Yourself',
  you: (name: string) => `${name} (you)`,
  pages: {
    label: 'Pages',
    shown: (from: number, to: number, count: number) => `${from}–${to} of ${count}`,
    previous: 'Previous',
    next: 'Next',
  },
  tabs: {
    overview: 'Organization',
    apps: 'Apps',
    members: 'Members',
    sites: 'Sites',
    tokens: 'Access tokens',
    developer: 'Developer',
  },
  account: {
    menu: 'Your account',
    profile: 'Profile',
    security: 'Security',
    sessions: 'Sessions',
    apps: 'Apps',
    organizations: 'Organizations',
    tokens: 'Private access tokens',
    preferences: 'Preferences',
  },
  signedInAs: 'Signed in as',
  useAnotherAccount: 'Use another account',
  signOut: 'Sign out',
  privateTokens: 'Private access tokens',
  menu: 'Private apps',
  faultTitle: 'Error: ',
  cancel: 'Cancel',
  continue: 'Continue',
  choose: 'Please choose',
  optional: '(optional)',
  cancelTo: (app: string) => `Cancel and go back to ${app}`,
  tooManyAttempts: (wait: string) => `Too many attempts. Wait ${wait}, then try again.`,
  wait: (seconds: number) => {
    const minutes = Math.ceil(seconds / 60)
    if (seconds <= 60) return seconds === 1 ? '1\u00a0second' : `${seconds}\u00a0seconds`
    return `${minutes}\u00a0minutes`
  },
}

export const roles: Record<string, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  purchaser: 'Purchaser',
  production_planner: 'Production planner',
  customer_service_representative: 'Customer service representative',
  sales_representative: 'Sales representative',
  designer: 'Designer',
  developer: 'Developer',
}

export const kinds: Record<string, string> = {
  printer: 'Printer',
  supplier: 'Supplier',
  machine_vendor: 'Machine vendor',
  brand_owner: 'Brand owner',
  designer: 'Designer',
  publisher: 'Publisher',
  software_developer: 'Software developer',
  other: 'Something else',
}
