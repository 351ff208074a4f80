import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildOrganization, buildPerson } from '../support/builders.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, csrfOf, type TestBrowser } from '../support/test-browser.ts'

const FIND = '/organizations/find'
const DAY_MS = 24 * 3600_000

test('somebody finds an organization by its name, asks to join, and an admin lets them in (platform.md §1.2)', async () => {
  await using app = await testApp()
  const { owner, organization, asking } = await scene(app)
  const page = await asking.browser.get(`${FIND}?q=S%C3%96HNE`)
  assert.match(readingOf(page), /Müller & Söhne Germany Ask to join/)
  assert.equal(await ask(asking.browser, organization.id), 'asked')
  assert.match(readingOf(await asking.browser.get(FIND)), /Waiting for an answer MS Müller & Söhne/)
  const [mail] = await app.mails(owner.email)
  assert.match(mail?.subject ?? '', new RegExp(`${asking.name} asks to join Müller & Söhne`))

  assert.match(readingOf(await owner.browser.get(organization.path)), /Answer who asks to join/)
  const members = await owner.browser.get(`${organization.path}/members`)
  assert.match(readingOf(members), new RegExp(`Requests to join \\w+ ${asking.name} ${asking.email}`))
  assert.equal(await answer(owner.browser, organization, members, 'accept'), 'accepted')
  assert.equal((await asking.browser.get(organization.path)).status, 200)
  assert.match((await app.mails(asking.email)).at(-1)?.subject ?? '', /You are a member of Müller/)
  const joined = await app.db.read(
    sql`select 1 as one from event where name = 'member_joined' and payload like ${`%${asking.id}%`}`,
  )
  assert.equal(joined.length, 1)
  const roles = await app.db.read(sql`select roles from membership where person_id = ${asking.id}`)
  assert.deepEqual(roles, [{ roles: 4 }], 'as a member and nothing more')
})

test('an organization that does not allow it is neither found nor asked, and tells nothing of itself (attack O5)', async () => {
  await using app = await testApp()
  const { organization, asking } = await scene(app)
  await app.db.transaction(tx => tx.write(sql`update organization set is_discoverable = 0`))
  assert.match(readingOf(await asking.browser.get(`${FIND}?q=müller`)), /No organization found/)
  assert.equal(await ask(asking.browser, organization.id), 'not_found')
  assert.equal(await ask(asking.browser, 'nonsense'), 'not_found')
})

test('an owner or admin says whether the organization can be found, and the choice is kept (platform.md §1.2)', async () => {
  await using app = await testApp()
  const { owner, organization, asking } = await scene(app)
  const edit = await owner.browser.get(`${organization.path}/edit`)
  const [box = ''] = /<input[^>]*name="discoverable"[^>]*>/.exec(edit.text) ?? []
  assert.match(box, / checked/)
  const seen = /name="seen_at" value="(\d+)"/.exec(edit.text)?.[1] ?? ''
  const form = { _csrf: csrfOf(edit), name: 'Müller & Söhne', 'kinds[]': 'printer', seen_at: seen }
  assert.equal((await owner.browser.post(`${organization.path}/edit`, form)).status, 303)
  assert.match(readingOf(await asking.browser.get(`${FIND}?q=müller`)), /No organization found/)
})

test('who was declined may ask again after a month, and learns that it was declined', async () => {
  await using app = await testApp()
  const { owner, organization, asking } = await scene(app)
  await ask(asking.browser, organization.id)
  const members = await owner.browser.get(`${organization.path}/members`)
  assert.equal(await answer(owner.browser, organization, members, 'decline'), 'declined')
  assert.equal(await answer(owner.browser, organization, members, 'accept'), 'gone')
  assert.match(readingOf(await asking.browser.get(`${FIND}?q=müller`)), /Your request was declined/)
  assert.equal(await ask(asking.browser, organization.id), 'asked_already')
  app.clock.advance(31 * DAY_MS)
  await app.runJobs()
  const again = await app.signedIn(asking.email)
  assert.equal(await ask(again, organization.id), 'asked')
})

