import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { allow, begin } from '../../support/flow.ts'
import { type Acts, buildScene } from '../../support/scene.ts'
import { testApp } from '../../support/test-app.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

/** What happens while an answer is on its way, after it was looked at first. */
const HAPPENINGS: Record<string, (acts: Acts) => Promise<unknown>> = {
  'who answers is banned': acts => acts.banPerson(),
  'who answers is deleted': acts => acts.deletePerson(),
  'who answers leaves': acts => acts.removeMember(),
  'who answers is no administrator any more': acts => acts.giveRoles('designer'),
  'the organization is deleted': acts => acts.deleteOrganization(),
  'the app is deactivated': acts => acts.deactivateApp(),
  'the app is deleted': acts => acts.deleteApp(),
  'the credentials are deleted': acts => acts.deleteCredentials(),
}

for (const [what, happens] of Object.entries(HAPPENINGS)) {
  test(`T4 C9 O2 when ${what} at the moment of the answer, nothing is connected and nothing given (oauth.md §12.2)`, async () => {
    await using database = await watchedDatabase()
    await using app = await testApp({ database })
    const scene = await buildScene(app)
    const { browser } = scene.admin
    const scope = `Org/${scene.organization.id}.directory.organization.r`
    const page = await begin(browser, scene.client, { scope })
    let hasHappened = false
    database.beforeNextTransaction(async () => {
      await happens(scene.acts)
      hasHappened = true
    })
    const answer = await allow(browser, page)
    assert.ok(hasHappened)
    assert.ok(answer.status < 500, answer.text)
    assert.ok(!answer.location?.includes('code='), answer.location ?? '')
    const given = await app.db.read(sql`select id from connection where app_id = ${scene.id}
      union all select id from token_family`)
    assert.deepEqual(given, [])
  })
}
