import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { applied } from '../support/apps.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, csrfOf } from '../support/test-browser.ts'

const MINUTE_MS = 60_000
const FIRST = 'directory.organization.r'
const MORE = ['directory.organization_members.r', 'directory.sites.rw']

test('what an app newly desires waits in every connected organization, whose admins get one mail; the app keeps what it has (G-21)', async () => {
  await using app = await testApp()
  const { owner, organization, keeper } = await connected(app)
  const member = await buildPerson(app, { locale: 'de' })
  await addMember(app, organization.id, member.id)
  await desires(app, keeper, [FIRST, ...MORE])

  const page = await owner.browser.get(`${organization.path}/apps/${keeper.name}`)
  assert.match(readingOf(page), /Waiting for your approval/)
  const machine = { grant_type: 'client_credentials', scope: `Org/${organization.id}.${FIRST}` }
  assert.equal((await keeper.client.token(machine)).status, 200)

  await app.runJobs()
  assert.deepEqual(await app.mails(owner.email), [], 'more may come within a few minutes')
  app.clock.advance(6 * MINUTE_MS)
  await app.runJobs()
  await app.runJobs()
  const [mail, ...others] = await app.mails(owner.email)
  assert.equal(others.length, 0)
  assert.match(mail?.subject ?? '', /Title of .* asks for more access to Organization/)
  assert.match(mail?.text ?? '', /“See members.*” and “/)
  assert.match(mail?.text ?? '', new RegExp(`${organization.path}/apps\\?filter=waiting`))
  assert.deepEqual(await app.mails(member.email), [], 'members decide nothing')
})

test('about an app goes out at most one mail a day, and none of what was decided meanwhile', async () => {
  await using app = await testApp()
  const { owner, organization, keeper } = await connected(app)
  const round = async (scopes: string[]) => {
    await desires(app, keeper, scopes)
    app.clock.advance(6 * MINUTE_MS)
    await app.runJobs()
    return (await app.mails(owner.email)).length
  }
  assert.equal(await round([FIRST, MORE[0] ?? '']), 1)
  assert.equal(await round([FIRST, ...MORE]), 1)
  app.clock.advance(24 * 60 * MINUTE_MS)
  await app.runJobs()
  assert.equal((await app.mails(owner.email)).length, 2)
  await desires(app, keeper, [FIRST, ...MORE, 'directory.machines.r'])
  const page = await owner.browser.get(`${organization.path}/apps/${keeper.name}`)
  await decide(owner, page, 'decline')
  app.clock.advance(48 * 60 * MINUTE_MS)
  await app.runJobs()
  assert.equal((await app.mails(owner.email)).length, 2)
})

test('of several waiting scopes some are approved, the others go on waiting (spec oauth.md §3.7)', async () => {
  await using app = await testApp()
  const { owner, organization, keeper } = await connected(app)
  await desires(app, keeper, [FIRST, ...MORE])
  const path = `${organization.path}/apps/${keeper.name}`
  const page = await owner.browser.get(path)
  const _csrf = csrfOf(page)
  const post = (form: Record<string, string>) => owner.browser.post(`${path}/waiting`, { _csrf, ...form })
  assert.equal((await post({ decision: 'approve' })).location, `${path}?notice=none_chosen`)
  const [first = '', second = ''] = MORE
  assert.equal((await post({ decision: 'approve', 'scopes[]': first })).location, `${path}?notice=approved`)
  const machine = (scope: string) =>
    keeper.client.token({ grant_type: 'client_credentials', scope: `Org/${organization.id}.${scope}` })
  assert.equal((await machine(first)).status, 200)
  assert.notEqual((await machine(second)).status, 200)
  assert.match(readingOf(await owner.browser.get(path)), /Waiting for your approval/)
})

test('who lost the role while the page was open approves, declines and revokes nothing (attack O4)', async () => {
  await using app = await testApp()
  const { owner, organization, keeper } = await connected(app)
  await desires(app, keeper, [FIRST, ...MORE])
  const path = `${organization.path}/apps/${keeper.name}`
  const page = await owner.browser.get(path)
  await app.db.transaction(tx =>
    tx.write(sql`update membership set roles = 4 where organization_id = ${organization.id}`),
  )
  for (const decision of ['approve', 'decline'])
    assert.equal((await decide(owner, page, decision)).status, 403)
  assert.equal((await owner.browser.post(`${path}/revoke`, { _csrf: csrfOf(page) })).status, 403)
  const states = await app.db.read<{ state: string }>(
    sql`select s.state from connection_scope s join connection c on c.id = s.connection_id
        where c.app_id = ${keeper.id} and c.revoked_at is null order by s.state`,
  )
  assert.deepEqual(
    states.map(({ state }) => state),
    ['granted', 'waiting', 'waiting'],
  )
})

test('organizations beyond the first hundred are offered new scopes by the job, each once', async () => {
  await using app = await testApp()
  const { owner, keeper } = await connected(app)
  for (let index = 0; index < 120; index += 1) {
    const { id } = await buildOrganization(app, { owner })
    await buildConnection(app, { appId: keeper.id, bearer: { type: 'Organization', id }, granted: [FIRST] })
  }
  const waiting = async () =>
    (await app.db.read(sql`select connection_id from connection_scope where state = 'waiting'`)).length
  await desires(app, keeper, [FIRST, MORE[0] ?? ''])
  assert.equal(await waiting(), 100)
  await app.runJobs()
  assert.equal(await waiting(), 121)
  assert.deepEqual(await app.db.read(sql`select id from scope_offer`), [])
})

async function connected(app: TestApp) {
  const owner = await buildPerson(app)
  const built = await buildOrganization(app, { owner })
  const organization = { ...built, path: `/organizations/${built.slug}` }
  const keeper = await buildApp(app, { desires: [FIRST] })
  const bearer = { type: 'Organization', id: built.id } as const
  await buildConnection(app, { appId: keeper.id, bearer, granted: [FIRST] })
  return { owner, organization, keeper }
}

/** The vendor's manifest from now on. */
async function desires(app: TestApp, { name }: { name: string }, scopes: string[]): Promise<void> {
  const manifest = { name, desired_oauth_scopes: scopes }
  await applied(app.db, app.app.apps, manifest, app.clock.now())
}

function addMember(app: TestApp, organizationId: string, personId: string): Promise<unknown> {
  return app.db.transaction(tx =>
    tx.write(sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
      values (${`m-${personId}`}, ${organizationId}, ${personId}, 4, 1, 1)`),
  )
}

function decide(
  { browser }: Awaited<ReturnType<typeof buildPerson>>,
  page: Answer,
  decision: string,
): Promise<Answer> {
  const scopes = [...page.text.matchAll(/name="scopes\[\]" value="([^"]+)"/g)].map(([, scope = '']) => scope)
  const [, action = ''] = /action="([^"]+\/waiting)"/.exec(page.text) ?? []
  return browser.post(action, [
    ['_csrf', csrfOf(page)],
    ['decision', decision],
    ...scopes.map(scope => ['scopes[]', scope] as [string, string]),
  ])
}
