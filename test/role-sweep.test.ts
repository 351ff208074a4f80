import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildConnection, buildOrganization, buildPerson } from './support/builders.ts'
import { type Route, routesOf } from './support/routes.ts'
import { testAccounts } from './support/test-accounts.ts'
import { testApp } from './support/test-app.ts'
import { csrfOf, type TestBrowser } from './support/test-browser.ts'

/** What every member of an organization may look at, and the one thing each may do: leave (platform.md §2). */
const FOR_MEMBERS = new Set([
  'GET /organizations/:slug',
  'GET /organizations/:slug/apps',
  'GET /organizations/:slug/apps/:app',
  'GET /organizations/:slug/leave',
  'GET /organizations/:slug/members',
  'GET /organizations/:slug/sites',
  'POST /organizations/:slug/leave',
])
/** What developers may do as well. */
const FOR_DEVELOPERS = /^\w+ \/organizations\/:slug\/developer|^\w+ \/developer\/apps/

/** The pages and forms of one organization and of one of its apps, whoever adds some. */
async function routesOfOrganizations(): Promise<string[]> {
  const routes = await routesOf(async () => {
    await using app = await testApp()
    return app
  })
  const isMeant = ({ path }: Route) => /^\/organizations\/:slug|^\/developer\/apps\/:name/.test(path)
  return routes.filter(isMeant).map(({ method, path }) => `${method} ${path}`)
}

async function scene() {
  const app = await testApp()
  const [owner, member, developer, stranger] = [
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
  ]
  const members = { [member.id]: ['member'], [developer.id]: ['developer'] }
  const organization = await buildOrganization(app, { owner, members })
  // Of a vendor as well: to its developers everything of this one looks like nothing.
  const other = await buildOrganization(app, { owner: stranger })
  await app.db.transaction(tx => tx.write(sql`update organization set kinds = '["software_developer"]'`))
  await buildApp(app, { vendorId: other.id })
  const keeper = await buildApp(app, { vendorId: organization.id })
  const bearer = { type: 'Organization', id: organization.id } as const
  await buildConnection(app, { appId: keeper.id, bearer, granted: ['directory.organization.r'] })
  const account = await testAccounts(app, keeper.client).make()
  const pathOf = (route: string) =>
    (route.split(' ')[1] ?? '')
      .replace(':slug', organization.slug)
      .replace(':name', keeper.name)
      .replace(':app', keeper.name)
      .replace(':organization', organization.id)
      .replace(':account', account.id)
      .replace(/:\w+/g, '999999')
  const statusOf = async (browser: TestBrowser, route: string): Promise<number> => {
    if (route.startsWith('GET')) return (await browser.get(pathOf(route))).status
    const _csrf = csrfOf(await browser.get('/signout'))
    return (await browser.post(pathOf(route), { _csrf, decision: 'approve' })).status
  }
  return { app, owner, member, developer, stranger, statusOf }
}

test('a member tries every admin page and act of an organization and of its apps, by address and by form: refused (attacks O5, O6)', async () => {
  const { app, member, statusOf } = await scene()
  await using _ = app
  for (const route of await routesOfOrganizations()) {
    if (route === 'POST /organizations/:slug/leave' || route === 'GET /organizations/:slug/developer')
      continue
    assert.equal(await statusOf(member.browser, route), FOR_MEMBERS.has(route) ? 200 : 403, route)
  }
})

test('a developer tries every page and act that is for owners and admins: refused (platform.md §2, attack O6)', async () => {
  const { app, developer, statusOf } = await scene()
  await using _ = app
  for (const route of await routesOfOrganizations()) {
    if (FOR_MEMBERS.has(route)) continue
    const status = await statusOf(developer.browser, route)
    if (FOR_DEVELOPERS.test(route)) assert.notEqual(status, 403, route)
    else assert.equal(status, 403, route)
  }
})

test('to somebody of another organization, a vendor too, none of it exists (attack O5)', async () => {
  const { app, stranger, statusOf } = await scene()
  await using _ = app
  for (const route of await routesOfOrganizations())
    assert.equal(await statusOf(stranger.browser, route), 404, route)
})

test('an owner is refused nothing of it', async () => {
  const { app, owner, statusOf } = await scene()
  await using _ = app
  for (const route of await routesOfOrganizations()) {
    if (route.startsWith('POST')) continue
    assert.notEqual(await statusOf(owner.browser, route), 403, route)
  }
})
