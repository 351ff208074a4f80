import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { newPrivateToken } from '../support/private-tokens.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { TokenAnswer } from '../support/test-client.ts'
import { tokensIn } from '../support/tokens.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Send = (method: Method, path: string, json?: unknown) => Promise<TokenAnswer>

const OF_PERSON = ['person', 'organizations', 'sites'].map(name => `directory.${name}.rw`)
const OF_ORGANIZATION = ['organization.r', 'organization_members.rw', 'sites.rw'].map(
  name => `directory.${name}`,
)
const NOWHERE = '0190c8a4-0000-7000-8000-00000000dead'

/** An owner with an organization that has a member, and an app that may do everything in the directory for both. */
async function buildDirectory(app: TestApp) {
  const [owner, member] = [await buildPerson(app), await buildPerson(app)]
  const organization = await buildOrganization(app, { owner, members: { [member.id]: ['member'] } })
  const { id: appId, client } = await buildApp(app, {
    desires: [...new Set([...OF_PERSON, ...OF_ORGANIZATION])],
  })
  const tokenOf = async (type: 'Person' | 'Organization', id: string, granted: string[]) => {
    await buildConnection(app, { appId, bearer: { type, id }, granted })
    const prefix = type === 'Person' ? `Per/${id}` : `Org/${id}`
    const scope = granted.map(name => `${prefix}.${name}`).join(' ')
    return tokensIn(await client.token({ grant_type: 'client_credentials', scope })).access_token
  }
  const sendWith =
    (token: string): Send =>
    (method, path, json) =>
      client.api(token, `/api/v1${path}`, { method, ...(json !== undefined && { json }) })
  return {
    owner,
    member,
    organization,
    client,
    person: sendWith(await tokenOf('Person', owner.id, OF_PERSON)),
    stranger: sendWith(await tokenOf('Person', member.id, OF_PERSON)),
    itself: sendWith(await tokenOf('Organization', organization.id, OF_ORGANIZATION)),
    sendWith,
  }
}

type Directory = Awaited<ReturnType<typeof buildDirectory>>

/** Every list of the directory with who reads it. */
function lists({ person, itself, organization }: Directory): [string, Send, string][] {
  const prefix = `/person/organizations/${organization.id}`
  return [
    ['§5', person, '/person/organization_memberships'],
    ['§6.1', person, `${prefix}/memberships`],
    ['§6.3', person, `${prefix}/membership_invitations`],
    ['§6.4', person, `${prefix}/sites`],
    ['§7', itself, '/organization/memberships'],
    ['§9', itself, '/sites'],
    ['§9', person, '/sites'],
  ]
}

test('GET /person/organization_memberships is each membership with its organization, as GET /person has them (directory-api.md §4.5, §5)', async () => {
  await using app = await testApp({ at: '2026-01-01T08:15:00.120Z' })
  const directory = await buildDirectory(app)
  const { owner, member, organization, person } = directory
  await buildOrganization(app, { owner: member, members: { [owner.id]: ['designer', 'purchaser'] } })
  await app.db.transaction(tx => tx.write(sql`update person set time_zone = 'Europe/Berlin'`))
  const { status, body } = await person('GET', '/person/organization_memberships')
  assert.equal(status, 200)
  assert.deepEqual(
    body.map(({ roles }: { roles: string[] }) => roles),
    [['owner'], ['purchaser', 'designer']],
  )
  const [first] = body
  assert.deepEqual(Object.keys(first), ['id', 'roles', 'created_at', 'updated_at', 'organization'])
  assert.deepEqual([first.organization.id, first.organization.connected], [organization.id, true])
  assert.equal(first.created_at, '2026-01-01T09:15:00.120+01:00')
  assert.deepEqual((await person('GET', '/person')).body.organization_memberships, body)
  assert.deepEqual((await person('GET', '/person/organization_memberships.json?=&lang=de')).body, body)
})

