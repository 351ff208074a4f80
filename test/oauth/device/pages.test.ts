import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { addMember, bitsFromRoles } from '../../../src/modules/directory/index.ts'
import { browserAt } from '../../support/accounts.ts'
import { type BuiltPerson, buildApp, buildOrganization, buildPerson } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { buildDevice, letIn, typeCode, VERIFY } from '../../support/devices.ts'
import {
  allow,
  cancel,
  choicesOn,
  choose,
  decisionFormOn,
  fieldOn,
  interactionOn,
  linkOn,
  readingOf,
} from '../../support/flow.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { Answer } from '../../support/test-browser.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'

const ORGANIZATION = 'Org.directory.organization.r'

test('who is not signed in signs in first and comes back to the code (oauth.md §7.2)', async () => {
  await using app = await testApp()
  const { userCode } = await buildDevice(app)
  const browser = app.anonymous()
  const signIn = await browser.follow(await browser.get(`${VERIFY}?code=${userCode}`))
  assert.match(readingOf(signIn), /Sign in/)
  const form = await browser.follow(
    await browser.submit(signIn, { email: DEMO.owner, password: DEMO.password }, ({ action }) =>
      action.startsWith('/signin'),
    ),
  )
  assert.equal(fieldOn(form, 'user_code'), userCode)
  assert.match(readingOf(form), /Does your device show this code\?/)
})

test('the code of the address is filled in, and nothing happens until the person goes on (D3)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const browser = await app.signedIn(DEMO.owner)
  for (const written of [device.userCode, device.userCode.toLowerCase().replace('-', '')]) {
    const form = await browser.get(`${VERIFY}?code=${written}`)
    assert.equal(form.status, 200)
    assert.equal(fieldOn(form, 'user_code'), device.userCode)
  }
  assert.equal(fieldOn(await browser.get(VERIFY), 'user_code'), '')
  assert.deepEqual(await app.db.read(sql`select id from interaction`), [])
  assertRefused(await device.poll(), 'authorization_pending')
  const hostile = await browser.get(`${VERIFY}?code=${encodeURIComponent('"><script>alert(1)</script>')}`)
  assert.ok(!hostile.text.includes('<script>alert'))
})

test('case, spaces and the hyphen do not matter (D1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { userCode } = await buildDevice(app)
  const [one = '', other = ''] = userCode.split('-')
  for (const typed of [
    userCode.toLowerCase(),
    one + other,
    `  ${one} ${other} `,
    `${one} – ${other}`,
    [...(one + other)].join(' '),
  ]) {
    assert.match(readingOf(await typeCode(browser, typed)), /would like to access your account/, typed)
  }
})

test('a code that cannot be one is said so, and does not count as a guess (D1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  for (const [typed, reason] of [
    ['', /Enter the code/],
    ['KMXR', /A code has eight letters/],
    ['KMXR-TZWA', /A code has eight letters/],
    ['KMXR-TZW2', /A code has eight letters/],
    ['x'.repeat(5000), /A code has eight letters/],
  ] as const) {
    const page = await typeCode(browser, typed)
    assert.equal(page.status, 422)
    assert.match(readingOf(page), reason)
  }
  assert.deepEqual(await app.db.read(sql`select id from failed_attempt`), [])
})

test('guessing is limited for the account: ten wrong codes, then a growing wait (G-18, G-25, RFC 8628 §5.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const device = await buildDevice(app)
  for (let guess = 0; guess < 10; guess += 1) {
    const page = await typeCode(browser, 'BBBB-BBBB')
    assert.equal(page.status, 422)
    assert.match(readingOf(page), /No device is waiting with this code/)
  }
  for (const code of ['BBBB-BBBB', device.userCode]) {
    const page = await typeCode(browser, code)
    assert.equal(page.status, 429)
    assert.equal(page.headers['retry-after'], '5')
    assert.match(readingOf(page), /Too many attempts\. Wait 5 seconds/)
  }
  // Another account from the same place is not hindered by it.
  assert.equal((await typeCode(await app.signedIn(DEMO.member), device.userCode)).status, 200)
  app.clock.advance(5000)
  assert.equal((await typeCode(browser, device.userCode)).status, 200)
})

test('guessing is limited for an address block, over all accounts (G-25)', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const { userCode } = await buildDevice(app)
  const signedInAt = async (address: string) => {
    const browser = browserAt(app, address)
    await browser.signIn((await buildPerson(app)).email, DEMO.password)
    return browser
  }
  for (let person = 0; person < 10; person += 1) {
    const browser = await signedInAt('203.0.113.7')
    for (let guess = 0; guess < 10; guess += 1) await typeCode(browser, 'BBBB-BBBB')
  }
  assert.equal((await typeCode(await signedInAt('203.0.113.7'), userCode)).status, 429)
  assert.equal((await typeCode(await signedInAt('203.0.113.8'), userCode)).status, 200)
})

