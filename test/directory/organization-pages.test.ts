import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { signUp } from '../support/accounts.ts'
import { buildApp, buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { auditEntry } from '../support/stored.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { Answer, TestBrowser } from '../support/test-browser.ts'

const LINDEN = '/organizations/linden_press'

test('members see their organization, strangers see nothing, only owners and admins are told what is open (platform.md §1.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const page = readingOf(await owner.get(LINDEN))
  assert.match(page, /Linden Press.*2 members.*Edit.*Finish setting up.*Sites.*Lately/s)
  const member = readingOf(await (await app.signedIn(DEMO.member)).get(`${LINDEN}?lang=en`))
  assert.match(member, /2 members/)
  assert.doesNotMatch(member, /Finish setting up|Delete organization/)
  assert.equal((await (await app.signedIn(DEMO.developer)).get(LINDEN)).status, 404)
})

test('a to-do goes when it is done', async () => {
  await using app = await testApp()
  const owner = await buildPerson(app)
  await buildOrganization(app, { owner, name: 'Todo' })
  const path = '/organizations/todo'
  assert.match(readingOf(await owner.browser.get(path)), /0 of 5 done.*Invite members.*Say where you are/s)
  const sites = await owner.browser.get(`${path}/sites`)
  const [, site = ''] = /href="([^"]+)" aria-label="Edit: Todo"/.exec(sites.text) ?? []
  const form = await owner.browser.get(site)
  await owner.browser.submit(form, { name: 'Todo', town: 'Hamburg' }, ({ action }) => action === site)
  const page = readingOf(await owner.browser.get(path))
  assert.match(page, /Hamburg, Germany · 1 member.*1 of 5 done/s)
  assert.doesNotMatch(page, /Say where you are/)
  assert.match(page, /changed a site.*created the organization/s)
})

test('a person makes an organization, is asked what it makes, and owns it; a form sent twice makes one', async () => {
  await using app = await testApp()
  const { browser } = await buildPerson(app)
  const blank = await browser.get('/organizations/new')
  const refused = await browser.submit(blank, { name: ' ' }, ({ action }) => action === '/organizations/new')
  assert.equal(refused.status, 422)
  assert.match(readingOf(refused), /Choose at least one/)
  const id = /name="id" value="([^"]+)"/.exec(blank.text)?.[1] ?? ''
  const fields = { id, name: 'Große Presse', 'kinds[]': 'printer', country_code: 'DE' }
  const answers = [
    await post(browser, '/organizations/new', fields),
    await post(browser, '/organizations/new', fields),
  ]
  for (const { location } of answers) assert.equal(location, '/organizations/grosse_presse/sections?new=1')
  const saved = await post(browser, '/organizations/grosse_presse/sections', {
    seen_at: seenAt(await browser.get('/organizations/grosse_presse/sections')),
    'sections[printer][]': 'labels',
  })
  assert.equal(saved.location, '/organizations/grosse_presse?notice=saved')
  const mine = readingOf(await browser.get('/account/organizations'))
  assert.match(mine, /Große Presse.*Owner/s)
  const [row] = await app.db.read<{ sections: string }>(
    sql`select sections from organization where id = ${id}`,
  )
  assert.deepEqual(JSON.parse(row?.sections ?? ''), { printer: ['labels'] })
})

test('a form that names the id of an organization of others makes a new one and tells nothing (attack O5)', async () => {
  await using app = await testApp()
  const [{ browser }, owner] = [await buildPerson(app), await buildPerson(app)]
  const other = await buildOrganization(app, { owner, name: 'Secret Works' })
  const fields = { id: other.id, name: 'Mine', 'kinds[]': 'brand_owner', country_code: 'DE' }
  const answer = await post(browser, '/organizations/new', fields)
  assert.equal(answer.location, '/organizations/mine?notice=created')
  assert.doesNotMatch((await browser.get('/account/organizations')).text, /Secret Works/)
})

