import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { DEMO } from '../support/demo.ts'
import { newPrivateToken } from '../support/private-tokens.ts'
import { routesOf } from '../support/routes.ts'
import { testApp } from '../support/test-app.ts'
import { multipartBody } from '../support/test-browser.ts'
import { newTokens } from '../support/tokens.ts'
import { plain } from '../support/uploads.ts'

type Described = {
  operationId: string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: object; example: unknown }> }
  responses: Record<string, { content?: { 'application/json': { schema: object; example?: unknown } } }>
}
type Document = {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, object> }
}
type Operation = Described & { method: string; path: string }

const app = await testApp()
after(() => app[Symbol.asyncDispose]())
const document: Document = JSON.parse((await app.anonymous().get('/docs/api.json')).text)
const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    method: method.toUpperCase(),
    path,
  })),
)
const isRest = ({ path }: { path: string }) => path.startsWith('/api/v1/')

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
ajv.addSchema({ $id: 'hub', components: closed(document.components) })

test('every route of the REST API is described, and nothing else: src/modules/docs/api/operations (experience.md)', async () => {
  const routes = await routesOf(async () => {
    await using other = await testApp()
    return other
  })
  const described = operations.map(({ method, path }) => `${method} ${path}`)
  const OAUTH = [
    ...['/oauth/authorize', '/oauth/access_token', '/oauth/delegate', '/oauth/introspect', '/oauth/revoke'],
    ...['/.well-known/oauth-authorization-server', '/.well-known/jwks.json'],
  ]
  const wanted = routes
    .filter(
      route =>
        (isRest(route) && !route.path.includes('/.well-known/')) ||
        OAUTH.includes(route.path) ||
        route.path === '/oauth/device_authorizations/authorize',
    )
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  assert.deepEqual(described.toSorted(), wanted.toSorted())
  const ids = operations.map(({ operationId }) => operationId)
  assert.equal(new Set(ids).size, ids.length)
})

test('the document is OpenAPI 3.1, as JSON and as YAML (platform.md §13)', async () => {
  const validator = new Validator()
  const checked = await validator.validate(structuredClone(document))
  assert.deepEqual(checked.errors ?? [], [])
  assert.equal(validator.version, '3.1')
  const yaml = await app.anonymous().get('/docs/api.yml')
  assert.equal(yaml.headers['content-type'], 'application/yaml; charset=utf-8')
  assert.deepEqual(parse(yaml.text), document)
  assert.equal(yaml.headers['access-control-allow-origin'], '*')
  assert.equal(yaml.headers['set-cookie'], undefined)
})

test('every path names its parameters, and every example is what its schema says', () => {
  for (const { method, path, parameters = [], requestBody, responses } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const inPath = parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name)
    assert.deepEqual(inPath, named, `${method} ${path}`)
    for (const { schema, example } of Object.values(requestBody?.content ?? {}))
      conforms(example, schema, `body of ${method} ${path}`)
    for (const [status, { content }] of Object.entries(responses)) {
      const json = content?.['application/json']
      if (json?.example !== undefined) conforms(json.example, json.schema, `${status} of ${method} ${path}`)
    }
  }
})