test('parallel guesses get no further than one after another (S2)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const form = await browser.get(VERIFY)
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      browser.submit(form, { user_code: 'BBBB-BBBB' }, ({ action }) => action.startsWith(VERIFY)),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 422).length, 10)
  assert.equal(answers.filter(({ status }) => status === 429).length, 90)
})

test('a right code in between does not clear the wrong ones: anybody can have one (RFC 8628 §5.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { userCode } = await buildDevice(app)
  for (let guess = 0; guess < 10; guess += 1) {
    await typeCode(browser, 'BBBB-BBBB')
    if (guess < 9) assert.equal((await typeCode(browser, userCode)).status, 200)
  }
  assert.equal((await typeCode(browser, userCode)).status, 429)
})

test('the person sees app, code, place, name and time of the device, and a warning (D3, D4, RFC 8628 §5.4)', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const userAgent = `Scanner 7 <script>alert(1)</script>${'x'.repeat(500)}`
  const headers = { 'user-agent': userAgent, 'x-forwarded-for': '203.0.113.24' }
  const device = await buildDevice(app, { headers })
  app.clock.advance(120_000)
  const page = await typeCode(await app.signedIn(DEMO.owner), device.userCode)
  const text = readingOf(page)
  assert.match(text, /A device running Stock Keeper by Stockworks would like to access your account/)
  assert.match(text, new RegExp(`Code ${device.userCode}`))
  assert.match(text, /Calls itself Scanner 7 <script>/)
  assert.ok(!page.text.includes('<script>alert'))
  assert.ok(!page.text.includes('x'.repeat(300)))
  assert.match(text, /Asked from 203\.0\.113\.24/)
  assert.match(text, /When 2 minutes ago/)
  assert.match(text, /Continue only if you started this yourself/)
})

test('every device is asked about, also when everything was allowed before, and of confidential credentials (G-20)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  for (const credentials of [DEMO.stockKeeperPublic, DEMO.stockKeeper]) {
    const client = app.client(credentials)
    await letIn(browser, await buildDevice(app, { client }))
    const again = await buildDevice(app, { client })
    const page = await typeCode(browser, again.userCode)
    assert.match(readingOf(page), /Connect the device running Stock Keeper\?/)
    assert.match(readingOf(page), new RegExp(again.userCode))
    assertRefused(await again.poll(), 'authorization_pending')
    assert.match(
      readingOf(await browser.follow(await allow(browser, page))),
      /Your device is connected Return to the device: Stock Keeper continues there/,
    )
    tokensIn(await again.poll())
  }
})

test('cancelling anywhere denies the device, and the person is told (oauth.md §7.2)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { browser: member } = await memberOfLinden(app)
  for (const [person, scope] of [
    [browser, 'directory.person.r'],
    [browser, ORGANIZATION],
    [member, `Org/${DEMO.linden}.directory.organization.r`],
  ] as const) {
    const device = await buildDevice(app, { scope })
    const page = await typeCode(person, device.userCode)
    assert.ok(!page.text.includes('go back to Stock Keeper'), 'the app is not in this browser')
    const end = await person.follow(await cancel(person, page))
    assert.match(readingOf(end), /The device was not connected Nothing was allowed/)
    assertRefused(await device.poll(), 'access_denied')
  }
})

test('the pages of the redirect flow serve the device: choose, create, consent (oauth.md §7.2)', async () => {
  await using app = await testApp()
  const person = await buildPerson(app)
  const { id } = await buildOrganization(app, { owner: person })
  const { browser } = person
  const device = await buildDevice(app, { scope: ORGANIZATION })
  const list = await typeCode(browser, device.userCode)
  assert.deepEqual(choicesOn(list), [id])
  const form = await browser.get(linkOn(list, '/oauth/authorize/organizations/new'))
  const consent = await browser.follow(
    await browser.submit(
      form,
      { name: 'Ink Works', 'kinds[]': 'publisher', country_code: 'NL' },
      ({ action }) => action.startsWith('/oauth/authorize/organizations/new'),
    ),
  )
  assert.match(readingOf(consent), /Ink Works/)
  const back = await browser.follow(await browser.get(linkOn(consent, '/oauth/authorize/organization')))
  const own = await choose(browser, back, id)
  await browser.follow(await allow(browser, own))
  assert.equal(tokensIn(await device.poll()).bearer.id, id)
})

