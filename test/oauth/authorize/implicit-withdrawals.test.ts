import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import {
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
  CALLBACK,
} from '../../support/builders.ts'
import { allow, begin } from '../../support/flow.ts'
import { type Acts, actsIn } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { Answer } from '../../support/test-browser.ts'
import { allowAll } from '../../support/test-client.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const READ = { response_type: 'token', scope: 'directory.person.r' }

/** A person who has let an app have tokens at its redirect URL, without a screen from now on. */
async function buildPassing(app: TestApp) {
  const person = await buildPerson(app)
  const organization = await buildOrganization(app, { owner: await buildPerson(app) })
  const provider = await buildApp(app, { provides: [{ name: 'items' }] })
  const items = `${provider.name}.items.r`
  const built = await buildApp(app, { desires: ['directory.person.r', items] })
  const bearer = { type: 'Person' as const, id: person.id }
  await buildConnection(app, { appId: provider.id, bearer })
  const clientId = built.client.id
  const setImplicit = (allowsImplicitGrant: boolean) =>
    app.db.transaction(tx =>
      switchCredentials(
        tx,
        { clientId, actor: 'operator', switches: { allowsImplicitGrant } },
        app.clock.now(),
      ),
    )
  await setImplicit(true)
  const acts = actsIn(app, {
    key: { organizationId: organization.id, personId: person.id },
    appId: built.id,
    providerId: provider.id,
    clientId,
    publicClientId: built.publicClient.id,
  })
  const request = { ...READ, scope: `directory.person.r,${items}` }
  await allowAll(person.browser, built.client.authorizeUrl(request))
  await app.db.transaction(tx => tx.write(sql`delete from issued_token`))
  return { ...built, person, request, acts: { ...acts, switchOff: () => setImplicit(false) } }
}

const WITHDRAWALS: Record<string, (acts: Acts & { switchOff: () => Promise<unknown> }) => Promise<unknown>> =
  {
    'the connection is revoked': acts => acts.disconnectPerson(),
    'the app is deactivated': acts => acts.deactivateApp(),
    'the app is deleted': acts => acts.deleteApp(),
    'the credentials are deleted': acts => acts.deleteCredentials(),
    'the person is banned': acts => acts.banPerson(),
    'the person is deleted': acts => acts.deletePerson(),
    'the app that provides a scope is deactivated': acts => acts.deactivateProvider(),
    'the grant is switched off': acts => acts.switchOff(),
  }

/** The ways to a token: without any page, by way of the sign-in page, and by a page that is answered. */
const WAYS: Record<
  string,
  (scene: Awaited<ReturnType<typeof buildPassing>>, before: () => void) => Promise<Answer>
> = {
  'without a page': ({ person, client, request }, before) => {
    before()
    return person.browser.get(client.authorizeUrl(request))
  },
  'from the sign-in page': async ({ person, client, request }, before) => {
    const page = await begin(person.browser, client, { ...request, prompt: 'select_account' })
    const [, next = ''] = /href="([^"]*\/oauth\/authorize\/continue[^"]*)"/.exec(page.text) ?? []
    const url = next.replaceAll('&amp;', '&')
    assert.ok(url, page.text)
    // The choice is stored first; on the second time it is known.
    before()
    return person.browser.get(url)
  },
  'by consent': async ({ person, client, request }, before) => {
    const page = await begin(person.browser, client, { ...request, prompt: 'consent' })
    before()
    return allow(person.browser, page)
  },
}

for (const [way, go] of Object.entries(WAYS)) {
  for (const [what, withdraw] of Object.entries(WITHDRAWALS)) {
    test(`C9 T2 when ${what} while a token is given ${way}, none is given that lives on (G-12, oauth.md §12.2)`, async () => {
      await using database = await watchedDatabase()
      await using app = await testApp({ database })
      const scene = await buildPassing(app)
      let hasHappened = false
      const answer = await go(scene, () =>
        database.beforeNextTransaction(async () => {
          await withdraw(scene.acts)
          hasHappened = true
        }),
      )
      assert.ok(hasHappened)
      assert.ok(answer.status < 500, answer.text)
      const live = await app.db.read<{ scopes: string }>(sql`select t.scopes from issued_token t
        where t.jti not in (select jti from revoked_access_token)`)
      // Of a scope that is gone a token is given without it.
      assert.ok(
        live.every(({ scopes }) => what.includes('provides') && scopes === 'directory.person.r'),
        JSON.stringify(live),
      )
      assert.equal(answer.location?.includes('access_token') === true, live.length > 0)
    })
  }
}

test('what was withdrawn meanwhile is asked for again, and prompt=none is told so (OpenID Connect Core §3.1.2.6)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const scene = await buildPassing(app)
  const { person, client, request, acts } = scene
  database.beforeNextTransaction(acts.disconnectPerson)
  const silent = await begin(person.browser, client, { ...request, prompt: 'none' })
  assert.equal(new URL(silent.location ?? '').hash.includes('error=interaction_required'), true)
  const again = await allowAll(person.browser, client.authorizeUrl(request))
  assert.ok(again.location?.startsWith(`${CALLBACK}#access_token=`))
  database.beforeNextTransaction(acts.disconnectPerson)
  const asked = await begin(person.browser, client, request)
  assert.match(asked.text, /would like to access/)
})
