import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { TestClient } from '../support/test-client.ts'
import { eventsNamed, tokensIn } from '../support/tokens.ts'

const NOWHERE = '0190c8a4-0000-7000-8000-00000000dead'
const ADDRESS = {
  addressee: 'Northwind Press',
  street_and_number: 'Kai 12',
  zip_code: '20457',
  town: 'Hamburg',
  state: 'Hamburg',
  country_code: 'DE',
}

/** Two organizations of an owner, who is a member of the second one only, and an app that may do everything with sites. */
async function buildSites(app: TestApp, scope = 'directory.sites.rw') {
  const [owner, other] = [await buildPerson(app), await buildPerson(app)]
  const own = await buildOrganization(app, { owner, name: 'Northwind' })
  const workplace = await buildOrganization(app, { owner: other, members: { [owner.id]: ['member'] } })
  const { id: appId, client } = await buildApp(app, { desires: [scope] })
  for (const bearer of [
    { type: 'Organization' as const, id: own.id },
    { type: 'Organization' as const, id: workplace.id },
    { type: 'Person' as const, id: owner.id },
  ])
    await buildConnection(app, { appId, bearer, granted: [scope] })
  const tokenOf = async (bearer: string): Promise<string> =>
    tokensIn(await client.token({ grant_type: 'client_credentials', scope: `${bearer}.${scope}` }))
      .access_token
  const token = {
    own: await tokenOf(`Org/${own.id}`),
    workplace: await tokenOf(`Org/${workplace.id}`),
    person: await tokenOf(`Per/${owner.id}`),
  }
  return { owner, own, workplace, client, token }
}

function send(client: TestClient, token: string, method: 'POST' | 'PATCH', path: string, site: unknown) {
  return client.api(token, path, { method, json: { site } })
}

test('an organization has a headquarter of its name from the beginning (directory-api.md §4.9, §5)', async () => {
  await using app = await testApp({ at: '2026-01-01T07:15:00.282Z' })
  const { client, own, token } = await buildSites(app)
  const { status, headers, body } = await client.api(token.own, '/api/v1/sites')
  assert.equal(status, 200)
  assert.equal('current-page' in headers, false)
  const [{ id, organization, ...site }, ...others] = body
  assert.deepEqual(others, [])
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.deepEqual(site, {
    name: 'Northwind',
    headquarter: true,
    address: null,
    created_at: '2026-01-01T07:15:00.282Z',
    updated_at: '2026-01-01T07:15:00.282Z',
  })
  assert.deepEqual([organization.id, organization.connected], [own.id, true])
})

test('a site is added with its address and read again; only the first is the headquarter, and apps are told (directory-api.md §9, events.md §9)', async () => {
  await using app = await testApp()
  const { client, own, token } = await buildSites(app)
  const made = await send(client, token.own, 'POST', '/api/v1/sites', {
    name: 'Main works',
    address_attributes: ADDRESS,
  })
  assert.equal(made.status, 201, made.text)
  const { id, created_at, updated_at, ...address } = made.body.address
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.equal(created_at, updated_at)
  assert.deepEqual(address, {
    ...ADDRESS,
    street: 'Kai',
    number: '12',
    addition: null,
    location: [null, null],
  })
  assert.deepEqual([made.body.name, made.body.headquarter], ['Main works', false])
  const read = await client.api(token.own, `/api/v1/sites/${made.body.id}`)
  assert.deepEqual(read.body, made.body)
  const [event] = await eventsNamed(app, 'site_added')
  assert.deepEqual(event, {
    subject: `Org/${own.id}`,
    payload: JSON.stringify({ site_id: made.body.id }),
    appId: null,
  })
})

test('a change touches what is sent; whole objects that are sent back change nothing and tell nobody (C-37, C-59)', async () => {
  await using app = await testApp()
  const { client, token } = await buildSites(app)
  const { body: site } = await send(client, token.own, 'POST', '/api/v1/sites', {
    name: 'Works',
    address_attributes: ADDRESS,
  })
  app.clock.advance(60_000)
  const path = `/api/v1/sites/${site.id}`
  // As a client sends it: what it read, read-only members, and `address_attributes` beside `address`.
  const echo = { ...site, site_id: null, address_attributes: { ...site.address, site_id: null } }
  assert.deepEqual((await send(client, token.own, 'PATCH', path, echo)).body, site)
  assert.deepEqual(
    (await send(client, token.own, 'PATCH', path, { ...site, address_attributes: null })).body,
    site,
  )
  assert.deepEqual(await eventsNamed(app, 'site_updated'), [])

  const changed = await send(client, token.own, 'PATCH', path, {
    address_attributes: { town: 'Bremen', state: null },
  })
  const { address } = changed.body
  assert.deepEqual(
    [changed.body.name, address.id, address.town, address.state, address.street],
    ['Works', site.address.id, 'Bremen', null, 'Kai'],
  )
  assert.notEqual(changed.body.updated_at, site.updated_at)
  const renamed = await send(client, token.own, 'PATCH', path, { name: 'Old works', headquarter: true })
  assert.deepEqual([renamed.body.name, renamed.body.headquarter], ['Old works', false])
  assert.equal((await eventsNamed(app, 'site_updated')).length, 2)
})