test('only an administrator lets a device act for an organization; others are told whom to ask (D5, C-14)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app, { scope: `Org/${DEMO.linden}.directory.organization.r` })
  const { browser: member } = await memberOfLinden(app)
  const page = await typeCode(member, device.userCode)
  assert.match(readingOf(page), /An owner or admin has to allow the app once/)
  assert.match(readingOf(page), /Cancel tells the device that it was not allowed/)
  // The form of the page cannot be made to allow it.
  const form = page.text.match(/action="(\/oauth\/authorize\/decision[^"]*)"/)?.[1] ?? ''
  const csrf = /name="_csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? ''
  await member.post(form.replaceAll('&amp;', '&'), { _csrf: csrf, decision: 'allow' })
  assertRefused(await device.poll(), 'authorization_pending')
  await letIn(await app.signedIn(DEMO.owner), device)
  tokensIn(await device.poll())
})

test('an organization that is not theirs denies the device (oauth.md §3.6)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app, { scope: `Org/${DEMO.harbor}.directory.organization.r` })
  const page = await typeCode(await app.signedIn(DEMO.owner), device.userCode)
  assert.match(readingOf(page), /The device was not connected/)
  assertRefused(await device.poll(), 'access_denied')
})

test('only the browser that typed the code answers, and only for the person who typed it (D3, G-19)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const browser = await app.signedIn(DEMO.owner)
  const page = await typeCode(browser, device.userCode)
  const path = `/oauth/authorize/continue?interaction=${interactionOn(page)}`
  for (const email of [DEMO.owner, DEMO.member]) {
    const other = await app.signedIn(email)
    assert.match(readingOf(await other.get(path)), /This request was opened in another browser/)
    const own = await typeCode(other, (await buildDevice(app)).userCode)
    const forged = { ...decisionFormOn(page).hidden, ...{ _csrf: decisionFormOn(own).hidden['_csrf'] ?? '' } }
    const answer = await other.post(decisionFormOn(page).action, { ...forged, decision: 'allow' })
    assert.equal(answer.status, 410)
  }
  // In the same browser somebody else signs in.
  await browser.submit(await browser.get('/signin?account=other'), {
    email: DEMO.member,
    password: DEMO.password,
  })
  const there = await browser.get(path)
  assert.match(readingOf(there), /This request belongs to another account/)
  assert.match(readingOf(there), /Start again on the device/)
  assertRefused(await device.poll(), 'authorization_pending')
})

test('“Use another account” leads to typing the code again, by the other person (D3)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const browser = await app.signedIn(DEMO.owner)
  const page = await typeCode(browser, device.userCode)
  const signIn = await browser.follow(await browser.get(linkOn(page, '/oauth/authorize/account')))
  const form = await browser.follow(
    await browser.submit(signIn, { email: DEMO.member, password: DEMO.password }, ({ action }) =>
      action.startsWith('/signin'),
    ),
  )
  assert.equal(fieldOn(form, 'user_code'), device.userCode)
  await letIn(browser, device)
  const tokens = tokensIn(await device.poll())
  assert.equal((await device.client.api(tokens.access_token, '/api/v1/person')).body.email, DEMO.member)
})

test('of two browsers that typed the code the first answer counts, also at once (D4)', async () => {
  await using app = await testApp()
  for (const [first, second] of [
    ['allow', 'allow'],
    ['allow', 'cancel'],
    ['cancel', 'allow'],
  ]) {
    const device = await buildDevice(app)
    const browsers = [await app.signedIn(DEMO.owner), await app.signedIn(DEMO.developer)]
    const pages: Answer[] = []
    for (const browser of browsers) pages.push(await typeCode(browser, device.userCode))
    const answers = await Promise.all(
      browsers.map(async (browser, index) => {
        const decision = index === 0 ? first : second
        const page = pages[index]
        assert.ok(page)
        return browser.follow(await (decision === 'allow' ? allow : cancel)(browser, page))
      }),
    )
    const readings = answers.map(readingOf)
    const taken = readings.filter(text => /This request was answered already/.test(text))
    assert.equal(taken.length, 1, readings.join('\n'))
    const poll = await device.poll()
    const isConnected = readings.some(text => /Your device is connected/.test(text))
    assert.equal(poll.status, isConnected ? 200 : 400)
    const [row] = await app.db.read<{ count: number }>(sql`
      select count(*) as count from token_family f where f.flow = 'device_code'
        and not exists (select 1 from device_authorization d where d.family_id = f.id)`)
    assert.equal(row?.count, 0, 'nothing is left of the answer that came second')
  }
})

test('a form that is sent twice, in parallel, approves once (O2)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const browser = await app.signedIn(DEMO.owner)
  const page = await typeCode(browser, device.userCode)
  const answers = await Promise.all(Array.from({ length: 20 }, () => allow(browser, page)))
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  assert.equal(answers.filter(({ status }) => status === 410).length, 19)
  tokensIn(await device.poll())
})