test('every request of the REST API answers what is described, and nothing that is not', async () => {
  const visited = new Set<string>()
  const tokens = await tokensFor()
  const basic = app.client(DEMO.stockKeeper).basic
  const call = async (
    id: string,
    {
      auth = '',
      at = {},
      body,
      upload,
    }: { auth?: string; at?: Record<string, string>; body?: object; upload?: Buffer },
  ) => {
    const operation = operations.find(({ operationId }) => operationId === id)
    assert.ok(operation, id)
    visited.add(id)
    const url = operation.path.replace(/\{(\w+)\}/g, (_part, name: string) => at[name] ?? '')
    const file = upload && multipartBody({}, { field: 'avatar', bytes: upload })
    const method = operation.method as 'GET'
    const answer = await app.app.server.inject({
      method,
      url,
      headers: {
        ...(auth && { authorization: auth }),
        ...(body && { 'content-type': 'application/json' }),
        ...(file && { 'content-type': file.type }),
      },
      ...(body && { payload: JSON.stringify(body) }),
      ...(file && { payload: file.payload }),
    })
    const [expected = ''] = Object.keys(operation.responses)
    assert.equal(String(answer.statusCode), expected, `${id}: ${answer.body}`)
    const schema = operation.responses[expected]?.content?.['application/json'].schema
    if (schema === undefined) assert.equal(answer.body, '', id)
    else conforms(answer.json(), schema, id)
    return answer.body === '' ? null : answer.json()
  }
  const { person, organization, vendor } = tokens
  const linden = { organization: DEMO.linden }

  await call('get-person', { auth: person })
  await call('update-person', { auth: person, body: { person: { pronoun: 'She/Her' } } })
  await call('update-avatar', { auth: person, upload: await plain(64, 64).png().toBuffer() })
  await call('list-own-memberships', { auth: person })
  await call('create-organization', {
    auth: person,
    body: { organization: { name: 'Harbor Annex', kinds: ['printer'] } },
  })
  const members = await call('list-members-of-organization', { auth: person, at: linden })
  const jonas = members.find(({ roles }: { roles: string[] }) => !roles.includes('owner')).id
  await call('get-member-of-organization', { auth: person, at: { ...linden, id: jonas } })
  await call('update-member-of-organization', {
    ...{ auth: person, at: { ...linden, id: jonas } },
    body: { membership: { roles: ['member', 'designer'] } },
  })
  const body = { membership_invitation: { email: 'new@lindenpress.example' } }
  const invitation = await call('create-invitation', { auth: person, at: linden, body })
  await call('list-invitations', { auth: person, at: linden })
  await call('delete-invitation', { auth: person, at: { ...linden, id: invitation.id } })
  await call('get-organization', { auth: organization })
  await call('list-members', { auth: organization })
  await call('get-member', { auth: organization, at: { id: jonas } })
  await call('update-member', {
    auth: organization,
    at: { id: jonas },
    body: { membership: { roles: ['member'] } },
  })
  const address = {
    addressee: 'Linden Press',
    street_and_number: 'Kai 12',
    town: 'Hamburg',
    country_code: 'DE',
  }
  const site = { site: { name: 'Second works', address_attributes: address } }
  for (const [suffix, auth, at] of [
    ['', organization, {}],
    ['-of-organization', person, linden],
  ] as const) {
    const made = await call(`create-site${suffix}`, { auth, at, body: site })
    await call(`list-sites${suffix}`, { auth, at })
    await call(`get-site${suffix}`, { auth, at: { ...at, id: made.id } })
    await call(`update-site${suffix}`, {
      auth,
      at: { ...at, id: made.id },
      body: { site: { name: 'Third works' } },
    })
  }
  await newTokens(app)
  const [connection] = await call('list-connections', { auth: basic })
  const id = `${connection.connectable_type}-${connection.connectable_id}`
  await call('get-connection', { auth: vendor, at: { id } })
  await call('get-app', { auth: basic })
  const category = { app: { configuration: { category: 'logistics' } } }
  await call('update-app', { auth: basic, body: category })
  await call('list-apps', { auth: vendor })
  await call('get-app-of-vendor', { auth: vendor, at: { id: 'warehouse' } })
  await call('update-app-of-vendor', { auth: vendor, at: { id: 'warehouse' }, body: category })
  await call('get-access-token', { auth: person })
  await call('get-access-token', { auth: `Bearer ${(await newTokens(app)).access_token}` })
  await call('list-roles', {})
  await call('list-jwt-public-keys', {})
  await call('delete-member-of-organization', { auth: person, at: { ...linden, id: jonas } })
  const harbor = (await call('list-members', { auth: organization })).length
  assert.equal(harbor, members.length - 1)
  const account = operations.find(({ operationId }) => operationId === 'create-test-account')
  const [sent] = Object.values(account?.requestBody?.content ?? {})
  const made = await call('create-test-account', { auth: basic, body: Object(sent?.example) })
  const testAccount = { organization_id: made.id }
  await call('list-test-accounts', { auth: basic })
  await call('get-test-account', { auth: basic, at: testAccount })
  await call('delete-test-account', { auth: basic, at: testAccount })
  await call('revoke-access-token', { auth: tokens.other })
  await call('list-revoked-access-tokens', {})
  await call('list-blacklisted-access-tokens', {})
  const missing = operations.filter(isRest).filter(({ operationId }) => !visited.has(operationId))
  // Members of the organization are removed by the same code as those of a person's.
  assert.deepEqual(
    missing.map(({ operationId }) => operationId),
    ['delete-member'],
  )
})

