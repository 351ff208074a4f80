import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { deleteApp } from '../../src/modules/apps/index.ts'
import { actOn, buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { allow, begin, choicesOn, choose, readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { csrfOf, type TestBrowser } from '../support/test-browser.ts'
import { codeIn } from '../support/test-client.ts'

const PUBLIC_URL = 'https://hub.example.com'
const INSTALL = { scope: 'Org.directory.organization.r' }

function production(): Promise<TestApp> {
  return testApp({ environment: { ENVIRONMENT: 'production', PUBLIC_URL } })
}

test('an invited organization sees a private app, gets a mail, and connects it; others do not (platform.md §4.10, §5)', async () => {
  await using app = await production()
  const { developer, owner, guest, keeper } = await scene(app)
  const stranger = await buildPerson(app)
  const elsewhere = await buildOrganization(app, { owner: stranger })
  const page = `/store/other/${keeper.name.replaceAll('_', '-')}`
  assert.equal((await owner.browser.get(page)).status, 404)

  await invite(developer.browser, keeper, guest.id)
  const [mail] = await app.mails(owner.email)
  assert.match(mail?.subject ?? '', new RegExp(`Title of ${keeper.name} for ${guest.name}`))
  const list = await owner.browser.get(`/organizations/${guest.slug}/apps`)
  assert.match(readingOf(list), new RegExp(`Offered to your organization Title of ${keeper.name}`))
  assert.equal((await owner.browser.get(page)).status, 200)

  const choice = await begin(owner.browser, keeper.client, INSTALL)
  assert.deepEqual(choicesOn(choice), [guest.id])
  assert.ok(codeIn(await allow(owner.browser, await choose(owner.browser, choice, guest.id))))
  assert.doesNotMatch(
    readingOf(await owner.browser.get(`/organizations/${guest.slug}/apps`)),
    /Offered to your organization/,
  )
  assert.equal((await stranger.browser.get(page)).status, 404)
  const refused = await begin(stranger.browser, keeper.client, {
    scope: `Org/${elsewhere.id}.directory.organization.r`,
  })
  assert.match(readingOf(refused), /is a private app/)
})

test('taking a participation back ends the connection and everything issued under it at once (platform.md §5)', async () => {
  await using app = await production()
  const { developer, owner, guest, keeper } = await scene(app)
  await invite(developer.browser, keeper, guest.id)
  const bearer = { type: 'Organization', id: guest.id } as const
  await buildConnection(app, { appId: keeper.id, bearer, granted: ['directory.organization.r'] })
  const machine = {
    grant_type: 'client_credentials',
    scope: `Org/${guest.id}.directory.organization.r`,
  }
  const { body } = await keeper.client.token(machine)
  const address = `${participants(keeper)}/${guest.id}/remove`
  const confirm = await developer.browser.get(address)
  assert.match(readingOf(confirm), /Its connection ends at once/)
  const removed = await developer.browser.submit(confirm, {}, ({ action }) => action.endsWith('/remove'))
  assert.equal(removed.location, `${participants(keeper)}?notice=removed`)
  assert.equal((await keeper.client.api(body.access_token, '/api/v1/organization')).status, 403)
  const again = await keeper.client.token(machine)
  assert.match(String(again.body.error_description), /bearer_does_not_exist/)
  const page = `/store/other/${keeper.name.replaceAll('_', '-')}`
  assert.equal((await owner.browser.get(page)).status, 404)
  assert.equal((await developer.browser.get(address)).status, 404)
})

test('only organizations that allow to be found are found and invited, whatever accents and case (platform.md §4.10)', async () => {
  await using app = await production()
  const { developer, owner, guest, keeper } = await scene(app, 'Müller & Söhne')
  const search = (query: string) =>
    developer.browser.get(`${participants(keeper)}?q=${encodeURIComponent(query)}`)
  for (const query of ['müller', 'MUELLER', 'söhne', 'ller & S'])
    assert.match(readingOf(await search(query)), /Müller & Söhne .*Invite/, query)
  assert.match(readingOf(await search('%')), /No organization found/)
  assert.match(readingOf(await search('<b>')), /No organization found for “<b>”/)

  const hidden = await buildOrganization(app, { owner })
  assert.match(readingOf(await search(hidden.name)), /No organization found/)
  assert.equal(await noticeOf(developer.browser, keeper, hidden.id), 'not_found')
  assert.equal(await noticeOf(developer.browser, keeper, keeper.vendorId), 'not_found')
  await discoverable(app, keeper.vendorId)
  assert.equal(await noticeOf(developer.browser, keeper, keeper.vendorId), 'own')
  assert.equal(await noticeOf(developer.browser, keeper, guest.id), 'invited')
  assert.equal(await noticeOf(developer.browser, keeper, guest.id), 'invited_already')
  assert.equal((await app.mails(owner.email)).length, 1)
})

test('an admin says no to an offer; members cannot, and it can be made again', async () => {
  await using app = await production()
  const { developer, owner, guest, keeper, member } = await scene(app)
  await invite(developer.browser, keeper, guest.id)
  const path = `/organizations/${guest.slug}/apps`
  const address = `${path}/${keeper.name}/decline`
  const post = async (browser: TestBrowser) =>
    browser.post(address, { _csrf: csrfOf(await browser.get('/signout')) })
  assert.doesNotMatch(readingOf(await member.browser.get(path)), /No, thanks/)
  assert.equal((await post(member.browser)).status, 403)
  assert.equal((await post(owner.browser)).location, `${path}?notice=offer_declined`)
  assert.equal((await post(owner.browser)).status, 404)
  assert.equal(await noticeOf(developer.browser, keeper, guest.id), 'invited')
})

test('developers of other vendors look at, invite and remove no participants of an app (attack O5)', async () => {
  await using app = await production()
  const { developer, guest, keeper } = await scene(app)
  await invite(developer.browser, keeper, guest.id)
  const other = await buildPerson(app)
  const vendor = await buildOrganization(app, { owner: other })
  await app.db.transaction(tx =>
    tx.write(sql`update organization set kinds = '["software_developer"]' where id = ${vendor.id}`),
  )
  const _csrf = csrfOf(await other.browser.get('/signout'))
  const path = participants(keeper)
  for (const address of [path, `${path}?q=x`, `${path}/${guest.id}/remove`])
    assert.equal((await other.browser.get(address)).status, 404, address)
  assert.equal((await other.browser.post(path, { _csrf, organization: vendor.id })).status, 404)
  assert.equal((await other.browser.post(`${path}/${guest.id}/remove`, { _csrf })).status, 404)
  assert.equal((await app.db.read(sql`select 1 as one from participation`)).length, 1)
})

test('participations end with the app', async () => {
  await using app = await production()
  const { developer, owner, guest, keeper } = await scene(app)
  await invite(developer.browser, keeper, guest.id)
  await app.db.transaction(tx => deleteApp(tx, actOn(keeper.id), app.app.apps, app.clock.now()))
  assert.deepEqual(await app.db.read(sql`select 1 as one from participation`), [])
  assert.equal((await owner.browser.get(`/organizations/${guest.slug}/apps`)).status, 200)
})

/** A vendor with a private app, and an organization that can be found, with an owner and a member. */
async function scene(app: TestApp, name?: string) {
  const [developer, owner, member] = [await buildPerson(app), await buildPerson(app), await buildPerson(app)]
  const vendor = await buildOrganization(app, { owner: developer })
  await app.db.transaction(tx =>
    tx.write(sql`update organization set kinds = '["software_developer"]' where id = ${vendor.id}`),
  )
  const guest = await buildOrganization(app, {
    owner,
    members: { [member.id]: ['member'] },
    ...(name !== undefined && { name }),
  })
  await discoverable(app, guest.id)
  const keeper = await buildApp(app, { vendorId: vendor.id, type: 'private' })
  return { developer, owner, member, guest, keeper }
}

function discoverable({ db }: TestApp, id: string): Promise<unknown> {
  return db.transaction(tx => tx.write(sql`update organization set is_discoverable = 1 where id = ${id}`))
}

function participants({ name }: { name: string }): string {
  return `/developer/apps/${name}/participants`
}

async function invite(browser: TestBrowser, app: { name: string }, organization: string): Promise<void> {
  assert.equal(await noticeOf(browser, app, organization), 'invited')
}

async function noticeOf(browser: TestBrowser, app: { name: string }, organization: string) {
  const _csrf = csrfOf(await browser.get('/signout'))
  const answer = await browser.post(participants(app), { _csrf, organization })
  return /notice=(\w+)/.exec(answer.location ?? '')?.[1]
}
