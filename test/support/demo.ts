/** The demo data as tests name it. */
export const DEMO = {
  owner: 'owner@linden.example',
  member: 'member@linden.example',
  developer: 'developer@stockworks.example',
  operator: 'operator@grantory.example',
  password: 'grantory-demo',
  linden: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01',
  stockworks: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e03',
  harbor: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e02',
  stockKeeper: { id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11', secret: 'demoStockKeeperSecret000001' },
  stockKeeperPublic: { id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e12' },
  warehouse: { id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e21', secret: 'demoWarehouseSecret0000001' },
  redirectUrl: 'http://localhost:3000/auth/grantory/callback',
  organizationRedirectUrl: 'http://localhost:3000/auth/grantory/org-callback',
  loopbackRedirectUrl: 'http://127.0.0.1/callback',
}