test('every request refuses a token without its scopes, and names those that are described', async () => {
  const { powerless, powerlessOrganization } = await tokensFor()
  for (const { method, path, security, responses } of operations.filter(isRest)) {
    const scopes = security.flatMap(({ oauth = [] }) => oauth)
    if (scopes.length === 0) continue
    const url = path.replace(/\{\w+\}/g, DEMO.linden)
    const answers = await Promise.all(
      [powerless, powerlessOrganization].map(authorization =>
        app.app.server.inject({ method: method as 'GET', url, headers: { authorization } }),
      ),
    )
    const refused = answers.find(({ body }) => body.includes('unpermitted_scope'))
    assert.ok(refused, `${method} ${path}: ${answers.map(({ body }) => body).join(' ')}`)
    const [, named = ''] = /following scopes: (.*?) but/.exec(refused.json().errors[1]) ?? []
    // `rw` would do as well, and is named, too.
    const least = named.split(', ').filter(scope => !scope.endsWith('.rw'))
    assert.deepEqual(least.toSorted(), [...new Set(scopes)].toSorted(), `${method} ${path}`)
    conforms(refused.json(), schemaOf(responses, '403'), `${method} ${path}`)
  }
})

test('what is refused has the described shape: no token, nothing there, wrong values, too much to ask', async () => {
  const { person } = await tokensFor()
  const refusal = async (id: string, status: number, url: string, more: object = {}) => {
    const operation = operations.find(({ operationId }) => operationId === id)
    assert.ok(operation)
    const answer = await app.app.server.inject({ method: operation.method as 'GET', url, ...more })
    assert.equal(answer.statusCode, status, answer.body)
    conforms(answer.json(), schemaOf(operation.responses, String(status)), `${status} of ${id}`)
  }
  const headers = { authorization: person, 'content-type': 'application/json' }
  await refusal('get-person', 401, '/api/v1/person')
  await refusal('get-site', 404, `/api/v1/sites/${DEMO.linden}`, { headers })
  await refusal('update-person', 422, '/api/v1/person', { headers, payload: '{"person":{"name":""}}' })
  await refusal('create-site', 400, '/api/v1/sites', { headers, payload: '{}' })
  await refusal('list-connections', 400, '/api/v1/connections?page=0', {
    headers: { authorization: app.client(DEMO.stockKeeper).basic },
  })
})

test('the endpoints for clients answer what is described, and refuse as described', async () => {
  const described = (id: string, status: string) => {
    const operation = operations.find(({ operationId }) => operationId === id)
    assert.ok(operation, id)
    return schemaOf(operation.responses, status)
  }
  const client = app.client(DEMO.stockKeeper)
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: client.basic }
  const tokens = await newTokens(app, {
    scope: ['organization.r', 'delegations.rw'].map(scope => `Org/${DEMO.linden}.directory.${scope}`).join(),
  })
  conforms(tokens, described('create-token', '200'), 'tokens')
  const refreshed = await client.refresh(tokens.refresh_token)
  conforms(refreshed.body, described('create-token', '200'), 'refreshed tokens')
  const refused = await client.token({ code: 'gac_unknown' })
  conforms(refused.body, described('create-token', '400'), 'refusal')
  const token = refreshed.body.access_token
  const delegated = await client.send(
    '/oauth/delegate',
    form({ client_id: DEMO.warehouse.id, scope: 'directory.organization.r' }),
    { ...headers, authorization: `Bearer ${token}` },
  )
  // The app may hand nothing on that the other one does not desire: a refusal is an answer, too.
  conforms(delegated.body, described('delegate-token', String(delegated.status)), delegated.text)
  const { id } = DEMO.stockKeeperPublic
  const device = await client.send(
    '/oauth/device_authorizations/authorize',
    form({ client_id: id, scope: 'Org.directory.organization.r' }),
    { 'content-type': headers['content-type'] },
  )
  conforms(device.body, described('start-device', '200'), 'device')
  const introspected = await client.send('/oauth/introspect', form({ token }), headers)
  conforms(introspected.body, described('introspect-token', '200'), 'introspection')
  assert.equal(introspected.body.active, true)
  const revoked = await client.send('/oauth/revoke', form({ token }), headers)
  conforms(revoked.body, described('revoke-token', '200'), 'revocation')
  for (const [operation, path] of [
    ['get-server-metadata', '/.well-known/oauth-authorization-server'],
    ['get-jwks', '/.well-known/jwks.json'],
  ] as const)
    conforms((await client.api(null, path)).body, described(operation, '200'), path)
})

