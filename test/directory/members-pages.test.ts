import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { isOwner } from '../../src/modules/directory/roles.ts'
import { fillIn, linkInMail, NEW_PERSON, signUp } from '../support/accounts.ts'
import { buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, csrfOf, type TestBrowser } from '../support/test-browser.ts'

const MEMBERS = '/organizations/linden_press/members'
const INVITE = '/organizations/linden_press/invitations'

test('members see who belongs to their organization; only owners and admins can change it (platform.md §2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const page = readingOf(await owner.get(MEMBERS))
  assert.match(
    page,
    /2 people belong to Linden Press.*Mara Lindqvist \(you\).*Owner.*Jonas Petersen.*Member.*Invite someone/s,
  )
  const member = await app.signedIn(DEMO.member)
  const seen = readingOf(await member.get(`${MEMBERS}?lang=en`))
  assert.match(seen, /Mara Lindqvist/)
  assert.doesNotMatch(seen, /Invite someone|Change/)
  assert.equal((await (await app.signedIn(DEMO.developer)).get(MEMBERS)).status, 404)
})

test('the list is searched by name and address and paged, also with 500 members', async () => {
  await using app = await testApp()
  await manyMembers(app, 500)
  const owner = await app.signedIn(DEMO.owner)
  assert.match(readingOf(await owner.get(MEMBERS)), /1–20 of 502/)
  assert.match(readingOf(await owner.get(`${MEMBERS}?q=ÉMILE+77`)), /Émile 77/)
  assert.match(readingOf(await owner.get(`${MEMBERS}?q=person42%40`)), /person42@example\.org/)
  assert.match(readingOf(await owner.get(`${MEMBERS}?q=nobody-at-all`)), /Nobody is called/)
  for (const page of ['26', '999', '-3', 'x'])
    assert.equal((await owner.get(`${MEMBERS}?page=${page}`)).status, 200)
})

test('somebody new is invited, signs up, confirms the address and joins (platform.md §1.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const answer = await invite(owner, { email: NEW_PERSON.email, 'roles[]': 'designer' })
  assert.equal(answer.location, `${MEMBERS}?notice=invited`)
  assert.match(
    readingOf(await owner.get(MEMBERS)),
    /Open invitations mira@example\.org Designer · expires in 14 days/,
  )
  const link = await linkInMail(app, NEW_PERSON.email)
  const visitor = app.anonymous()
  assert.match(
    readingOf(await visitor.get(link)),
    /Join Linden Press\?.*Mara Lindqvist invites you.*with the role Designer.*Create an account/s,
  )
  const newcomer = await signUp(app)
  assert.match(readingOf(await newcomer.get(link)), /First confirm your address/)
  assert.equal((await accept(newcomer, link)).location, link)
  await fillIn(newcomer, await linkInMail(app, NEW_PERSON.email), {})
  const page = await newcomer.get(link)
  const joined = await newcomer.submit(page, { decision: 'accept' }, ({ action }) => action === '/invitation')
  assert.equal(joined.location, MEMBERS)
  assert.match(readingOf(await owner.get(MEMBERS)), /3 people.*Mira Okafor new mira@example\.org Designer/s)
  assert.ok((await events(app)).includes('member_joined'))
  assert.equal((await newcomer.get(link)).status, 410)
})

test('only the invited address may accept: a forwarded link lets nobody else in (G-26)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await invite(owner, { email: NEW_PERSON.email })
  const link = await linkInMail(app, NEW_PERSON.email)
  const stranger = await app.signedIn(DEMO.developer)
  const page = await stranger.get(link)
  assert.equal(page.status, 403)
  assert.match(readingOf(page), /for another address.*Use another account/s)
  await accept(stranger, link)
  assert.doesNotMatch(readingOf(await owner.get(MEMBERS)), /Noor Haddad/)
})