test('an address that is not confirmed comes first: organizations send invitations (attack S3)', async () => {
  await using app = await testApp()
  const newcomer = await signUp(app)
  assert.equal((await newcomer.get('/organizations/new')).location, '/email/confirmation')
  assert.equal((await newcomer.get('/email/confirmation')).status, 200)
})

test('name, kinds and color are changed; the slug stays; of two who edit at once nobody overwrites the other unseen', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const first = seenAt(await owner.get(`${LINDEN}/edit`))
  const fields = { name: 'Linden Printing', 'kinds[]': 'printer', brand_color: '#0AF', seen_at: first }
  assert.equal((await post(owner, `${LINDEN}/edit`, fields)).location, `${LINDEN}?notice=saved`)
  const page = await owner.get(`${LINDEN}/edit`)
  assert.match(page.text, /value="Linden Printing"/)
  assert.match(page.text, /value="#00aaff"/)
  assert.ok((await events(app)).includes('organization_updated'))
  const late = await post(owner, `${LINDEN}/edit`, { ...fields, name: 'Other' })
  assert.equal(late.status, 409)
  assert.match(readingOf(late), /Somebody else changed this meanwhile.*You wrote: Other/s)
  const bad = await post(owner, `${LINDEN}/edit`, { ...fields, brand_color: 'blue', seen_at: seenAt(page) })
  assert.equal(bad.status, 422)
  assert.match(bad.text, /value="blue"/)
})

test('a second factor is required only by somebody who has one, after a fresh sign-in (attack S10)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const page = await owner.get(`${LINDEN}/second-factor`)
  assert.match(readingOf(page), /2 members have none and lose access.*You have no second factor yourself/s)
  assert.doesNotMatch((await owner.get(`${LINDEN}/edit`)).text, /second-factor/)
  await post(owner, `${LINDEN}/second-factor`, { require: 'true' })
  assert.deepEqual(await app.db.read(sql`select id from organization where require_two_factor = 1`), [])
  await app.db.transaction(tx =>
    tx.write(sql`update person set two_factor_since = 1 where email_key = ${DEMO.owner}`),
  )
  for (const path of [LINDEN, `${LINDEN}/edit`]) assert.match((await owner.get(path)).text, /second-factor/)
  const done = await post(owner, `${LINDEN}/second-factor`, { require: 'true' })
  assert.equal(done.location, `${LINDEN}?notice=second_factor_required`)
  assert.equal((await (await app.signedIn(DEMO.member)).get(LINDEN)).status, 403)
  app.clock.advance(2 * 3600_000)
  assert.match((await owner.get(`${LINDEN}/second-factor`)).location ?? '', /signin/)
})

test('a member leaves; the last owner does not (product-rulings P-37)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  assert.equal((await post(owner, `${LINDEN}/leave`, {})).location, `${LINDEN}?notice=last_owner`)
  const member = await app.signedIn(DEMO.member)
  assert.match(readingOf(await member.get(`${LINDEN}/leave?lang=en`)), /Leave Linden Press\?/)
  assert.equal((await post(member, `${LINDEN}/leave`, {})).location, '/account/organizations?left=1')
  assert.equal((await member.get(LINDEN)).status, 404)
  assert.ok((await events(app)).includes('member_left'))
})

test('sites are added and changed, and exactly one is the headquarter (directory-api.md §4.9)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const path = `${LINDEN}/sites`
  assert.equal((await post(owner, `${path}/new`, { name: '' })).status, 422)
  const added = await post(owner, `${path}/new`, {
    name: 'Plant',
    street_and_number: 'Kampweg 4',
    town: 'Bergedorf',
  })
  assert.equal(added.location, `${path}?notice=added`)
  const page = await owner.get(path)
  assert.match(readingOf(page), /Plant Kampweg 4, Bergedorf/)
  const moved = await owner.submit(page, {}, ({ action }) => action.endsWith('/headquarter'))
  assert.equal(moved.location, `${path}?notice=moved`)
  const rows = await app.db.read<{ name: string }>(
    sql`select name from site where organization_id = ${DEMO.linden} and is_headquarter = 1`,
  )
  assert.deepEqual(rows, [{ name: 'Plant' }])
  const [foreign] = await app.db.read<{ id: string }>(
    sql`select id from site where organization_id = ${DEMO.stockworks}`,
  )
  assert.equal((await owner.get(`${path}/${foreign?.id}`)).status, 404)
})

