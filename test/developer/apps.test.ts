import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { buildApp } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember } from '../support/developer.ts'
import { readingOf } from '../support/flow.ts'
import { testApp } from '../support/test-app.ts'
import { formsOf, type TestBrowser } from '../support/test-browser.ts'

const LIST = '/organizations/stockworks/developer'
const NEW = `${LIST}/new`
const STOCK_KEEPER = '/developer/apps/stock_keeper'

test('a developer creates an app: it has credentials at once and stands in the list (platform.md §4.1)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const answer = await create(developer, { title: 'Paper Counter', name: 'paper_counter', type: 'public' })
  assert.equal(`${answer.status} ${answer.location}`, '303 /developer/apps/paper_counter?notice=created')
  assert.match(readingOf(await developer.follow(answer)), /Paper Counter Public app Test app paper_counter/)
  assert.match(readingOf(await developer.get(LIST)), /Paper Counter/)
  const [row] = await app.db.read<{ count: number }>(sql`
    select count(*) as count from credentials join app on app.id = credentials.app_id
    where app.name = 'paper_counter' and is_confidential = 1`)
  assert.equal(row?.count, 1)
})

test('the list of a vendor with many apps is paged and searched by title and name (experience.md: every list)', async () => {
  await using app = await testApp()
  for (let count = 0; count < 21; count += 1) await buildApp(app, { vendorId: DEMO.stockworks })
  const developer = await app.signedIn(DEMO.developer)
  const first = await developer.get(LIST)
  assert.match(readingOf(first), /Title of app_.*1–20 of 29/)
  assert.doesNotMatch(readingOf(first), /stock_keeper/)
  assert.match(readingOf(await developer.get(`${LIST}?page=2`)), /stock_keeper.*21–29 of 29/)
  assert.match(readingOf(await developer.get(`${LIST}?q=KEEPER`)), /Stock Keeper/)
  assert.match(readingOf(await developer.get(`${LIST}?q=nothing`)), /No app found/)
})

test('a private app is installed in its own organization at once (platform.md §4.1)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await create(developer, { title: 'Own Tool', name: 'own_tool', type: 'private' })
  assert.match(readingOf(await developer.get('/developer/apps/own_tool/connections')), /Stockworks/)
})

test('names that are reserved, taken, look alike or break the grammar are refused beside the field (attack T7)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const [name, reason] of [
    ['directory', /reserved/],
    ['zaikio', /reserved/],
    ['stock_keeper', /taken, or looks/],
    ['st0ck_keeper', /taken, or looks/],
    ['Stock', /lower-case letters/],
    ['ab', /lower-case letters/],
  ] as const) {
    const answer = await create(developer, { title: 'Some App', name, type: 'public' })
    assert.equal(answer.status, 422, name)
    assert.match(readingOf(answer), reason, name)
    const { fault } = JSON.parse((await developer.get(`${LIST}/name?name=${name}`)).text)
    assert.match(fault, reason, name)
  }
  assert.deepEqual(JSON.parse((await developer.get(`${LIST}/name?name=paper_counter`)).text), { fault: null })
})

test('without a script a name is proposed from the title and asked for once (platform.md §4.1)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const answer = await create(developer, { title: 'Größter Zähler 2', name: '', type: 'public' })
  assert.equal(answer.status, 422)
  assert.match(answer.text, /value="grosster_zahler_2"/)
})

test('faults of the form are told in German to German readers', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const page = await developer.get(`${NEW}?lang=de`)
  assert.match(readingOf(page), /Technischer Name/)
  for (const [name, reason] of [
    ['directory', /reserviert/],
    ['stock_keeper', /vergeben/],
    ['ab', /Kleinbuchstaben/],
  ] as const) {
    const { fault } = JSON.parse((await developer.get(`${LIST}/name?name=${name}&lang=de`)).text)
    assert.match(fault, reason)
  }
})

test('title, category and entry point are changed, and bad ones refused with what was typed (platform.md §4.2)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const edit = (fields: Record<string, string>) => fillIn(developer, `${STOCK_KEEPER}/edit`, fields)
  const good = {
    title: 'Stock Keeper 2',
    category: 'logistics',
    entry_point_url: 'https://stock.example/app?a=1',
  }
  assert.equal((await edit(good)).location, `${STOCK_KEEPER}?notice=saved`)
  const reading = readingOf(await developer.get(STOCK_KEEPER))
  assert.match(reading, /Stock Keeper 2.*Logistics.*https:\/\/stock\.example\/app\?a=1/)
  for (const [field, value] of [
    ['entry_point_url', 'javascript:alert(1)'],
    ['entry_point_url', 'not an address'],
    ['title', ''],
    ['category', 'bakery'],
  ] as const) {
    const answer = await edit({ ...good, [field]: value })
    assert.equal(answer.status, 422, value)
  }
  // German texts that were there stay.
  assert.match(readingOf(await developer.get(`${STOCK_KEEPER}?lang=de`)), /Stock Keeper/)
})

