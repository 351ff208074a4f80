import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { tokensIn } from '../support/tokens.ts'

const PATH = '/api/v1/person/organizations'
const SCOPES = ['directory.organizations.rw', 'directory.sites.rw', 'directory.organization.r']

async function setUp(app: TestApp) {
  const [person, other] = [await buildPerson(app), await buildPerson(app)]
  const { id: appId, client } = await buildApp(app, { desires: SCOPES })
  const granted = ['directory.organizations.rw', 'directory.sites.rw']
  await buildConnection(app, { appId, bearer: { type: 'Person', id: person.id }, granted })
  const scope = granted.map(name => `Per/${person.id}.${name}`).join(' ')
  const { access_token: token } = tokensIn(await client.token({ grant_type: 'client_credentials', scope }))
  return { person, other, client, token }
}

test('an organization made through an app belongs to its maker and is connected to the app at once (directory-api.md §5)', async () => {
  await using app = await testApp()
  const { person, client, token } = await setUp(app)
  const organization = {
    ...{ name: 'Northwind', country_code: 'de', kinds: ['printer', 'developer'] },
    sections: { printer: ['labels'], supplier: ['ink'] },
    ...{ id: 'x', slug: 'mine', connected: false, logo_url: null, current_organization_id: null },
  }
  const { status, body } = await client.api(token, PATH, { method: 'POST', json: { organization } })
  assert.equal(status, 201)
  assert.deepEqual(
    [body.slug, body.kinds, body.kind, body.sections, body.country_code, body.currency, body.connected],
    ['northwind', ['printer', 'software_developer'], 'printer', { printer: ['labels'] }, 'DE', 'EUR', true],
  )
  assert.ok(body.granted_oauth_scopes.length > 0)
  const scope = `Org/${body.id}.directory.organization.r`
  const own = tokensIn(await client.token({ grant_type: 'client_credentials', scope })).access_token
  assert.equal((await client.api(own, '/api/v1/organization')).body.name, 'Northwind')
  const sites = await client.api(token, `${PATH}/${body.id}/sites`)
  assert.deepEqual([sites.body.length, sites.body[0].headquarter, sites.body[0].name], [1, true, 'Northwind'])
  assert.match((await person.browser.get('/organizations/northwind')).text, /Northwind/)
})

test('an organization needs a name and known kinds (directory-api.md §2, §5)', async () => {
  await using app = await testApp()
  const { client, token } = await setUp(app)
  for (const [organization, status, field] of [
    [{}, 422, 'name'],
    [{ name: 'A', kinds: ['nonsense'] }, 422, 'kinds'],
    [{ name: 'A', country_code: 'XX' }, 422, 'country_code'],
    [{ name: 'A', kinds: 'printer' }, 400, 'kinds'],
    [{ name: 5 }, 400, 'name'],
  ] as const) {
    const answer = await client.api(token, PATH, { method: 'POST', json: { organization } })
    assert.deepEqual([answer.status, Object.keys(answer.body.errors)], [status, [field]])
  }
})

test('sites of one organization: its own only, 404 for strangers, 403 for members who write (directory-api.md §6, §6.4, C-36)', async () => {
  await using app = await testApp()
  const { person, other, client, token } = await setUp(app)
  const own = await buildOrganization(app, { owner: person, name: 'Own' })
  const work = await buildOrganization(app, {
    owner: other,
    name: 'Work',
    members: { [person.id]: ['member'] },
  })
  const foreign = await buildOrganization(app, { owner: other, name: 'Foreign' })
  const send = (method: 'POST' | 'PATCH', path: string, site: object) =>
    client.api(token, `${PATH}/${path}`, { method, json: { site } })
  const [{ id }] = (await client.api(token, `${PATH}/${work.id}/sites`)).body
  const site = {
    name: 'Plant',
    address_attributes: { text: 'Kai 12\n20457 Hamburg', site_id: null },
    address: null,
  }
  const made = await send('POST', `${own.id}/sites`, site)
  assert.equal(made.status, 201)
  assert.deepEqual(
    [made.body.organization.id, made.body.address.street, made.body.address.zip_code],
    [own.id, 'Kai', '20457'],
  )
  const changed = await send('PATCH', `${own.id}/sites/${made.body.id}`, { ...made.body, name: 'Works' })
  assert.deepEqual([changed.status, changed.body.name], [200, 'Works'])
  assert.equal((await send('POST', `${work.id}/sites`, site)).status, 403)
  assert.equal((await send('PATCH', `${work.id}/sites/${id}`, site)).status, 403)
  assert.equal((await send('POST', `${foreign.id}/sites`, site)).status, 404)
  assert.equal((await client.api(token, `${PATH}/${foreign.id}/sites`)).status, 404)
  assert.equal((await client.api(token, `${PATH}/${own.id}/sites/${id}`)).status, 404)
  assert.deepEqual(
    (await client.api(token, `${PATH}/${own.id}/sites`)).body.map(({ name }: { name: string }) => name),
    ['Own', 'Works'],
  )
})
