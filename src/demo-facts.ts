/** The names and secrets of the demo data, as documentation, examples and tests use them. Never outside a sandbox. */
export const DEMO = {
  password: 'grantory-demo',
  persons: [
    { email: 'owner@linden.example', firstName: 'Mara', name: 'Lindqvist', locale: 'en', countryCode: 'DE' },
    { email: 'member@linden.example', firstName: 'Jonas', name: 'Petersen', locale: 'de', countryCode: 'DE' },
    {
      email: 'developer@stockworks.example',
      firstName: 'Noor',
      name: 'Haddad',
      locale: 'en',
      countryCode: 'DE',
    },
    {
      email: 'operator@grantory.example',
      firstName: 'Tomas',
      name: 'Okafor',
      locale: 'en',
      countryCode: 'NL',
    },
  ],
  lindenPress: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01',
  harborLabels: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e02',
  stockworks: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e03',
  stockKeeper: {
    clientId: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11',
    secret: 'demoStockKeeperSecret000001',
    publicClientId: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e12',
    redirectUrls: [
      'http://localhost:3000/auth/grantory/callback',
      'http://localhost:3000/auth/grantory/org-callback',
      'http://127.0.0.1/callback',
    ],
  },
  warehouse: { clientId: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e21', secret: 'demoWarehouseSecret0000001' },
} as const