test('a manifest is shown with its changes before it is applied, and applied whole or not at all (platform.md §4.11)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const download = await developer.get(`${STOCK_KEEPER}/manifest.json`)
  const manifest = JSON.parse(download.text)
  assert.equal(manifest.name, 'stock_keeper')
  const changed = JSON.stringify({ ...manifest, category: 'sales' })
  const apply = (step: string, text: string) =>
    fillIn(developer, `${STOCK_KEEPER}/manifest`, { manifest: text, step })
  const preview = await apply('preview', changed)
  assert.match(readingOf(preview), /This will change category Now "warehouse" Then "sales"/)
  assert.match(readingOf(await developer.get(STOCK_KEEPER)), /Category Warehouse/)
  assert.equal((await apply('apply', changed)).location, `${STOCK_KEEPER}?notice=applied`)
  assert.match(readingOf(await developer.get(STOCK_KEEPER)), /Category Sales/)
  const bad = JSON.stringify({ ...manifest, category: 'iot', desired_oauth_scopes: ['nobody.knows.r'] })
  for (const step of ['preview', 'apply']) assert.equal((await apply(step, bad)).status, 422)
  for (const text of ['', '[]', '{', '{"name":"warehouse"}'])
    assert.equal((await apply('apply', text)).status, 422)
  assert.match(readingOf(await developer.get(STOCK_KEEPER)), /Category Sales/)
})

test('a manifest may come as a file, whose changes are shown before it is applied (platform.md §4.11)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const path = `${STOCK_KEEPER}/manifest`
  const send = async (text: string) => {
    const form = formsOf((await developer.get(path)).text).find(({ action }) => action === `${path}/file`)
    const file = { name: 'stock_keeper.json', type: 'application/json', bytes: Buffer.from(text) }
    return developer.upload(`${path}/file`, form?.hidden ?? {}, file)
  }
  const preview = await send('{"category":"sales"}')
  assert.match(readingOf(preview), /This will change category Now "warehouse" Then "sales"/)
  assert.match(readingOf(await developer.get(STOCK_KEEPER)), /Category Warehouse/)
  const applied = await developer.submit(preview, {}, ({ hidden }) => hidden['step'] === 'apply')
  assert.equal(applied.location, `${STOCK_KEEPER}?notice=applied`)
  assert.match(readingOf(await developer.get(STOCK_KEEPER)), /Category Sales/)
  for (const [text, fault] of [
    ['\u0000\ufffd', /not a JSON object/],
    ['', /not a JSON object/],
    ['{"fault":1}', /fault It is not known/],
    [`"${'x'.repeat(200_000)}"`, /at most 200000 characters/],
  ] as const) {
    const refused = await send(text)
    assert.equal(refused.status, 422)
    assert.match(readingOf(refused), fault)
  }
})

test('deleting an app tells its consequences, ends what was issued and never gives the name out again (G-33)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const { body } = await app.client(DEMO.stockKeeper).tokensFor(owner, 'directory.person.r')
  const page = await developer.get(`${STOCK_KEEPER}/delete`)
  assert.match(readingOf(page), /Delete Stock Keeper\?.*1 connection ends/)
  const answer = await developer.submit(page, {}, ({ action }) => action === `${STOCK_KEEPER}/delete`)
  assert.equal(answer.location, `${LIST}?notice=deleted`)
  assert.equal((await developer.get(STOCK_KEEPER)).status, 404)
  assert.equal((await app.client(DEMO.stockKeeper).refresh(body.refresh_token)).body.error, 'invalid_grant')
  assert.equal(
    (await create(developer, { title: 'Again', name: 'stock_keeper', type: 'public' })).status,
    422,
  )
})

test('deleting an app asks for a fresh sign-in (attack S10)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  app.clock.advance(15 * 60_000)
  assert.match((await developer.get(`${STOCK_KEEPER}/delete`)).location ?? '', /^\/signin/)
})

test('strangers find no app and members without the role are told whom to ask, on every page and form (attack O5)', async () => {
  await using app = await testApp()
  await addPlainMember(app)
  for (const [email, status] of [
    [DEMO.owner, 404],
    [DEMO.member, 403],
  ] as const) {
    const browser = await app.signedIn(email)
    for (const path of ['', '/edit', '/delete', '/manifest', '/manifest.json', '/connections'])
      assert.equal((await browser.get(STOCK_KEEPER + path)).status, status, `${email} ${path}`)
    for (const path of [LIST, NEW, `${LIST}/name?name=free_name`])
      assert.equal((await browser.get(path)).status, status, `${email} ${path}`)
    const _csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get('/signout')).text)?.[1] ?? ''
    for (const path of ['/edit', '/delete', '/manifest'])
      assert.equal((await browser.post(STOCK_KEEPER + path, { _csrf })).status, status, `${email} ${path}`)
    assert.equal((await browser.post(NEW, { _csrf, name: 'some_app', title: 'Some' })).status, status)
  }
})

test('an organization of another kind has to become a software developer first (platform.md §4)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const path = '/organizations/linden_press/developer'
  assert.match(readingOf(await owner.get(path)), /not registered as a software developer yet/)
  assert.equal((await owner.get(`${path}/new`)).location, path)
})

async function create(developer: TestBrowser, fields: Record<string, string>) {
  return fillIn(developer, NEW, { category: 'other', ...fields })
}