test('an invitation that was sent again, withdrawn, answered or is too old does not work any more', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const person = await buildPerson(app)
  const inviteAgain = async () => {
    await invite(owner, { email: person.email })
    return linkInMail(app, person.email)
  }
  const first = await inviteAgain()
  assert.match(readingOf(await act(owner, 'resend')), /sent a moment ago/)
  app.clock.advance(2 * 60_000)
  assert.match(readingOf(await act(owner, 'resend')), /sent again/)
  const second = await linkInMail(app, person.email)
  assert.equal((await person.browser.get(first)).status, 410)
  assert.equal((await person.browser.get(second)).status, 200)
  assert.match(readingOf(await act(owner, 'withdraw')), /withdrawn/)
  assert.equal((await person.browser.get(second)).status, 410)
  const third = await inviteAgain()
  app.clock.advance(14 * 24 * 3600_000)
  const late = await app.signedIn(person.email)
  assert.match(readingOf(await late.get(third)), /has expired/)
  await accept(late, third)
  const admin = await app.signedIn(DEMO.owner)
  assert.match(readingOf(await admin.get(MEMBERS)), /2 people/)
  await act(admin, 'withdraw')
  await invite(admin, { email: person.email })
  const fourth = await linkInMail(app, person.email)
  const answered = await late.submit(
    await late.get(fourth),
    { decision: 'decline' },
    ({ action }) => action === '/invitation',
  )
  assert.match(readingOf(answered), /You have not joined Linden Press/)
  assert.equal((await late.get(fourth)).status, 410)
})

test('of many who accept one invitation at once one joins, once (race)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const person = await buildPerson(app)
  await invite(owner, { email: person.email })
  const link = await linkInMail(app, person.email)
  const page = await person.browser.get(link)
  const before = (await events(app)).length
  await Promise.all(
    Array.from({ length: 6 }, () =>
      person.browser.submit(page, { decision: 'accept' }, ({ action }) => action === '/invitation'),
    ),
  )
  assert.deepEqual((await events(app)).slice(before), ['member_joined'])
  assert.match(readingOf(await owner.get(MEMBERS)), /3 people/)
})

test('bad and doubled invitations are refused beside the field, and what was typed stays', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  for (const [email, reason] of [
    ['', /Enter an e-mail address/],
    ['nonsense', /no e-mail address/],
    [DEMO.member, /member already/],
  ] as const) {
    const answer = await invite(owner, { email, name: 'Kept <name>' })
    assert.equal(answer.status, 422, email)
    assert.match(readingOf(answer), reason)
    assert.match(answer.text, /value="Kept &lt;name&gt;"/)
  }
  await invite(owner, { email: NEW_PERSON.email })
  assert.match(readingOf(await invite(owner, { email: 'MIRA@example.org' })), /has an open invitation/)
  assert.equal((await app.mails(NEW_PERSON.email)).length, 1)
})

test('an organization sends at most a hundred invitations a day (attack S3)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await app.db.transaction(async tx => {
    for (let index = 0; index < 100; index += 1)
      await tx.write(sql`insert into membership_invitation (id, organization_id, email, email_key, roles, token_hash,
          created_at, sent_at, expires_at)
        values (${`i-${index}`}, ${DEMO.linden}, 'x', ${`x${index}`}, 4, ${`h-${index}`}, ${app.clock.now()},
          ${app.clock.now()}, ${app.clock.now() + 1000})`)
  })
  assert.equal((await invite(owner, { email: NEW_PERSON.email })).status, 429)
})

test('an address gets at most ten mails a day, by sending again and by inviting anew (attack S3)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const invited = 'flooded@example.org'
  await invite(owner, { email: invited })
  for (let mail = 2; mail <= 9; mail++) {
    app.clock.advance(2 * 60_000)
    assert.match(readingOf(await act(owner, 'resend')), /sent again/)
  }
  await act(owner, 'withdraw')
  await invite(owner, { email: invited })
  app.clock.advance(2 * 60_000)
  assert.doesNotMatch(readingOf(await act(owner, 'resend')), /sent again/)
  await act(owner, 'withdraw')
  assert.equal((await invite(owner, { email: invited })).status, 429)
  app.clock.advance(24 * 3600_000)
  const later = await app.signedIn(DEMO.owner)
  assert.equal((await invite(later, { email: invited })).status, 303)
})

