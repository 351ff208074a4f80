import assert from 'node:assert/strict'
import { DEMO } from './demo.ts'
import type { TestApp } from './test-app.ts'
import type { TokenAnswer } from './test-client.ts'

/** What the first member of a test account signs in with. */
export const TEST_OWNER = { email: 'ada@demo.example', password: 'four green bottles' }

/** A test account of Stockworks with an owner, a member, a site and its two apps. */
export const DEMO_PRINT = {
  name: 'Demo Print',
  country_code: 'DE',
  kinds: ['printer'],
  sections: { printer: ['labels'] },
  connection_attributes: ['stock_keeper', 'warehouse'],
  member_attributes: [
    {
      ...TEST_OWNER,
      country_code: 'DE',
      locale: 'en',
      first_name: 'Ada',
      name: 'Lovelace',
      roles: ['owner'],
    },
    {
      ...{ email: 'bob@demo.example', password: 'five blue bottles', country_code: 'NL', locale: 'de' },
      ...{ first_name: null, name: 'Bob', roles: ['member', 'designer'] },
    },
  ],
  site_attributes: [
    {
      ...{ name: 'Works', headquarter: true },
      address_attributes: { addressee: 'Demo Print', text: 'Kai 12\n20457 Hamburg' },
    },
    { name: 'Store', headquarter: false },
  ],
}

/** `/api/v1/test_accounts` as an app of a vendor calls it; by default the demo's. */
export function testAccounts(
  app: TestApp,
  credentials: { id: string; secret?: string | undefined } = DEMO.stockKeeper,
) {
  const client = app.client(credentials)
  const call = (method: 'GET' | 'POST' | 'DELETE', path = '', json?: unknown) =>
    client.api(null, `/api/v1/test_accounts${path}`, {
      method,
      headers: { authorization: client.basic },
      ...(json !== undefined && { json }),
    })
  return {
    client,
    call,
    list: () => call('GET'),
    get: (id: string) => call('GET', `/${id}`),
    remove: (id: string) => call('DELETE', `/${id}`),
    post: (account: unknown) => call('POST', '', { test_account: account }),
    /** Makes one that must succeed; gives its body. */
    async make(account: object = DEMO_PRINT): Promise<TokenAnswer['body']> {
      const answer = await call('POST', '', { test_account: account })
      assert.equal(answer.status, 201, answer.text)
      return answer.body
    },
    /** Tries to make one that must be refused; gives the texts by field. */
    async refused(account: object): Promise<Record<string, string[]>> {
      const answer = await call('POST', '', { test_account: account })
      assert.equal(answer.status, 422, answer.text)
      return answer.body.errors
    },
  }
}