test('of two who edit a site at once nobody overwrites the other unseen, and nothing typed is lost', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const [, site = ''] =
    /href="([^"]+\/sites\/[^"/]+)" aria-label="Edit/.exec((await owner.get(`${LINDEN}/sites`)).text) ?? []
  const [first, second] = [await owner.get(site), await owner.get(site)]
  const submit = (page: Answer, form: Record<string, string>) =>
    owner.submit(page, form, ({ action }) => action === site)
  const saved = await submit(first, { name: 'Printing house', town: 'Hamburg' })
  assert.equal(saved.location, `${LINDEN}/sites?notice=saved`)
  const late = await submit(second, { name: 'Annex', town: 'Lübeck' })
  assert.equal(late.status, 409)
  assert.match(readingOf(late), /Somebody else changed this meanwhile.*Annex · .*Lübeck/s)
  assert.match(late.text, /value="Printing house"/)
  const again = await submit(late, { name: 'Annex', town: 'Lübeck' })
  assert.equal(again.location, `${LINDEN}/sites?notice=saved`)
})

test('an organization is deleted by its owner who types its name; afterwards it is nowhere (platform.md §1.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  assert.match(readingOf(await owner.get(`${LINDEN}/delete`)), /All 2 members lose access.*cannot be undone/s)
  assert.equal((await post(owner, `${LINDEN}/delete`, { name: 'linden' })).status, 422)
  const done = await post(owner, `${LINDEN}/delete`, { name: 'Linden Press' })
  assert.equal(done.location, '/account/organizations')
  assert.match((await app.mails(DEMO.owner)).at(-1)?.subject ?? '', /Linden Press was deleted/)
  for (const path of [LINDEN, `${LINDEN}/sites`, `${LINDEN}/members`, `${LINDEN}/delete`])
    assert.equal((await owner.get(path)).status, 404, path)
})

test('apps that go with their vendor are deleted by whoever deleted it, as the audit log has it', async () => {
  await using app = await testApp()
  const vendor = await buildPerson(app)
  const { id, slug } = await buildOrganization(app, { owner: vendor, name: 'Short Lived' })
  const built = await buildApp(app, { vendorId: id })
  const done = await post(vendor.browser, `/organizations/${slug}/delete`, { name: 'Short Lived' })
  assert.equal(done.location, '/account/organizations')
  const { subject, actor } = await auditEntry(app.db, 'app_deleted')
  assert.deepEqual([subject, actor], [`App/${built.id}`, `Person/${vendor.id}`])
})

test('members and strangers change nothing of an organization (attack O5)', async () => {
  await using app = await testApp()
  for (const [email, status] of [
    [DEMO.member, 403],
    [DEMO.developer, 404],
  ] as const) {
    const browser = await app.signedIn(email)
    for (const path of ['edit', 'sections', 'second-factor', 'sites/new', 'delete']) {
      assert.equal((await browser.get(`${LINDEN}/${path}`)).status, status, path)
      const fields = { name: 'Linden Press', 'kinds[]': 'other' }
      assert.equal((await post(browser, `${LINDEN}/${path}`, fields)).status, status, path)
    }
  }
})

async function post(browser: TestBrowser, path: string, fields: Record<string, string>): Promise<Answer> {
  const _csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get('/signout')).text)?.[1] ?? ''
  return browser.post(path, { _csrf, ...fields })
}

function seenAt(page: Answer): string {
  return /name="seen_at" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
}

async function events({ db }: TestApp): Promise<string[]> {
  const rows = await db.read<{ name: string }>(sql`select name from event order by id`)
  return rows.map(({ name }) => name)
}