test('roles are changed; owners alone give and take the role of owner, and one owner stays (P-37)', async () => {
  await using app = await testApp()
  const [owner, admin, member] = [await buildPerson(app), await buildPerson(app), await buildPerson(app)]
  const { id } = await buildOrganization(app, {
    owner,
    name: 'Rules',
    members: { [admin.id]: ['admin'], [member.id]: ['member'] },
  })
  const path = '/organizations/rules/members'
  const ids = await membershipIds(app, id)
  const give = (browser: TestBrowser, who: string, roles: string[]) =>
    giveRoles(browser, `${path}/${ids.get(who)}`, roles)
  assert.equal(
    (await give(admin.browser, member.id, ['member', 'designer'])).location,
    `${path}?notice=changed`,
  )
  assert.match(readingOf(await give(admin.browser, member.id, ['owner'])), /Only owners may give or take/)
  assert.match(readingOf(await give(admin.browser, owner.id, ['member'])), /Only owners may give or take/)
  assert.match(readingOf(await give(owner.browser, owner.id, ['admin'])), /keeps at least one owner/)
  assert.match(readingOf(await give(owner.browser, member.id, [])), /at least one role/)
  assert.equal((await give(owner.browser, member.id, ['owner'])).location, `${path}?notice=changed`)
  assert.equal((await give(owner.browser, owner.id, ['admin'])).location, `${path}?notice=changed`)
  assert.ok((await events(app)).includes('member_roles_updated'))
})

test('two owners who take the role from each other at once leave one owner (P-37, race)', async () => {
  await using app = await testApp()
  const [one, other] = [await buildPerson(app), await buildPerson(app)]
  const { id } = await buildOrganization(app, {
    owner: one,
    name: 'Duel',
    members: { [other.id]: ['owner'] },
  })
  const ids = await membershipIds(app, id)
  const path = (who: string) => `/organizations/duel/members/${ids.get(who)}`
  const tokens = [
    csrfOf(await one.browser.get(path(other.id))),
    csrfOf(await other.browser.get(path(one.id))),
  ]
  await Promise.all([
    one.browser.post(path(other.id), { _csrf: tokens[0] ?? '', 'roles[]': 'member' }),
    other.browser.post(path(one.id), { _csrf: tokens[1] ?? '', 'roles[]': 'member' }),
  ])
  const members = await app.db.read<{ roles: number }>(
    sql`select roles from membership where organization_id = ${id}`,
  )
  assert.equal(members.filter(({ roles }) => isOwner(roles)).length, 1)
})

test('a member is removed after a page that tells what follows; owners are not removed (platform.md §1.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const member = await app.signedIn(DEMO.member)
  const ids = await membershipIds(app, DEMO.linden)
  const [ownId = ''] = [...ids.entries()].filter(([, id]) => id).map(([, id]) => id)
  const page = await owner.get(MEMBERS)
  const [, path = ''] = /href="([^"]+)" aria-label="Change: Jonas Petersen"/.exec(page.text) ?? []
  const confirm = await owner.get(`${path}/remove`)
  assert.match(readingOf(confirm), /Remove Jonas Petersen from Linden Press\?.*tokens end at once/s)
  const answer = await owner.submit(confirm, {}, ({ action }) => action.endsWith('/remove'))
  assert.equal(answer.location, `${MEMBERS}?notice=removed`)
  assert.equal((await member.get(MEMBERS)).status, 404)
  assert.ok((await events(app)).includes('member_left'))
  assert.ok(ownId)
  const ownPath = `${MEMBERS}/${[...(await membershipIds(app, DEMO.linden)).values()][0]}`
  assert.equal((await owner.get(`${ownPath}/remove`)).location, ownPath)
})

