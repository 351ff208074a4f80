import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { signUp } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'

const PROFILE = '/account/profile'
const PREFERENCES = '/account/preferences'

async function send(browser: TestBrowser, path: string, fields: Record<string, string>) {
  return browser.submit(await browser.get(path), fields, ({ action }) => action === path)
}

const apiPerson = async (app: TestApp, browser: TestBrowser) => {
  const client = app.client(DEMO.stockKeeper)
  const tokens = await client.tokensFor(browser, 'directory.person.r')
  return (await client.api(tokens.body.access_token, '/api/v1/person')).body
}

const eventNames = async (app: TestApp) =>
  (await app.db.read<{ name: string }>(sql`select name from event order by id`)).map(({ name }) => name)

const ANA = {
  first_name: ' Ana ',
  name: 'Okafor',
  pronoun: 'She/Her',
  birthday: '1987-05-12',
  country_code: 'AT',
}

test('a person changes who they are, and apps read it; the birthday is theirs alone (platform.md §1.1, directory-api.md §4.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const saved = await send(browser, PROFILE, ANA)
  assert.deepEqual([saved.status, saved.location], [303, `${PROFILE}?notice=saved`])
  const page = await browser.follow(saved)
  assert.match(readingOf(page), /Your changes were saved/)
  for (const value of ['Ana', 'Okafor', 'She/Her', '1987-05-12'])
    assert.ok(page.text.includes(`value="${value}"`), value)
  assert.match(page.text, /<option value="AT" selected>/)
  const person = await apiPerson(app, browser)
  assert.deepEqual(
    [person.full_name, person.pronoun, person.country_code, person.currency],
    ['Ana Okafor', 'She/Her', 'AT', 'EUR'],
  )
  assert.ok(!JSON.stringify(person).includes('1987'))
})

test('a form that changes nothing says so and tells no app', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  await send(browser, PROFILE, ANA)
  const events = await eventNames(app)
  assert.ok(events.includes('person_updated') && events.includes('member_details_changed'))
  const again = await send(browser, PROFILE, ANA)
  assert.equal(again.location, `${PROFILE}?notice=unchanged`)
  await send(browser, PROFILE, { ...ANA, birthday: '' })
  await send(browser, PREFERENCES, {
    locale: 'en',
    time_zone: 'UTC',
    unit_system: 'metric',
    appearance: 'dark',
  })
  assert.deepEqual(await eventNames(app), events)
})

test('faults stand beside their fields with what was typed, and nothing is stored (platform.md §1.1, attack O7)', async () => {
  await using app = await testApp({ at: '2026-01-01T12:00:00Z' })
  const browser = await app.signedIn(DEMO.owner)
  const cases: [Record<string, string>, string, RegExp][] = [
    [{ name: ' ' }, 'name', /Enter your last name/],
    [{ name: 'a\u202eb' }, 'name', /Use at most 100 characters, all of them visible/],
    [{ first_name: 'x'.repeat(101) }, 'first_name', /Use at most 100 characters/],
    [{ pronoun: 'x'.repeat(51) }, 'pronoun', /Use at most 50 characters/],
    [{ country_code: 'XX' }, 'country_code', /Choose a country from the list/],
    [{ birthday: '2026-01-02' }, 'birthday', /Enter a day in the past/],
    [{ birthday: '1987-02-30' }, 'birthday', /Enter a day in the past/],
    [{ birthday: '12.5.1987' }, 'birthday', /Enter a day in the past/],
  ]
  for (const [fault, field, text] of cases) {
    const page = await send(browser, PROFILE, { ...ANA, name: 'Changed', ...fault })
    assert.equal(page.status, 422, field)
    assert.match(readingOf(page), text)
    const control = new RegExp(`<(?:input|select)[^>]* id="${field}"[^>]*>`).exec(page.text)?.[0] ?? ''
    assert.match(control, /aria-invalid="true"/)
    assert.match(control, /autofocus/)
    assert.match(page.text, /<title>Error: /)
  }
  assert.doesNotMatch((await browser.get(PROFILE)).text, /Changed|Okafor/)
  for (const birthday of ['2026-01-01', '1900-01-01'])
    assert.equal((await send(browser, PROFILE, { ...ANA, birthday })).status, 303, birthday)
})

test('the profile tells whether the address is confirmed, and leads to its confirmation (platform.md §1.1)', async () => {
  await using app = await testApp()
  const confirmed = await (await app.signedIn(DEMO.owner)).get(PROFILE)
  assert.match(readingOf(confirmed), /owner@linden\.example\s+Confirmed/)
  assert.doesNotMatch(confirmed.text, /href="\/email\/confirmation"/)
  const newcomer = await (await signUp(app)).get(PROFILE)
  assert.match(readingOf(newcomer), /Not confirmed yet/)
  assert.match(newcomer.text, /href="\/email\/confirmation"/)
})