test('GET /person/organization_memberships needs a Person bearer with person r (directory-api.md §2, §5)', async () => {
  await using app = await testApp()
  const { itself, client, owner, sendWith } = await buildDirectory(app)
  const subject = await itself('GET', '/person/organization_memberships')
  assert.deepEqual([subject.status, subject.body.errors[0]], [403, 'unpermitted_subject'])
  const scope = `Per/${owner.id}.directory.sites.r`
  const token = tokensIn(await client.token({ grant_type: 'client_credentials', scope })).access_token
  const missing = await sendWith(token)('GET', '/person/organization_memberships')
  assert.deepEqual([missing.status, missing.body.errors[0]], [403, 'unpermitted_scope'])
  assert.equal((await client.api(null, '/api/v1/person/organization_memberships')).status, 401)
})

test('lists of the directory are whole: no Current-Page, which would switch paging on, whatever page is asked for (directory-api.md §3)', async () => {
  await using app = await testApp()
  const directory = await buildDirectory(app)
  for (const [section, send, path] of lists(directory)) {
    const whole = await send('GET', path)
    assert.equal(whole.status, 200, path)
    assert.ok(Array.isArray(whole.body), path)
    for (const header of ['current-page', 'total-count', 'total-pages', 'link'])
      assert.equal(whole.headers[header], undefined, `${section} ${path}`)
    const paged = await send('GET', `${path}?page=2&per_page=1&page=x`)
    assert.deepEqual(paged.body, whole.body, path)
  }
})

test('updated_or_created_since leaves what was created or changed after it, on every list (directory-api.md §1)', async () => {
  await using app = await testApp({ at: '2026-01-01T00:00:00Z' })
  const directory = await buildDirectory(app)
  const { person, itself, organization, member } = directory
  const prefix = `/person/organizations/${organization.id}`
  const invite = (email: string) =>
    person('POST', `${prefix}/membership_invitations`, { membership_invitation: { email } })
  await invite('first@example.org')
  app.clock.advance(60_000)
  const since = new Date(app.clock.now()).toISOString()
  for (const [, send, path] of lists(directory)) {
    const query = `updated_or_created_since=${encodeURIComponent(since)}`
    assert.deepEqual((await send('GET', `${path}?${query}`)).body, [], path)
  }
  app.clock.advance(1000)
  await invite('second@example.org')
  const members = (await itself('GET', '/organization/memberships')).body
  const { id } = members.find(
    ({ person: { email } }: { person: { email: string } }) => email === member.email,
  )
  await itself('PATCH', `/organization/memberships/${id}`, { membership: { roles: ['designer'] } })
  await person('POST', `${prefix}/sites`, { site: { name: 'Second' } })
  const own = await buildOrganization(app, { owner: directory.owner, name: 'Younger' })
  const expected: Record<string, unknown[]> = {
    '/person/organization_memberships': [own.id],
    [`${prefix}/memberships`]: [id],
    [`${prefix}/membership_invitations`]: ['second@example.org'],
    [`${prefix}/sites`]: ['Second'],
    '/organization/memberships': [id],
    '/sites': ['Second'],
  }
  // In UTC, with another offset, and with a plus that was not encoded.
  for (const time of [since, '2026-01-01T01:01:00.000%2B01:00', '2026-01-01T01:01:00.000+01:00'])
    for (const [, send, path] of lists(directory)) {
      const { body } = await send('GET', `${path}?updated_or_created_since=${time}`)
      const found = body.map((item: Record<string, string> & { organization?: { id: string } }) =>
        path.endsWith('organization_memberships')
          ? item['organization']?.id
          : (item['email'] ?? item['name'] ?? item['id']),
      )
      const younger = path === '/sites' && send === person ? ['Younger'] : []
      assert.deepEqual(found, [...(expected[path] ?? []), ...younger], `${path} ${time}`)
    }
  for (const [, send, path] of lists(directory)) {
    const all = (await send('GET', path)).body
    for (const empty of [
      '?updated_or_created_since',
      '?updated_or_created_since=',
      '?updated_or_created_since=2020-01-01',
    ])
      assert.deepEqual((await send('GET', path + empty)).body, all, path + empty)
    for (const wrong of ['yesterday', '1767225600', '2026-13-01', "2026-01-01'--"]) {
      const refused = await send('GET', `${path}?updated_or_created_since=${encodeURIComponent(wrong)}`)
      assert.deepEqual(
        [refused.status, refused.body],
        [400, { errors: { updated_or_created_since: ['is invalid'] } }],
        path,
      )
    }
  }
})

