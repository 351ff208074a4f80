import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { readingOf } from '../support/flow.ts'
import { auditEntry } from '../support/stored.ts'
import { DEMO_PASSWORD, type TestApp, testApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'
import { tokensIn } from '../support/tokens.ts'
import { plain, upload } from '../support/uploads.ts'

const PATH = '/account/delete'

async function confirm(browser: TestBrowser, email: string) {
  return browser.submit(await browser.get(PATH), { email }, ({ action }) => action === PATH)
}

async function personOf(app: TestApp, id: string) {
  const [row] = await app.db.read<Record<string, unknown>>(sql`select * from person where id = ${id}`)
  return row
}

test('a person deletes their account: nothing tells who they were, every access ends, a mail says so (platform.md §1.1, G-33)', async () => {
  await using app = await testApp()
  const [person, other] = [await buildPerson(app, { locale: 'de' }), await buildPerson(app)]
  const organization = await buildOrganization(app, { owner: other, members: { [person.id]: ['designer'] } })
  const { id: appId, client } = await buildApp(app)
  await buildConnection(app, {
    appId,
    bearer: { type: 'Person', id: person.id },
    granted: ['directory.person.r'],
  })
  const scope = `Per/${person.id}.directory.person.r`
  const token = tokensIn(await client.token({ grant_type: 'client_credentials', scope })).access_token
  assert.equal((await client.api(token, '/api/v1/person')).status, 200)
  await upload(person.browser, '/account/profile/picture', { bytes: await plain(20, 20).png().toBuffer() })
  await person.browser.submit(
    await person.browser.get('/account/profile'),
    { name: 'Lovelace', birthday: '1987-05-12' },
    ({ action }) => action === '/account/profile',
  )
  const elsewhere = await app.signedIn(person.email)

  const page = readingOf(await person.browser.get(`${PATH}?lang=en`))
  assert.match(page, /You leave your organization\. 1 connected app loses its access.*cannot be undone/s)
  const done = await confirm(person.browser, ` ${person.email.toUpperCase()} `)
  assert.deepEqual([done.status, done.location], [303, '/account/deleted'])
  assert.match(readingOf(await person.browser.get('/account/deleted?lang=en')), /Your account is deleted/)

  const row = await personOf(app, person.id)
  assert.deepEqual(
    [row?.['first_name'], row?.['name'], row?.['birthday'], row?.['avatar_url'], row?.['appearance']],
    [null, '', null, null, 'system'],
  )
  assert.ok(!JSON.stringify(row).includes(person.email))
  assert.equal((await app.db.read(sql`select id from picture`)).length, 0)
  for (const browser of [person.browser, elsewhere])
    assert.equal((await browser.get('/account/profile')).status, 303)
  await assert.rejects(app.signedIn(person.email, DEMO_PASSWORD))
  assert.equal((await client.api(token, '/api/v1/person')).status, 403)
  const members = readingOf(await other.browser.get(`/organizations/${organization.slug}/members`))
  assert.doesNotMatch(members, /Lovelace/)
  const mail = (await app.mails(person.email)).at(-1)
  assert.match(mail?.subject ?? '', /Ihr Konto bei Grantory wurde gelöscht/)
  const entry = await auditEntry(app.db, 'person_deleted')
  assert.deepEqual([entry?.subject, entry?.actor], [`Person/${person.id}`, `Person/${person.id}`])
})

test('who is the only owner of an organization is told of it and keeps the account (P-37)', async () => {
  await using app = await testApp()
  const [owner, second] = [await buildPerson(app), await buildPerson(app)]
  const alone = await buildOrganization(app, {
    owner,
    name: 'Alone Ltd',
    members: { [second.id]: ['admin'] },
  })
  await buildOrganization(app, { owner, name: 'Shared Ltd', members: { [second.id]: ['owner'] } })
  const page = await owner.browser.get(PATH)
  assert.match(readingOf(page), /no owner but you.*Alone Ltd/s)
  assert.doesNotMatch(readingOf(page), /Shared Ltd/)
  assert.ok(page.text.includes(`href="/organizations/${alone.slug}/delete"`))
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const refused = await owner.browser.post(PATH, { _csrf: csrf, email: owner.email })
  assert.equal(refused.status, 409)
  assert.match(readingOf(refused), /Alone Ltd/)
  assert.equal((await personOf(app, owner.id))?.['deleted_at'], null)
})

test('another address than one’s own deletes nothing; what was typed stays (experience: consequences are confirmed)', async () => {
  await using app = await testApp()
  const [person, other] = [await buildPerson(app), await buildPerson(app)]
  for (const typed of ['', 'nonsense"><script>', other.email]) {
    const answer = await confirm(person.browser, typed)
    assert.equal(answer.status, 422)
    assert.match(readingOf(answer), /This is not the address of your account/)
    assert.match(answer.text, /<input[^>]*id="email"[^>]*aria-invalid="true"/)
  }
  for (const { id } of [person, other]) assert.equal((await personOf(app, id))?.['deleted_at'], null)
})

test('S10 deleting needs a sign-in of a moment ago', async () => {
  await using app = await testApp()
  const person = await buildPerson(app)
  const form = await person.browser.get(PATH)
  app.clock.advance(11 * 60_000)
  const reopened = await person.browser.get(PATH)
  assert.equal(reopened.status, 303)
  assert.match(reopened.location ?? '', /^\/signin/)
  app.clock.advance(50 * 60_000)
  const late = await person.browser.submit(form, { email: person.email }, ({ action }) => action === PATH)
  assert.match(late.location ?? '', /^\/signin/)
  assert.equal((await personOf(app, person.id))?.['deleted_at'], null)
})

test('two people who own an organization together and leave at once: one of them stays', async () => {
  await using app = await testApp()
  const [first, second] = [await buildPerson(app), await buildPerson(app)]
  await buildOrganization(app, { owner: first, members: { [second.id]: ['owner'] } })
  const pages = [await first.browser.get(PATH), await second.browser.get(PATH)] as const
  const answers = await Promise.all([
    first.browser.submit(pages[0], { email: first.email }, ({ action }) => action === PATH),
    second.browser.submit(pages[1], { email: second.email }, ({ action }) => action === PATH),
  ])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409])
})
