import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { deleteOrganization } from '../../src/modules/directory/index.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const client = (app: TestApp) => app.client(DEMO.stockKeeper)

async function accessToken(app: TestApp, email: string, scope: string): Promise<string> {
  const tokens = await client(app).tokensFor(await app.signedIn(email), scope)
  assert.equal(tokens.status, 200, tokens.text)
  return tokens.body.access_token
}

test('GET /organization is the organization of the token with its later additions, in UTC (directory-api.md §4.3)', async () => {
  await using app = await testApp({ at: '2026-01-01T07:15:00.282Z' })
  const token = await accessToken(app, DEMO.owner, `Org/${DEMO.linden}.directory.organization.r`)
  await app.db.transaction(tx => tx.write(sql`update person set time_zone = 'Europe/Berlin'`))
  for (const path of ['/api/v1/organization', '/api/v1/organization.json']) {
    const { status, headers, body } = await client(app).api(token, path)
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/json; charset=utf-8')
    assert.deepEqual(body, {
      id: DEMO.linden,
      name: 'Linden Press',
      slug: 'linden_press',
      kinds: ['printer'],
      sections: { printer: ['softcover_books', 'brochures'] },
      country_code: 'DE',
      connected: true,
      subscription: null,
      granted_oauth_scopes: ['directory.organization.r'],
      requested_oauth_scopes: [],
      requested_oauth_scopes_waiting_for_approval: [],
      brand_color: null,
      currency: 'EUR',
      test_account_owner_id: null,
      created_at: '2026-01-01T07:15:00.282Z',
      updated_at: '2026-01-01T07:15:00.282Z',
      logo_url: null,
      kind: 'printer',
      require_two_factor_authentication: false,
      tax_identifier: null,
      unconfirmed_tax_identifier: null,
      unconfirmed_tax_identifier_valid: null,
      authorized_for_payment: false,
    })
  }
})

test('an on-behalf token reads the organization in UTC and the person in the person’s zone (G-34, C-16)', async () => {
  await using app = await testApp({ at: '2026-01-01T07:15:00Z' })
  await app.db.transaction(tx => tx.write(sql`update person set time_zone = 'Europe/Berlin'`))
  const scope = `Per>Org/${DEMO.linden}.directory.organization.r Per>Org/${DEMO.linden}.directory.person.r`
  const token = await accessToken(app, DEMO.owner, scope)
  const organization = await client(app).api(token, '/api/v1/organization')
  assert.equal(organization.body.created_at, '2026-01-01T07:15:00.000Z')
  const person = await client(app).api(token, '/api/v1/person')
  assert.equal(person.body.email, DEMO.owner)
  assert.equal(person.body.created_at, '2026-01-01T08:15:00.000+01:00')
})

test('GET /organization refuses a Person bearer, a missing scope and no token (directory-api.md §2)', async () => {
  await using app = await testApp()
  const person = await accessToken(app, DEMO.owner, 'directory.person.r')
  const wrongBearer = await client(app).api(person, '/api/v1/organization')
  assert.equal(wrongBearer.status, 403)
  assert.deepEqual(wrongBearer.body.errors, [
    'unpermitted_subject',
    'Expected Subject Type: Organization | Subject type from Access Token: Person',
  ])
  const members = await accessToken(app, DEMO.owner, `Org/${DEMO.linden}.directory.organization_members.r`)
  const wrongScope = await client(app).api(members, '/api/v1/organization')
  assert.equal(wrongScope.status, 403)
  assert.equal(wrongScope.body.errors[0], 'unpermitted_scope')
  assert.equal((await client(app).api(null, '/api/v1/organization')).status, 401)
})

test('the token of a deleted organization reads nothing', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, `Org/${DEMO.linden}.directory.organization.r`)
  const { directoryHooks } = app.app
  await app.db.transaction(tx =>
    deleteOrganization(tx, { organizationId: DEMO.linden }, directoryHooks, app.clock.now()),
  )
  const answer = await client(app).api(token, '/api/v1/organization')
  assert.ok([403, 404].includes(answer.status), answer.text)
})

test('GET /roles is public: the nine roles in their order, named in the language asked for (directory-api.md §12.1)', async () => {
  await using app = await testApp()
  const german = await client(app).api(null, '/api/v1/roles?lang=de')
  assert.equal(german.status, 200)
  assert.deepEqual(german.body, [
    { id: 'owner', name: 'Eigentümer' },
    { id: 'admin', name: 'Administrator' },
    { id: 'member', name: 'Mitglied' },
    { id: 'purchaser', name: 'Einkauf' },
    { id: 'production_planner', name: 'Produktionsplaner' },
    { id: 'customer_service_representative', name: 'Kundenberater' },
    { id: 'sales_representative', name: 'Vertrieb' },
    { id: 'designer', name: 'Designer' },
    { id: 'developer', name: 'Entwickler' },
  ])
  const english = await client(app).api(null, '/api/v1/roles.json')
  assert.equal(english.body[0].name, 'Owner')
  const accepted = await client(app).api(null, '/api/v1/roles', { headers: { 'accept-language': 'de-AT' } })
  assert.deepEqual(accepted.body, german.body)
})