test('what is made needs its root object, 400; an update without one is empty (directory-api.md §1, §2)', async () => {
  await using app = await testApp()
  const { person, itself, organization } = await buildDirectory(app)
  const prefix = `/person/organizations/${organization.id}`
  for (const [send, path, root] of [
    [person, '/person/organizations', 'organization'],
    [person, `${prefix}/membership_invitations`, 'membership_invitation'],
    [person, `${prefix}/sites`, 'site'],
    [person, '/sites', 'site'],
    [itself, '/sites', 'site'],
  ] as const) {
    for (const body of [{}, { [root]: null }, { wrong: {} }]) {
      const refused = await send('POST', path, body)
      assert.deepEqual(
        [refused.status, refused.body],
        [400, { errors: { [root]: ["can't be blank"] } }],
        path,
      )
    }
    for (const body of [{ [root]: 'text' }, { [root]: [] }]) {
      const refused = await send('POST', path, body)
      assert.deepEqual([refused.status, refused.body], [400, { errors: { [root]: ['is invalid'] } }], path)
    }
    const empty = await send('POST', path, { [root]: {} })
    assert.equal(empty.status, 422, path)
    assert.ok(!Array.isArray(empty.body.errors))
  }
  const [membership] = (await person('GET', `${prefix}/memberships`)).body
  const [site] = (await itself('GET', '/sites')).body
  for (const [send, path] of [
    [person, '/person'],
    [person, `${prefix}/memberships/${membership.id}`],
    [itself, `/organization/memberships/${membership.id}`],
    [person, `${prefix}/sites/${site.id}`],
    [itself, `/sites/${site.id}`],
  ] as const) {
    const before = (await send('GET', path)).body
    for (const body of [{}, { current_organization_id: null }, undefined]) {
      const answer = await send('PATCH', path, body)
      assert.deepEqual([answer.status, answer.body], [200, before], path)
    }
  }
})

test('whole objects may be sent back to every address that can be changed: what is not writable is ignored (C-37)', async () => {
  await using app = await testApp()
  const { person, itself, organization } = await buildDirectory(app)
  const prefix = `/person/organizations/${organization.id}`
  const [membership] = (await person('GET', `${prefix}/memberships`)).body
  const [site] = (await itself('GET', '/sites')).body
  const events = async () =>
    (await app.db.read<{ count: number }>(sql`select count(*) as count from event`))[0]?.count
  const before = await events()
  app.clock.advance(5000)
  for (const [send, path, root] of [
    [person, '/person', 'person'],
    [person, `${prefix}/memberships/${membership.id}`, 'membership'],
    [itself, `/organization/memberships/${membership.id}`, 'membership'],
    [person, `${prefix}/sites/${site.id}`, 'site'],
    [itself, `/sites/${site.id}`, 'site'],
    [person, `/sites/${site.id}`, 'site'],
  ] as const) {
    const read = (await send('GET', path)).body
    const foreign = {
      id: NOWHERE,
      created_at: null,
      current_organization_id: null,
      address_attributes: null,
      x: { y: [] },
    }
    const answer = await send('PATCH', path, {
      [root]: { ...read, ...foreign },
      current_organization_id: null,
    })
    assert.deepEqual([answer.status, answer.body], [200, read], path)
  }
  assert.equal(await events(), before)
})