test('a request is withdrawn by who made it and by nobody else; then nobody can accept it', async () => {
  await using app = await testApp()
  const { owner, organization, asking } = await scene(app)
  await ask(asking.browser, organization.id)
  const members = await owner.browser.get(`${organization.path}/members`)
  const [, id = ''] = /join-requests\/([^"]+)"/.exec(members.text) ?? []
  const withdraw = async (browser: TestBrowser) =>
    noticeOf(await browser.post(`${FIND}/${id}/withdraw`, { _csrf: await csrf(browser) }))
  assert.equal(await withdraw(owner.browser), 'gone')
  assert.equal(await withdraw(asking.browser), 'withdrawn')
  assert.equal(await answer(owner.browser, organization, members, 'accept'), 'gone')
  assert.equal((await asking.browser.get(organization.path)).status, 404)
})

test('members, admins of other organizations and strangers answer no request (attacks O5, O6)', async () => {
  await using app = await testApp()
  const { owner, organization, asking, member } = await scene(app)
  const stranger = await buildPerson(app)
  const elsewhere = await buildOrganization(app, { owner: stranger })
  await ask(asking.browser, organization.id)
  const [, id = ''] =
    /join-requests\/([^"]+)"/.exec((await owner.browser.get(`${organization.path}/members`)).text) ?? []
  assert.doesNotMatch((await member.browser.get(`${organization.path}/members`)).text, /join-requests/)
  const accept = async ({ browser }: { browser: TestBrowser }, path: string) =>
    browser.post(`${path}/join-requests/${id}`, { _csrf: await csrf(browser), decision: 'accept' })
  assert.equal((await accept(member, organization.path)).status, 403)
  assert.equal((await accept(asking, organization.path)).status, 404)
  assert.equal((await accept(stranger, organization.path)).status, 404)
  const foreign = await accept(stranger, `/organizations/${elsewhere.slug}`)
  assert.equal(noticeOf(foreign), 'gone')
  assert.equal((await asking.browser.get(organization.path)).status, 404)
})

test('nobody waits for more than ten answers, and an unconfirmed address asks nobody (G-26)', async () => {
  await using app = await testApp()
  const { organization, asking } = await scene(app)
  const owner = await buildPerson(app)
  for (let index = 0; index < 10; index += 1) {
    const { id } = await buildOrganization(app, { owner })
    await app.db.transaction(tx =>
      tx.write(sql`update organization set is_discoverable = 1 where id = ${id}`),
    )
    assert.equal(await ask(asking.browser, id), 'asked')
  }
  assert.equal(await ask(asking.browser, organization.id), 'too_many')
  const unconfirmed = await buildPerson(app, { isConfirmed: false })
  assert.equal(await ask(unconfirmed.browser, organization.id), 'unconfirmed')
  assert.equal(await ask(owner.browser, organization.id), 'asked')
  assert.equal(await ask(owner.browser, organization.id), 'asked_already')
})

test('two admins who answer at once make one member', async () => {
  await using app = await testApp()
  const { owner, organization, asking } = await scene(app)
  await ask(asking.browser, organization.id)
  const page = await owner.browser.get(`${organization.path}/members`)
  const notices = await Promise.all(
    ['accept', 'accept', 'decline'].map(decision => answer(owner.browser, organization, page, decision)),
  )
  assert.equal(notices.filter(notice => notice === 'gone').length, 2, notices.join())
})

test('who may no longer invite has invited nobody who did not accept yet (attack O4)', async () => {
  await using app = await testApp()
  const { owner, organization, member, asking } = await scene(app)
  const roles = (bits: number) =>
    app.db.transaction(tx =>
      tx.write(sql`update membership set roles = ${bits} where person_id = ${member.id}`),
    )
  await roles(2)
  const members = `${organization.path}/members`
  const invite = { _csrf: await csrf(member.browser), email: asking.email, 'roles[]': 'member' }
  assert.equal((await member.browser.post(`${organization.path}/invitations`, invite)).status, 303)
  const [mail] = await app.mails(asking.email)
  const [, link = ''] = /(\/invitation\?token=\S+)/.exec(mail?.text ?? '') ?? []
  const invitation = await asking.browser.get(link)
  assert.equal(invitation.status, 200)

  const [, id = ''] =
    new RegExp(`members/([^"]+)" aria-label="[^"]*${member.name}`).exec(
      (await owner.browser.get(members)).text,
    ) ?? []
  const demotion = { _csrf: await csrf(owner.browser), 'roles[]': 'member' }
  assert.equal((await owner.browser.post(`${members}/${id}`, demotion)).status, 303)
  const late = await asking.browser.submit(invitation, { decision: 'accept' })
  assert.notEqual(late.status, 303)
  assert.equal((await asking.browser.get(organization.path)).status, 404)
})

test('an invitation as an owner is resent and withdrawn by owners only (attack O6)', async () => {
  await using app = await testApp()
  const { owner, organization, member, asking } = await scene(app)
  await app.db.transaction(tx =>
    tx.write(sql`update membership set roles = 2 where person_id = ${member.id}`),
  )
  const invite = { _csrf: await csrf(owner.browser), email: asking.email, 'roles[]': 'owner' }
  await owner.browser.post(`${organization.path}/invitations`, invite)
  const [, id = ''] =
    /invitations\/([^/]+)\/withdraw/.exec((await owner.browser.get(`${organization.path}/members`)).text) ??
    []
  app.clock.advance(3600_000)
  const act = async (browser: TestBrowser, action: string) =>
    noticeOf(
      await browser.post(`${organization.path}/invitations/${id}/${action}`, { _csrf: await csrf(browser) }),
    )
  assert.equal(await act(member.browser, 'resend'), 'gone')
  assert.equal(await act(member.browser, 'withdraw'), 'gone')
  assert.equal(await act(owner.browser, 'resend'), 'resent')
  assert.equal(await act(owner.browser, 'withdraw'), 'withdrawn')
})

test('an organization is never given the address of a page beside organizations', async () => {
  await using app = await testApp()
  const owner = await buildPerson(app)
  for (const name of ['New', 'Find']) {
    const { slug } = await buildOrganization(app, { owner, name })
    assert.equal(slug, `${name.toLowerCase()}_2`)
    assert.equal((await owner.browser.get(`/organizations/${slug}`)).status, 200)
  }
})

/** An organization that can be found, with an owner and a member, and somebody who asks. */
async function scene(app: TestApp) {
  const [owner, member, asking] = [await buildPerson(app), await buildPerson(app), await buildPerson(app)]
  const members = { [member.id]: ['member'] }
  const built = await buildOrganization(app, { owner, members, name: 'Müller & Söhne' })
  await app.db.transaction(tx =>
    tx.write(sql`update organization set is_discoverable = 1 where id = ${built.id}`),
  )
  return { owner, member, asking, organization: { ...built, path: `/organizations/${built.slug}` } }
}

async function ask(browser: TestBrowser, organization: string) {
  return noticeOf(await browser.post(FIND, { _csrf: await csrf(browser), organization }))
}

async function answer(
  browser: TestBrowser,
  { path }: { path: string },
  page: Answer,
  decision: string,
): Promise<string | undefined> {
  const [, id = ''] = /join-requests\/([^"]+)"/.exec(page.text) ?? []
  return noticeOf(await browser.post(`${path}/join-requests/${id}`, { _csrf: csrfOf(page), decision }))
}

function noticeOf({ location }: Answer): string | undefined {
  return /notice=(\w+)/.exec(location ?? '')?.[1]
}

async function csrf(browser: TestBrowser): Promise<string> {
  return csrfOf(await browser.get('/signout'))
}