test('language and appearance take effect on the next page, also for en-US (platform.md §1.1, G-34)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const before = await browser.get(PROFILE)
  assert.match(before.text, /<html lang="en">\n/)
  const chosen = { time_zone: 'Europe/Berlin', unit_system: 'imperial' }
  const german = await browser.follow(
    await send(browser, PREFERENCES, { ...chosen, locale: 'de', appearance: 'dark' }),
  )
  assert.match(german.text, /<html lang="de" data-theme="grantory-dark">/)
  assert.match(german.text, /<meta name="color-scheme" content="dark">/)
  assert.match(readingOf(german), /Ihre Änderungen wurden gespeichert/)
  const elsewhere = await browser.get('/account/apps')
  assert.match(elsewhere.text, /<html lang="de" data-theme="grantory-dark">/)
  const american = await browser.follow(
    await send(browser, PREFERENCES, { ...chosen, locale: 'en-US', appearance: 'light' }),
  )
  assert.match(american.text, /<html lang="en" data-theme="grantory">/)
  assert.match(american.text, /<option value="en-US" selected>/)
  const { locale, time_zone, unit_system } = await apiPerson(app, browser)
  assert.deepEqual([locale, time_zone, unit_system], ['en-US', 'Europe/Berlin', 'imperial'])
  assert.match((await app.anonymous().get('/signin')).text, /<html lang="en">\n/)
})

test('the time zone is one of the list, and times are shown in it (platform.md §1.1, directory-api.md §1)', async () => {
  await using app = await testApp({ at: '2026-01-01T08:15:00Z' })
  const browser = await app.signedIn(DEMO.owner)
  const chosen = { locale: 'en', unit_system: 'metric', appearance: 'system' }
  for (const time_zone of ['Mars/Base', '', '+01:00', 'europe/berlin', 'EST'])
    assert.equal((await send(browser, PREFERENCES, { ...chosen, time_zone })).status, 422, time_zone)
  assert.equal((await send(browser, PREFERENCES, { ...chosen, time_zone: 'Asia/Kolkata' })).status, 303)
  assert.match((await browser.get(PREFERENCES)).text, /<option value="Asia\/Kolkata" selected>Kolkata/)
  assert.equal((await apiPerson(app, browser)).created_at, '2026-01-01T13:45:00.000+05:30')
})

test('a time zone that is no longer offered stays until another is chosen', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  await app.db.transaction(tx => tx.write(sql`update person set time_zone = 'Asia/Calcutta'`))
  const kept = { time_zone: 'Asia/Calcutta', unit_system: 'metric', appearance: 'dark', locale: 'en' }
  assert.equal((await send(browser, PREFERENCES, kept)).location, `${PREFERENCES}?notice=saved`)
  assert.equal((await apiPerson(app, browser)).time_zone, 'Asia/Calcutta')
})

test('what is not offered is refused: language, units, appearance', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const chosen = { locale: 'en', time_zone: 'UTC', unit_system: 'metric', appearance: 'system' }
  for (const wrong of [{ locale: 'fr' }, { unit_system: 'nautical' }, { appearance: 'sepia"><script>' }]) {
    const page = await send(browser, PREFERENCES, { ...chosen, ...wrong })
    assert.equal(page.status, 422)
    assert.match(readingOf(page), /Preferences/)
  }
})

test('the account menu leads to profile and preferences', async () => {
  await using app = await testApp()
  const page = await (await app.signedIn(DEMO.owner)).get('/account/apps')
  for (const path of [PROFILE, PREFERENCES])
    assert.equal(page.text.split(`href="${path}"`).length - 1, 3, path)
})

test('a page that could not be opened speaks and looks as its reader chose, too (platform.md §1.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.member)
  const chosen = { time_zone: 'UTC', unit_system: 'metric', locale: 'de', appearance: 'dark' }
  await send(browser, PREFERENCES, chosen)
  for (const [path, status] of [
    ['/nowhere', 404],
    ['/organizations/nobodys', 404],
    ['/organizations/linden_press/edit', 403],
  ] as const) {
    const page = await browser.get(path)
    assert.equal(page.status, status)
    assert.match(page.text, /<html lang="de" data-theme="grantory-dark">/, path)
  }
  const foreign = await browser.post(PROFILE, { _csrf: 'x' })
  assert.match(foreign.text, /<html lang="de" data-theme="grantory-dark">/)
  assert.match((await app.anonymous().get('/nowhere')).text, /<html lang="en">\n/)
})
