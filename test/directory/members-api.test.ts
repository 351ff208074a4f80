import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { linkInMail } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const OF_PERSON = `/api/v1/person/organizations/${DEMO.linden}`
const OF_ORGANIZATION = '/api/v1/organization'

test('members are read by a person as short persons, by the organization as full ones (directory-api.md §4.5, §6.1, §7)', async () => {
  await using app = await testApp()
  const { person, organization } = await apis(app)
  const short = await person('GET', '/memberships')
  assert.equal(short.status, 200)
  assert.equal(short.headers['current-page'], undefined)
  assert.deepEqual(Object.keys(short.body[0]).sort(), ['created_at', 'id', 'person', 'roles', 'updated_at'])
  assert.deepEqual(Object.keys(short.body[0].person).sort(), ['avatar_url', 'connected', 'full_name', 'id'])
  assert.deepEqual(
    short.body.map((member: { roles: string[] }) => member.roles),
    [['owner'], ['member']],
  )
  const full = await organization('GET', '/memberships')
  assert.equal(full.body[1].person.email, DEMO.member)
  assert.equal(full.body[1].person.organization_memberships, undefined)
  const { id } = full.body[1]
  assert.deepEqual((await organization('GET', `/memberships/${id}`)).body, full.body[1])
  assert.deepEqual((await person('GET', `/memberships/${id}`)).body, short.body[1])
  assert.match(short.body[0].created_at, /Z$|\+/)
})

test('roles are changed; unknown ones, none and the role of owner are refused by field (directory-api.md §6.2, P-21)', async () => {
  await using app = await testApp()
  const { person, organization } = await apis(app)
  const [owner, member] = (await person('GET', '/memberships')).body
  for (const api of [person, organization]) {
    const path = `/memberships/${member.id}`
    // Clients send the whole object back.
    const changed = await api('PATCH', path, { membership: { ...member, roles: ['admin', 'designer'] } })
    assert.deepEqual([changed.status, changed.body.roles], [200, ['admin', 'designer']])
    for (const [roles, fault] of [
      [['nonsense'], 'is not included in the list'],
      [[], "can't be blank"],
      [['owner'], 'is invalid'],
    ] as const) {
      const refused = await api('PATCH', path, { membership: { roles } })
      assert.deepEqual([refused.status, refused.body], [422, { errors: { roles: [fault] } }])
    }
    assert.equal(
      (await api('PATCH', `/memberships/${owner.id}`, { membership: { roles: ['admin'] } })).status,
      422,
    )
    for (const body of [{}, { membership: {} }, { membership: { roles: null, person: null } }])
      assert.equal((await api('PATCH', path, body)).status, 200)
    assert.equal((await api('PATCH', path, { membership: { roles: 'admin' } })).status, 400)
  }
  const names = await app.db.read<{ name: string }>(sql`select name from event`)
  assert.ok(names.some(({ name }) => name === 'member_roles_updated'))
})

test('a member is removed with 204 and no body; owners are not, and a second time is 404 (directory-api.md §6.1)', async () => {
  await using app = await testApp()
  const { person, organization } = await apis(app)
  const [owner, member] = (await person('GET', '/memberships')).body
  assert.equal((await person('DELETE', `/memberships/${owner.id}`)).status, 422)
  assert.equal((await organization('DELETE', `/memberships/${owner.id}`)).status, 422)
  const removed = await organization('DELETE', `/memberships/${member.id}`)
  assert.deepEqual([removed.status, removed.text], [204, ''])
  assert.equal(removed.headers['cache-control'], 'no-cache')
  assert.equal((await person('DELETE', `/memberships/${member.id}`)).status, 404)
})