test('members and strangers change nothing, by address and by form (attack O5)', async () => {
  await using app = await testApp()
  const ids = [...(await membershipIds(app, DEMO.linden)).values()]
  for (const [email, status] of [
    [DEMO.member, 403],
    [DEMO.developer, 404],
  ] as const) {
    const browser = await app.signedIn(email)
    const _csrf = csrfOf(await browser.get('/signout'))
    for (const path of [`${MEMBERS}/${ids[0]}`, `${MEMBERS}/${ids[1]}/remove`])
      assert.equal((await browser.get(path)).status, status, path)
    for (const path of [
      INVITE,
      `${MEMBERS}/${ids[0]}`,
      `${MEMBERS}/${ids[1]}/remove`,
      `${INVITE}/x/resend`,
      `${INVITE}/x/withdraw`,
    ])
      assert.equal(
        (await browser.post(path, { _csrf, email: 'a@example.org', 'roles[]': 'owner' })).status,
        status,
        path,
      )
  }
  // A membership of another organization is none of this one's.
  const owner = await app.signedIn(DEMO.owner)
  const [foreign] = [...(await membershipIds(app, DEMO.stockworks)).values()]
  assert.equal((await owner.get(`${MEMBERS}/${foreign}`)).status, 404)
})

test('an admin who loses the role while the page is open changes nothing any more', async () => {
  await using app = await testApp()
  const [owner, admin] = [await buildPerson(app), await buildPerson(app)]
  const { id } = await buildOrganization(app, { owner, name: 'Loss', members: { [admin.id]: ['admin'] } })
  const page = await admin.browser.get('/organizations/loss/members')
  await giveRoles(
    owner.browser,
    `/organizations/loss/members/${(await membershipIds(app, id)).get(admin.id)}`,
    ['member'],
  )
  const answer = await admin.browser.submit(page, { email: 'x@example.org' }, ({ action }) =>
    action.endsWith('/invitations'),
  )
  assert.equal(answer.status, 403)
  assert.equal((await app.mails('x@example.org')).length, 0)
})

test('expired invitations are forgotten after a while', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await invite(owner, { email: NEW_PERSON.email })
  app.clock.advance(80 * 24 * 3600_000)
  await app.runJobs()
  assert.deepEqual(await app.db.read(sql`select id from membership_invitation`), [])
})

/** Sends the form that invites somebody. */
async function invite(browser: TestBrowser, fields: Record<string, string>): Promise<Answer> {
  return browser.submit(await browser.get(MEMBERS), fields, ({ action }) => action === INVITE)
}

function giveRoles(browser: TestBrowser, path: string, roles: string[]): Promise<Answer> {
  return browser
    .get(path)
    .then(page =>
      browser.post(path, [
        ['_csrf', csrfOf(page)],
        ...roles.map(role => ['roles[]', role] as [string, string]),
      ]),
    )
}

async function act(owner: TestBrowser, action: 'resend' | 'withdraw'): Promise<Answer> {
  const page = await owner.get(MEMBERS)
  return owner.follow(await owner.submit(page, {}, form => form.action.endsWith(`/${action}`)))
}

/** Answers yes whatever the page shows. */
async function accept(browser: TestBrowser, link: string): Promise<Answer> {
  const token = new URLSearchParams(link.split('?')[1]).get('token') ?? ''
  const _csrf = csrfOf(await browser.get('/signout'))
  return browser.post('/invitation', { _csrf, token, decision: 'accept' })
}

async function membershipIds({ db }: TestApp, organizationId: string): Promise<Map<string, string>> {
  const rows = await db.read<{ id: string; person_id: string }>(
    sql`select id, person_id from membership where organization_id = ${organizationId} order by created_at, id`,
  )
  return new Map(rows.map(({ id, person_id }) => [person_id, id]))
}

async function manyMembers({ db, clock }: TestApp, count: number): Promise<void> {
  await db.transaction(async tx => {
    for (let index = 0; index < count; index += 1) {
      const email = `person${index}@example.org`
      await tx.write(sql`insert into person (id, first_name, name, email, email_key, locale, unit_system, time_zone,
          created_at, updated_at)
        values (${`p-${index}`}, 'Émile', ${String(index)}, ${email}, ${email}, 'en', 'metric', 'UTC', 1, 1)`)
      await tx.write(sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
        values (${`m-${index}`}, ${DEMO.linden}, ${`p-${index}`}, 4, ${clock.now()}, 1)`)
    }
  })
}

async function events({ db }: TestApp): Promise<string[]> {
  const rows = await db.read<{ name: string }>(sql`select name from event order by id`)
  return rows.map(({ name }) => name)
}
