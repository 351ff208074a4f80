import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { DEMO } from '../../support/demo.ts'
import { allow, begin } from '../../support/flow.ts'
import { type Acts, buildScene, type Kind } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { TokenAnswer } from '../../support/test-client.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const KINDS: Kind[] = ['Person', 'Organization', 'on behalf']
const ROUNDS = 4

/** What happens at the same time. */
const WITHDRAWALS: Record<string, (acts: Acts) => Promise<unknown>[]> = {
  'the connection of the person is revoked': acts => [acts.disconnectPerson()],
  'both connections are revoked': acts => [acts.disconnectPerson(), acts.disconnectOrganization()],
  'organization and provider part': acts => [acts.disconnectOrganization(), acts.disconnectProvider()],
  'the organization leaves the provider': acts => [acts.disconnectProvider()],
  'the app and its provider are deactivated': acts => [acts.deactivateApp(), acts.deactivateProvider()],
  'the app is deleted and so is the person': acts => [acts.deleteApp(), acts.deletePerson()],
  'person and organization are deleted': acts => [acts.deletePerson(), acts.deleteOrganization()],
  'the credentials are deleted': acts => [acts.deleteCredentials()],
  'the person is banned': acts => [acts.banPerson()],
  'the member is removed': acts => [acts.removeMember()],
}

for (const [what, happens] of Object.entries(WITHDRAWALS)) {
  test(`C9 T2 T5 when ${what} among all grants at once, no token survives and nothing answers 5xx (oauth.md §12.2, race)`, async () => {
    await using app = await testApp()
    const scene = await buildScene(app)
    const asks = await prepare(app, scene)
    const { browser } = scene.admin
    const pages = []
    for (const scope of ['directory.person.r', `Org/${scene.organization.id}.directory.organization.r`])
      pages.push(await begin(browser, scene.client, { scope, prompt: 'consent' }))

    const middle = Math.floor(asks.length / 2)
    const before = asks.slice(0, middle).map(ask => ask())
    const consents = pages.map(page => allow(browser, page))
    const happening = happens(scene.acts)
    const after = asks.slice(middle).map(ask => ask())
    await Promise.all(happening)
    for (const { status, text } of await Promise.all([...before, ...after]))
      assert.ok(status === 200 || status === 400 || status === 401, text)
    for (const { status, text } of await Promise.all(consents)) assert.ok(status < 500, text)
    assert.deepEqual(await groundless(app, scene.id), [])
  })
}

const FAMILIES = 'update token_family set revoked_at'
const CONNECTION = 'update connection set revoked_at'
/** What ends at the same time as something the other holds, and behind which statement of the first the second comes. */
const RINGS: [string, string, (acts: Acts) => Promise<unknown>, (acts: Acts) => Promise<unknown>][] = [
  ['a person is deleted while the app is', FAMILIES, acts => acts.deleteApp(), acts => acts.deletePerson()],
  ['the app is deleted while a person is', CONNECTION, acts => acts.deletePerson(), acts => acts.deleteApp()],
  [
    'a person is banned while the app is deleted',
    FAMILIES,
    acts => acts.deleteApp(),
    acts => acts.banPerson(),
  ],
  [
    'an organization is deleted while the app is',
    FAMILIES,
    acts => acts.deleteApp(),
    acts => acts.deleteOrganization(),
  ],
  [
    'the app is deleted while an organization is',
    CONNECTION,
    acts => acts.deleteOrganization(),
    acts => acts.deleteApp(),
  ],
]

for (const [what, behind, first, second] of RINGS) {
  test(`C9 ${what}: neither is broken off in favour of the other (oauth.md §12.2, race)`, async () => {
    await using database = await watchedDatabase()
    await using app = await testApp({ database })
    const scene = await buildScene(app)
    for (const kind of KINDS) await scene.tokens(kind)
    const { stopped, go } = database.stopBehind(behind)
    const ending = [first(scene.acts)]
    await stopped
    const coming = second(scene.acts)
    ending.push(coming)
    await database.throughOrWaiting(coming)
    go()
    await Promise.all(ending)
    assert.equal(database.reruns(), 0)
    assert.deepEqual(await groundless(app, scene.id), [])
  })
}

/** All that gives tokens, several times, prepared so that one request is left of each. */
async function prepare(
  app: TestApp,
  scene: Awaited<ReturnType<typeof buildScene>>,
): Promise<(() => Promise<TokenAnswer>)[]> {
  const { client, admin, organization, provider } = scene
  const change = { clientId: client.id, actor: 'operator', switches: { allowsPasswordGrant: true } }
  await app.db.transaction(tx => switchCredentials(tx, change, app.clock.now()))
  const machine = (scope: string) => () => client.token({ grant_type: 'client_credentials', scope })
  const password = { grant_type: 'password', username: admin.email, password: DEMO.password }
  const asks: (() => Promise<TokenAnswer>)[] = []
  for (const kind of KINDS) {
    const { refresh_token } = await scene.tokens(kind)
    const code = await scene.code(kind)
    const device = await scene.device(kind)
    asks.push(
      () => client.refresh(refresh_token),
      () => client.token(code),
      () => device.poll(),
    )
  }
  const [Per, Org] = [`Per/${admin.id}`, `Org/${organization.id}`]
  for (let round = 0; round < ROUNDS; round += 1) {
    asks.push(
      () => client.token({ ...password, scope: 'directory.person.r' }),
      machine(`${Per}.directory.person.r`),
      machine(`${Org}.directory.organization.r`),
      machine(`${Org}.directory.organization.r,${Org}.${provider.name}.items.r`),
      machine(`${Per}>${Org}.directory.organization.r,${Per}>${Org}.directory.person.r`),
    )
  }
  return asks
}

/** Live tokens of an app without what they rest on. */
function groundless(app: TestApp, appId: string): Promise<{ flow: string; scopes: string }[]> {
  return app.db.read(sql`
    select f.flow, t.scopes, f.bearer_type, f.person_id from issued_token t join token_family f on f.id = t.family_id
      join app a on a.id = f.app_id join credentials k on k.id = f.client_id
      join connection c on c.id = f.connection_id
      left join connection pc on pc.id = f.person_connection_id
      left join membership m on m.organization_id = f.bearer_id and m.person_id = f.person_id
      left join person p on p.id = coalesce(f.person_id, f.bearer_id)
    where f.app_id = ${appId} and t.jti not in (select jti from revoked_access_token)
      and (a.state = 'inactive' or a.deleted_at is not null or k.deleted_at is not null or c.revoked_at is not null
        or pc.revoked_at is not null or p.banned_at is not null or p.deleted_at is not null
        or (f.person_id is not null and m.id is null)
        or (t.scopes like '%items%' and not exists (select 1 from connection_scope s
          where s.connection_id = c.id and s.state = 'granted' and s.scope like '%items%')))`)
}
