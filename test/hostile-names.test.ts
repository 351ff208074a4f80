import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildConnection, buildOrganization, buildPerson } from './support/builders.ts'
import { routesOf } from './support/routes.ts'
import { DEMO_PRINT, testAccounts } from './support/test-accounts.ts'
import { testApp } from './support/test-app.ts'

const MARKUP = '<img src=x onerror=alert(1)>'
/** Reverses what follows for the eye. */
const OVERRIDE = '\u202e'
const HOSTILE = `${MARKUP}"'${OVERRIDE}gpj.exe`

test('names of people, organizations and apps are text on every page, whatever is in them (attack O7)', async () => {
  await using app = await testApp()
  const owner = await buildPerson(app)
  const organization = await buildOrganization(app, { owner })
  const keeper = await buildApp(app, { vendorId: organization.id, entryPointUrl: 'https://example.com/app' })
  const bearers = [
    { type: 'Organization', id: organization.id },
    { type: 'Person', id: owner.id },
  ] as const
  for (const bearer of bearers) {
    const id = await buildConnection(app, { appId: keeper.id, bearer, granted: ['directory.organization.r'] })
    const more = { waiting: ['directory.sites.rw'], unavailable: [] }
    await app.db.transaction(tx => app.app.connections.remember(tx, id, more, app.clock.now()))
  }
  const guest = await buildPerson(app)
  const guests = await buildOrganization(app, { owner: guest })
  const account = await testAccounts(app, keeper.client).make({
    ...DEMO_PRINT,
    connection_attributes: [keeper.name],
  })
  await app.db.transaction(async tx => {
    await tx.write(sql`update person set first_name = ${HOSTILE}, name = ${HOSTILE}`)
    await tx.write(sql`update organization set name = ${HOSTILE}, is_discoverable = 1, search_name = 'img',
      kinds = '["software_developer"]'`)
    const title = JSON.stringify([{ locale: 'en', title: HOSTILE, summary: HOSTILE, description: HOSTILE }])
    await tx.write(sql`update app set translations = ${title} where is_platform = 0`)
    const captions = JSON.stringify([{ locale: 'en', caption: HOSTILE }])
    await tx.write(sql`insert into screenshot (id, app_id, position, path, width, height, captions, created_at)
      values ('s1', ${keeper.id}, 1, '/pictures/none.webp', 4, 3, ${captions}, 1)`)
    await tx.write(sql`update provided_scope set translations = ${title}`)
    await tx.write(sql`insert into participation (app_id, organization_id, created_at)
      values (${keeper.id}, ${guests.id}, 1)`)
    await tx.write(sql`insert into join_request (id, organization_id, person_id, created_at)
      values ('j1', ${organization.id}, ${guest.id}, 1)`)
  })

  const routes = await routesOf(async () => {
    await using other = await testApp()
    return other
  })
  const pages = routes
    .map(({ method, path }) => `${method} ${path}`)
    .filter(route => route.startsWith('GET') && !/\/api\/|\/assets\/|\.well-known/.test(route))
  let shown = 0
  for (const visitor of [owner, guest]) {
    for (const route of pages) {
      const path = (route.split(' ')[1] ?? '')
        .replace(':slug', visitor === owner ? organization.slug : guests.slug)
        .replace(':category', 'other')
        .replace(':name', keeper.name)
        .replace('/store/other/:app', `/store/other/${keeper.name.replaceAll('_', '-')}`)
        .replace(':app', keeper.name)
        .replace(':organization', organization.id)
        .replace(':screenshot', 's1')
        .replace(':number', '1')
        .replace(':account', account.id)
      const { text, headers } = await visitor.browser.get(`${path}?q=img`)
      if (!String(headers['content-type']).startsWith('text/html')) continue
      assert.ok(!text.includes('<img src=x'), `${route} shows markup`)
      assert.ok(!text.includes(OVERRIDE), `${route} shows text the other way round`)
      if (text.includes('gpj.exe')) shown += 1
    }
  }
  assert.ok(shown > 30, `only ${shown} pages show a hostile name`)
})