test('an answer to another question than the one that is open is refused (O1, O2)', async () => {
  await using app = await testApp()
  const owner = await buildPerson(app)
  const [one, other] = [await buildOrganization(app, { owner }), await buildOrganization(app, { owner })]
  const { browser } = owner
  const device = await buildDevice(app, { scope: ORGANIZATION })
  const list = await typeCode(browser, device.userCode)
  const consent = await choose(browser, list, one.id)
  await browser.submit(list, { organization: other.id }, ({ action }) => action.includes('/organization?'))
  const answer = await allow(browser, consent)
  assert.equal(answer.status, 409)
  assertRefused(await device.poll(), 'authorization_pending')
  const [first] = [await buildDevice(app, { scope: ORGANIZATION })]
  // Nor does the form of one device answer for another.
  const next = await choose(browser, await typeCode(browser, first.userCode), one.id)
  const { hidden } = decisionFormOn(consent)
  assert.equal(
    (await browser.post(decisionFormOn(next).action, { ...hidden, decision: 'allow' })).status,
    409,
  )
  assertRefused(await first.poll(), 'authorization_pending')
})

test('a code is found once: decided or expired ones are unknown (D4)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const [allowed, denied, expired] = [await buildDevice(app), await buildDevice(app), await buildDevice(app)]
  await letIn(browser, allowed)
  await cancel(browser, await typeCode(browser, denied.userCode))
  for (const { userCode } of [allowed, denied])
    assert.match(readingOf(await typeCode(browser, userCode)), /No device is waiting with this code/)
  tokensIn(await allowed.poll())
  assert.match(readingOf(await typeCode(browser, allowed.userCode)), /No device is waiting/)
  app.clock.advance(900_000)
  assert.match(readingOf(await typeCode(browser, expired.userCode)), /No device is waiting/)
})

test('a consent that is answered after the device’s time allows nothing', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const device = await buildDevice(app)
  app.clock.advance(600_000)
  const page = await typeCode(browser, device.userCode)
  app.clock.advance(300_000)
  const answer = await allow(browser, page)
  assert.equal(answer.status, 410)
  assert.match(readingOf(answer), /This request is no longer open/)
  assertRefused(await device.poll(), 'expired_token')
  assert.deepEqual(await app.db.read(sql`select id from token_family`), [])
})

test('in production an app in review is for its vendor alone, on devices too (oauth.md §4.5)', async () => {
  await using app = await testApp({
    isEmpty: true,
    environment: { ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com' },
  })
  const vendor = await buildPerson(app)
  const { id: vendorId } = await buildOrganization(app, { owner: vendor })
  for (const wishes of [{ isActive: false }, { type: 'private' }] as const) {
    const { publicClient } = await buildApp(app, { vendorId, ...wishes })
    const [foreign, own] = [
      await buildDevice(app, { client: publicClient }),
      await buildDevice(app, { client: publicClient }),
    ]
    const { browser } = await buildPerson(app)
    const page = await typeCode(browser, foreign.userCode)
    assert.match(readingOf(page), /is (a private app|not published yet)/)
    await cancel(browser, page)
    assertRefused(await foreign.poll(), 'access_denied')
    await letIn(vendor.browser, own)
    tokensIn(await own.poll())
  }
})

test('pages of devices cannot be framed, are not stored and lead nowhere else (O3)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const device = await buildDevice(app)
  const page = await typeCode(browser, device.userCode)
  const done = await browser.follow(await allow(browser, page))
  for (const { headers } of [await browser.get(VERIFY), page, done]) {
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['cache-control'], 'no-store')
    assert.match(String(headers['content-security-policy']), /form-action 'self';/)
  }
})

test('the German page is German, from the code to the end', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.member)
  const device = await buildDevice(app)
  assert.match(readingOf(await browser.get(VERIFY)), /Gerät verbinden/)
  const page = await typeCode(browser, device.userCode)
  assert.match(readingOf(page), /Ein Gerät mit Stock Keeper von Stockworks möchte Zugriff auf Ihr Konto/)
  assert.match(readingOf(await browser.follow(await allow(browser, page))), /Ihr Gerät ist verbunden/)
})

test('a language that was chosen on the way stays to the end', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  for (const decide of [allow, cancel]) {
    const { userCode } = await buildDevice(app)
    const form = await browser.get(`${VERIFY}?code=${userCode}&lang=de`)
    const isForm = ({ action }: { action: string }) => action.startsWith(VERIFY)
    const page = await browser.follow(await browser.submit(form, { user_code: userCode }, isForm))
    assert.match(readingOf(await browser.follow(await decide(browser, page))), /(Ihr|Das) Gerät/)
  }
})

/** Somebody who belongs to Linden Press and may not decide for it. */
async function memberOfLinden(app: TestApp): Promise<BuiltPerson> {
  const person = await buildPerson(app)
  const membership = { organizationId: DEMO.linden, personId: person.id, roles: bitsFromRoles(['member']) }
  await app.db.transaction(tx => addMember(tx, membership, app.clock.now()))
  return person
}