test('invitations are listed, made and withdrawn by owners and admins (directory-api.md §6.3, C-46)', async () => {
  await using app = await testApp()
  const { person } = await apis(app)
  const wish = {
    email: 'Ada@Example.org',
    roles: ['designer'],
    first_name: 'Ada',
    name: 'Lovelace',
    expires_at: null,
  }
  const invited = await person('POST', '/membership_invitations', { membership_invitation: wish })
  assert.equal(invited.status, 200, invited.text)
  const { id, ...rest } = invited.body
  assert.deepEqual(
    [rest.email, rest.roles, rest.full_name, rest.avatar_url],
    ['Ada@example.org', ['designer'], 'Ada Lovelace', null],
  )
  assert.ok(await linkInMail(app, 'Ada@example.org'))
  assert.deepEqual((await person('GET', '/membership_invitations')).body, [invited.body])
  for (const [body, errors] of [
    [{}, { email: ["can't be blank"] }],
    [{ email: 'nonsense' }, { email: ['is invalid'] }],
    [{ email: 'ada@example.org' }, { email: ['has already been taken'] }],
    [{ email: DEMO.member }, { email: ['has already been taken'] }],
    [{ email: 'b@example.org', roles: ['x'] }, { roles: ['is not included in the list'] }],
    [{ email: 'b@example.org', roles: ['owner'] }, { roles: ['is invalid'] }],
  ] as const) {
    const refused = await person('POST', '/membership_invitations', { membership_invitation: body })
    assert.deepEqual([refused.status, refused.body], [422, { errors }])
  }
  const plain = await person('POST', '/membership_invitations', {
    membership_invitation: { email: 'c@example.org' },
  })
  assert.deepEqual([plain.body.roles, plain.body.full_name], [['member'], 'c@example.org'])
  assert.equal((await person('DELETE', `/membership_invitations/${id}`)).status, 204)
  assert.equal((await person('DELETE', `/membership_invitations/${id}`)).status, 404)
})

test('members may read and not write, and learn nothing of invitations; strangers find nothing (directory-api.md §6)', async () => {
  await using app = await testApp()
  const member = await personApi(app, DEMO.member)
  const [first] = (await member('GET', '/memberships')).body
  const forbidden = await member('PATCH', `/memberships/${first.id}`, { membership: { roles: ['designer'] } })
  assert.deepEqual([forbidden.status, forbidden.body], [403, { errors: ['forbidden'] }])
  assert.equal((await member('DELETE', `/memberships/${first.id}`)).status, 403)
  assert.equal((await member('GET', '/membership_invitations')).status, 404)
  assert.equal((await member('POST', '/membership_invitations', {})).status, 404)
  const stranger = await personApi(app, DEMO.developer)
  for (const [method, path] of [
    ['GET', '/memberships'],
    ['GET', `/memberships/${first.id}`],
    ['DELETE', `/memberships/${first.id}`],
    ['GET', '/membership_invitations'],
  ] as const)
    assert.equal((await stranger(method, path)).status, 404, `${method} ${path}`)
})

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** The API as its owner may use it: in their own name, and for the organization. */
async function apis(app: TestApp) {
  await desire(app)
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const scope = `Org/${DEMO.linden}.directory.organization_members.rw`
  const token = (await client.tokensFor(owner, scope)).body.access_token
  return {
    person: await personApi(app, DEMO.owner),
    organization: (method: Method, path: string, json?: unknown) =>
      client.api(token, OF_ORGANIZATION + path, { method, ...(json !== undefined && { json }) }),
  }
}

async function personApi(app: TestApp, email: string) {
  await desire(app)
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(email)
  const token = (await client.tokensFor(browser, 'directory.organizations.rw')).body.access_token
  return (method: Method, path: string, json?: unknown) =>
    client.api(token, OF_PERSON + path, { method, ...(json !== undefined && { json }) })
}

/** The demo app may ask for it. */
async function desire({ db, clock }: TestApp): Promise<void> {
  await db.transaction(async tx => {
    for (const [scope, name] of [
      ['directory.organizations.rw', 'organizations'],
      ['directory.organization_members.rw', 'organization_members'],
    ] as const)
      await tx.write(sql`insert into desired_scope (app_id, scope, provided_scope_id, position, created_at)
        select app.id, ${scope}, provided.id, 99, ${clock.now()} from app, provided_scope provided
          join app platform on platform.id = provided.app_id and platform.is_platform = 1
        where app.name = 'stock_keeper' and provided.name = ${name} and provided.permission = 'rw'
        on conflict (app_id, scope) do nothing`)
  })
}