test('a private token has no current app: nothing is connected, granted or asked for (directory-api.md §1)', async () => {
  await using app = await testApp()
  const { owner, client, organization } = await buildDirectory(app)
  const { token } = await newPrivateToken(owner.browser, {
    scopes: ['directory.person.r', 'directory.organizations.rw', 'directory.sites.r'],
  })
  const none = {
    connected: false,
    subscription: null,
    granted_oauth_scopes: [],
    requested_oauth_scopes: [],
    requested_oauth_scopes_waiting_for_approval: [],
  }
  const standing = (object: Record<string, unknown>) =>
    Object.fromEntries(Object.keys(none).map(key => [key, object[key]]))
  const read = async (path: string) => (await client.api(token, `/api/v1${path}`)).body
  const person = await read('/person')
  assert.deepEqual(standing(person), none)
  assert.deepEqual(standing(person.organization_memberships[0].organization), none)
  const [own] = await read('/person/organization_memberships')
  assert.deepEqual(standing(own.organization), none)
  const [site] = await read('/sites')
  assert.deepEqual(standing(site.organization), none)
  const members = await read(`/person/organizations/${organization.id}/memberships`)
  assert.deepEqual(
    members.map(({ person: { connected } }: { person: { connected: boolean } }) => connected),
    [false, false],
  )
  assert.equal((await read('/access_token')).app, null)
  const made = await client.api(token, '/api/v1/person/organizations', {
    method: 'POST',
    json: { organization: { name: 'Made by hand' } },
  })
  assert.deepEqual([made.status, standing(made.body)], [201, none])
})

test('O5 ids of others, of nothing and no ids at all are 404 not_found at every address (directory-api.md §2, §6)', async () => {
  await using app = await testApp()
  const directory = await buildDirectory(app)
  const { organization, person, itself } = directory
  const other = await buildOrganization(app, { owner: directory.member, name: 'Other' })
  const [foreign] = (await directory.stranger('GET', `/person/organizations/${other.id}/memberships`)).body
  const [foreignSite] = (await directory.stranger('GET', `/person/organizations/${other.id}/sites`)).body
  const prefix = `/person/organizations/${organization.id}`
  const ids = [NOWHERE, '*', '0', 'null', '[]', '%5B%5D', '..%2f', "'%20or%201=1--"]
  const addresses: [Send, Method, string][] = [
    ...[other.id, ...ids].flatMap((id): [Send, Method, string][] => [
      [person, 'GET', `/person/organizations/${id}/memberships`],
      [person, 'GET', `/person/organizations/${id}/membership_invitations`],
      [person, 'GET', `/person/organizations/${id}/sites`],
      [person, 'POST', `/person/organizations/${id}/sites`],
    ]),
    ...[foreign.id, ...ids].flatMap((id): [Send, Method, string][] => [
      [person, 'GET', `${prefix}/memberships/${id}`],
      [person, 'PATCH', `${prefix}/memberships/${id}`],
      [person, 'DELETE', `${prefix}/memberships/${id}`],
      [person, 'DELETE', `${prefix}/membership_invitations/${id}`],
      [itself, 'GET', `/organization/memberships/${id}`],
      [itself, 'PATCH', `/organization/memberships/${id}`],
      [itself, 'DELETE', `/organization/memberships/${id}`],
    ]),
    ...[foreignSite.id, ...ids].flatMap((id): [Send, Method, string][] => [
      [person, 'GET', `/sites/${id}`],
      [itself, 'PATCH', `/sites/${id}`],
      [person, 'GET', `${prefix}/sites/${id}`],
      [person, 'PATCH', `${prefix}/sites/${id}`],
    ]),
  ]
  // The site of another organization that the person belongs to, but not the token's.
  for (const [send, method, path] of addresses) {
    const answer = await send(
      method,
      path,
      method === 'GET' ? undefined : { site: { name: 'x' }, membership: { roles: ['admin'] } },
    )
    assert.deepEqual([answer.status, answer.body], [404, { errors: ['not_found'] }], `${method} ${path}`)
  }
})