test('in production there are no test accounts, and none are described (directory-api.md §16)', async () => {
  const environment = {
    ENVIRONMENT: 'production',
    PUBLIC_URL: 'https://hub.example.org',
    MAIL_URL: 'smtp://localhost',
  }
  await using other = await testApp({ isEmpty: true, environment })
  const described = (await other.anonymous().get('/docs/api.json')).text
  assert.ok(!described.includes('test_accounts'))
  assert.ok(described.includes('/api/v1/person'))
})

test('the document speaks of this hub by its address and the name of its platform app (G-01)', async () => {
  await using other = await testApp({
    environment: {
      PUBLIC_URL: 'https://hub.example.org',
      PLATFORM_APP_NAME: 'linden_hub',
      BRAND_NAME: 'Linden',
    },
  })
  const text = (await other.anonymous().get('/docs/api.json')).text
  const { servers, info } = JSON.parse(text)
  assert.deepEqual(servers, [{ url: 'https://hub.example.org' }])
  assert.equal(info.title, 'Linden API')
  assert.ok(text.includes('linden_hub.person.r'))
  assert.ok(!text.includes('"directory.person.r'))
})

/** Authorizations that hold all scopes of their bearer, and ones that hold none that matters. */
async function tokensFor() {
  const owner = await app.signedIn(DEMO.owner)
  const developer = await app.signedIn(DEMO.developer)
  const make = async (browser: typeof owner, path: string, scopes: string[]) =>
    `Bearer ${(await newPrivateToken(browser, { path, scopes: scopes.map(scope => `directory.${scope}`) })).token}`
  const lindenTokens = '/organizations/linden_press/tokens'
  return {
    person: await make(owner, '/account/tokens', ['person.rw', 'organizations.rw', 'sites.rw']),
    other: await make(owner, '/account/tokens', ['person.r']),
    organization: await make(owner, lindenTokens, ['organization.r', 'organization_members.rw', 'sites.rw']),
    vendor: await make(developer, '/organizations/stockworks/tokens', [
      'apps.rw',
      'connections_and_subscriptions.r',
    ]),
    powerless: await make(owner, '/account/tokens', ['software.r']),
    powerlessOrganization: await make(owner, lindenTokens, ['software.r']),
  }
}

function schemaOf(responses: Described['responses'], status: string): object {
  const schema = responses[status]?.content?.['application/json'].schema
  assert.ok(schema, status)
  return schema
}

/** Fails unless the value is what the schema says and has no member that it does not name. */
function conforms(value: unknown, schema: object, what: string): void {
  const validate = ajv.compile({ components: closed(document.components), ...closed(schema) })
  assert.ok(
    validate(value),
    `${what}: ${JSON.stringify(validate.errors)} in ${JSON.stringify(value).slice(0, 2000)}`,
  )
}

/** The schema with every object closed: what is not named is a fault. */
function closed<Part>(schema: Part): Part {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(closed) as Part
  const parts = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, closed(part)]))
  const isOpen = 'properties' in parts && !('additionalProperties' in parts)
  return (isOpen ? { ...parts, additionalProperties: false } : parts) as Part
}