for (const [text, expected] of [
  [
    'Kai 12\n20457 Hamburg\nDE',
    { street: 'Kai', number: '12', zip_code: '20457', town: 'Hamburg', country_code: 'DE' },
  ],
  ['Am Markt 3a, D-80331 München', { street: 'Am Markt', number: '3a', zip_code: '80331', town: 'München' }],
  [
    'Keizersgracht 1, 1015 CJ Amsterdam, NL, Floor 2',
    { street: 'Keizersgracht', zip_code: '1015 CJ', addition: 'Floor 2' },
  ],
  ['The Old Mill', { street: 'The Old Mill', number: null, street_and_number: 'The Old Mill' }],
] as const)
  test(`without a geocoder the lines of a free text go where they belong: ${JSON.stringify(text)} (C-59)`, async () => {
    await using app = await testApp()
    const { client, token } = await buildSites(app)
    const address_attributes = { addressee: 'Northwind', text }
    const { body } = await send(client, token.own, 'POST', '/api/v1/sites', {
      name: 'Works',
      address_attributes,
    })
    for (const [field, value] of Object.entries({ addressee: 'Northwind', ...expected }))
      assert.equal(body.address[field], value, field)
  })

test('a person reads the sites of all organizations they belong to, in their zone, and changes those they administer (directory-api.md §9)', async () => {
  await using app = await testApp()
  const { client, own, workplace, token } = await buildSites(app)
  const { body } = await client.api(token.person, '/api/v1/sites')
  const owners = body.map(({ organization }: { organization: { id: string } }) => organization.id)
  assert.deepEqual(owners.toSorted(), [own.id, workplace.id].toSorted())
  const site = (id: string) =>
    body.find((site: { organization: { id: string } }) => site.organization.id === id)
  const change = (id: string) =>
    send(client, token.person, 'PATCH', `/api/v1/sites/${site(id).id}`, { name: 'New' })
  assert.equal((await change(own.id)).body.name, 'New')
  const forbidden = await change(workplace.id)
  assert.deepEqual([forbidden.status, forbidden.body], [403, { errors: ['forbidden'] }])

  // Only one organization may be meant, unless another one is named (P-22).
  const made = await send(client, token.person, 'POST', '/api/v1/sites', { name: 'Second' })
  assert.deepEqual([made.status, made.body.organization.id], [201, own.id])
  const named = await send(client, token.person, 'POST', `/api/v1/sites?organization_id=${workplace.id}`, {
    name: 'Third',
  })
  assert.equal(named.status, 403)
  const nobody = await send(client, token.person, 'POST', `/api/v1/sites?organization_id=${NOWHERE}`, {
    name: 'Third',
  })
  assert.deepEqual([nobody.status, nobody.body], [422, { errors: { organization: ['must exist'] } }])
})

test('O5 sites of others look like sites that do not exist, to organizations and persons', async () => {
  await using app = await testApp()
  const { client, token } = await buildSites(app)
  const [{ id }] = (await client.api(token.own, '/api/v1/sites')).body
  for (const path of [
    `/api/v1/sites/${id}`,
    `/api/v1/sites/${NOWHERE}`,
    '/api/v1/sites/*',
    '/api/v1/sites/..%2Fperson',
  ])
    for (const method of ['GET', 'PATCH'] as const) {
      const answer = await client.api(token.workplace, path, {
        method,
        ...(method === 'PATCH' && { json: {} }),
      })
      assert.deepEqual([answer.status, answer.body], [404, { errors: ['not_found'] }], `${method} ${path}`)
    }
})

test('O6 nothing but name and address can be set, and bad input is told by field (directory-api.md §2)', async () => {
  await using app = await testApp()
  const { client, own, workplace, token } = await buildSites(app)
  const sent = {
    name: 'Works',
    id: NOWHERE,
    organization_id: workplace.id,
    headquarter: true,
    organization: { id: workplace.id },
  }
  const made = await send(client, token.own, 'POST', '/api/v1/sites', sent)
  // Of an organization's token its own organization is meant; another one is none of its business.
  assert.deepEqual([made.status, made.body], [422, { errors: { organization: ['must exist'] } }])
  const fine = await send(client, token.own, 'POST', '/api/v1/sites', { ...sent, organization_id: own.id })
  assert.deepEqual(
    [fine.body.organization.id, fine.body.headquarter, fine.body.id === NOWHERE],
    [own.id, false, false],
  )

  for (const [site, status, errors] of [
    [{}, 422, { name: ["can't be blank"] }],
    [{ name: ' ' }, 422, { name: ["can't be blank"] }],
    [{ name: 'x'.repeat(101) }, 422, { name: ['is too long'] }],
    [{ name: 'a\u202eb' }, 422, { name: ['is invalid'] }],
    [
      { name: 'Works', address_attributes: { country_code: 'XX' } },
      422,
      { address: ['is not included in the list'] },
    ],
    [{ name: 'Works', address_attributes: { town: 'a\u0000b' } }, 422, { address: ['is invalid'] }],
    [{ name: 'Works', address_attributes: 'Kai 12' }, 400, { address: ['is invalid'] }],
    [{ name: 7 }, 400, { name: ['is invalid'] }],
    ['Works', 400, { site: ['is invalid'] }],
  ] as const) {
    const answer = await send(client, token.own, 'POST', '/api/v1/sites', site)
    assert.deepEqual([answer.status, answer.body], [status, { errors }], JSON.stringify(site))
  }
})

test('machine scopes read sites and change none; an organization that ended has none (C-50)', async () => {
  await using app = await testApp()
  const { client, token } = await buildSites(app, 'directory.machines.rw')
  assert.equal((await client.api(token.own, '/api/v1/sites')).status, 200)
  const refused = await send(client, token.own, 'POST', '/api/v1/sites', { name: 'Works' })
  assert.deepEqual([refused.status, refused.body.errors[0]], [403, 'unpermitted_scope'])
})
