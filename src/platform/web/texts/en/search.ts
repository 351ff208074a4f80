/** The search of the whole hub. */
export const search = {
  title: 'Search',
  hint: 'Apps, organizations, pages',
  lead: 'Press / on any page to search from there.',
  action: 'Search',
  groups: {
    apps: 'Your apps',
    organizations: 'Organizations',
    developer: 'Apps you develop',
    store: 'In the store',
    pages: 'Pages',
    documentation: 'Documentation',
    elsewhere: 'Search on',
  },
  count: (count: number, query: string) =>
    count === 0
      ? `Nothing found for “${query}”`
      : count === 1
        ? `1 result for “${query}”`
        : `${count} results for “${query}”`,
  places: (count: number) => (count === 1 ? '1 page' : `${count} pages`),
  inOrganization: (organization: string) => `in ${organization}`,
  inOwnAccount: 'in your own account',
  develop: (organization: string) => `developed by ${organization}`,
  inStore: (query: string) => `“${query}” in the store`,
  inDocumentation: (query: string) => `“${query}” in the documentation`,
  none: 'Nothing found',
  noneLead: 'Try another word.',
  /** Other words for pages, by the last part of their address. */
  words: {
    launchpad: 'start open apps tiles',
    store: 'find connect install apps',
    docs: 'help guide api reference',
    profile: 'name picture birthday avatar',
    security: 'password passkey one-time code second factor recovery 2fa mfa',
    sessions: 'devices browsers sign out',
    apps: 'connections permissions revoke approve',
    organizations: 'join leave create company',
    tokens: 'api key script private access token',
    preferences: 'language time zone dark light units',
    members: 'people invite roles',
    sites: 'address headquarter location',
    developer: 'credentials client id secret redirect',
    'test-accounts': 'demo sandbox people',
    mailbox: 'mails e-mails messages',
  } as Record<string, string>,
}