test('statuses: 200 for reading and changing, 201 for making (an invitation 200, C-46), 204 without a body for ending (directory-api.md §1)', async () => {
  await using app = await testApp()
  const { person, itself, organization } = await buildDirectory(app)
  const prefix = `/person/organizations/${organization.id}`
  const made = await person('POST', '/person/organizations', { organization: { name: 'New' } })
  const site = await itself('POST', '/sites', { site: { name: 'New' } })
  const invited = await person('POST', `${prefix}/membership_invitations`, {
    membership_invitation: { email: 'n@example.org' },
  })
  assert.deepEqual([made.status, site.status, invited.status], [201, 201, 200])
  const members = (await person('GET', `${prefix}/memberships`)).body
  const ended = [
    await person('DELETE', `${prefix}/membership_invitations/${invited.body.id}`, {}),
    await itself('DELETE', `/organization/memberships/${members[1].id}`),
  ]
  for (const { status, text, headers } of ended) {
    assert.deepEqual([status, text], [204, ''])
    assert.equal(headers['cache-control'], 'no-cache')
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
  }
  for (const { headers } of [made, site, invited]) {
    assert.equal(headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(headers['cache-control'], 'max-age=0, private, must-revalidate')
    assert.equal(headers['vary'], 'Origin')
  }
})

test('the 101st invitation of a day is 429 with the headers of a limit (directory-api.md §3)', async () => {
  await using app = await testApp()
  const { person, organization } = await buildDirectory(app)
  const invite = (email: string) =>
    person('POST', `/person/organizations/${organization.id}/membership_invitations`, {
      membership_invitation: { email },
    })
  for (let count = 0; count < 100; count += 1)
    assert.equal((await invite(`n${count}@example.org`)).status, 200)
  const { status, headers, body } = await invite('one.more@example.org')
  assert.deepEqual([status, body], [429, { errors: ['rate_limited', 'Retry later'] }])
  assert.equal(headers['ratelimit-rule'], '100reqs/86400s')
  assert.ok(Number(headers['ratelimit-reset']) * 1000 > app.clock.now())
})

test('invitations show the picture of who has an account already, all read at once (directory-api.md §4.6)', async () => {
  await using app = await testApp()
  const { person, organization } = await buildDirectory(app)
  const known = await buildPerson(app)
  await app.db.transaction(tx =>
    tx.write(
      sql`update person set avatar_url = ${`/pictures/${'a'.repeat(32)}.webp`} where id = ${known.id}`,
    ),
  )
  const path = `/person/organizations/${organization.id}/membership_invitations`
  for (const email of [known.email, 'unknown@example.org'])
    await person('POST', path, { membership_invitation: { email } })
  const { body } = await person('GET', path)
  const avatars = body.map(({ email, avatar_url: url }: { email: string; avatar_url: string | null }) => [
    email,
    url,
  ])
  assert.deepEqual(Object.fromEntries(avatars), {
    [known.email]: `${app.publicUrl}/pictures/${'a'.repeat(32)}.webp`,
    'unknown@example.org': null,
  })
})

test('an organization that requires a second factor is closed to members who have none, at the API too (platform.md §1.2)', async () => {
  await using app = await testApp()
  const { person, itself, owner, organization } = await buildDirectory(app)
  const path = `/person/organizations/${organization.id}`
  const [own] = (await person('GET', `${path}/memberships`)).body
  const [site] = (await itself('GET', '/sites')).body
  const requests: [Method, string, unknown?][] = [
    ['GET', `${path}/memberships`],
    ['GET', `${path}/memberships/${own.id}`],
    ['PATCH', `${path}/memberships/${own.id}`, { membership: { roles: ['owner', 'admin'] } }],
    ['DELETE', `${path}/memberships/${own.id}`],
    ['GET', `${path}/membership_invitations`],
    ['POST', `${path}/membership_invitations`, { membership_invitation: { email: 'mira@example.org' } }],
    ['GET', `${path}/sites`],
    ['POST', `${path}/sites`, { site: { name: 'Annex' } }],
    ['PATCH', `${path}/sites/${site.id}`, { site: { name: 'Annex' } }],
  ]
  await app.db.transaction(tx => tx.write(sql`update organization set require_two_factor = 1`))
  for (const [method, at, json] of requests) {
    const { status, body } = await person(method, at, json)
    assert.deepEqual([status, body], [403, { errors: ['second_factor_required'] }], `${method} ${at}`)
  }
  assert.deepEqual((await person('GET', '/sites')).body, [], 'its sites are left out')
  assert.equal((await itself('GET', '/sites')).status, 200, 'what it let in itself goes on')
  await app.db.transaction(tx => tx.write(sql`update person set two_factor_since = 1 where id = ${owner.id}`))
  assert.equal((await person('GET', `${path}/memberships`)).status, 200)
  assert.equal((await person('GET', `${path}/sites`)).status, 200)
})
