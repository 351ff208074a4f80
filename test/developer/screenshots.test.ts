import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import sql from 'sql-template-tag'
import { deleteApp } from '../../src/modules/apps/index.ts'
import { fillIn } from '../support/accounts.ts'
import { actOn, buildApp, buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember, sendForm } from '../support/developer.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, decodeHtml, formsOf, type TestBrowser } from '../support/test-browser.ts'
import { plain, served } from '../support/uploads.ts'

const APP = '/developer/apps/stock_keeper'
const SHOTS = `${APP}/listing/screenshots`
const STORE = '/store/warehouse/stock-keeper'
const PRODUCTION = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example',
  MAIL_URL: 'smtp://localhost',
}

/** The form for a new screenshot, sent with these captions and this picture. */
async function add(
  browser: TestBrowser,
  captions: Record<string, string>,
  bytes?: Buffer,
  path = SHOTS,
): Promise<Answer> {
  const form = formsOf((await browser.get(`${path}/new`)).text).find(({ text }) =>
    text.includes('type="file"'),
  )
  assert.ok(form, 'there is a form for a file')
  const file = { bytes: bytes ?? (await plain(400, 300).png().toBuffer()) }
  return browser.upload(`${path}/new`, { ...form.hidden, ...captions }, file)
}

/** The pictures of the page in the store, in their order. */
async function shownIn(app: TestApp, path = STORE): Promise<{ src: string; alt: string; tag: string }[]> {
  const { text } = await app.anonymous().get(path)
  return [...text.matchAll(/<img [^>]*loading="lazy"[^>]*>/g)].map(([tag]) => ({
    src: decodeHtml(/ src="([^"]*)"/.exec(tag)?.[1] ?? ''),
    alt: decodeHtml(/ alt="([^"]*)"/.exec(tag)?.[1] ?? ''),
    tag,
  }))
}

async function idsOf(app: TestApp): Promise<string[]> {
  const rows = await app.db.read<{ id: string }>(sql`select id from screenshot order by position, id`)
  return rows.map(({ id }) => id)
}

async function pictureCount(app: TestApp): Promise<number> {
  const [row] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from picture where owner_type = 'Screenshot'`,
  )
  return Number(row?.count ?? 0)
}

test('a screenshot stands on the page in the store, in the reader’s language, with its size and lazily (platform.md §4.12)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const words = { caption_en: 'The shelf plan', caption_de: 'Der Lagerplan' }
  const saved = await add(developer, words, await plain(3200, 1000).png().toBuffer())
  assert.equal(saved.location, `${APP}/listing?notice=screenshot_added#screenshots`)
  assert.match(readingOf(await developer.get(`${APP}/listing`)), /The shelf plan 1600 × 500 pixels/)

  const [shown, ...others] = await shownIn(app)
  assert.deepEqual(others, [])
  assert.equal(shown?.alt, 'Screenshot 1: The shelf plan')
  assert.match(shown?.tag ?? '', / width="1600" height="500"/)
  assert.equal((await shownIn(app, `${STORE}?lang=de`))[0]?.alt, 'Bildschirmfoto 1: Der Lagerplan')
  const { status, headers, bytes } = await served(app, shown?.src ?? '')
  assert.deepEqual([status, headers['content-type']], [200, 'image/webp'])
  const { width, height } = await sharp(bytes).metadata()
  assert.deepEqual([width, height], [1600, 500])
})

test('each opens on a page of its own with the way to the others, by links alone', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const caption_en of ['One', 'Two', 'Three']) await add(developer, { caption_en })
  const anonymous = app.anonymous()
  const listing = await anonymous.get(STORE)
  for (const number of [1, 2, 3]) assert.ok(listing.text.includes(`href="${STORE}/screenshots/${number}"`))
  const second = await anonymous.get(`${STORE}/screenshots/2`)
  assert.match(readingOf(second), /Screenshot 2 of 3 Two Previous Back to Stock Keeper Next/)
  assert.ok(second.text.includes(`rel="prev" href="${STORE}/screenshots/1"`))
  assert.ok(second.text.includes(`rel="next" href="${STORE}/screenshots/3"`))
  assert.doesNotMatch(readingOf(await anonymous.get(`${STORE}/screenshots/3`)), /Next/)
  for (const wrong of ['0', '4', '01', 'x', '-1'])
    assert.equal((await anonymous.get(`${STORE}/screenshots/${wrong}`)).status, 404, wrong)
  const elsewhere = await anonymous.get('/store/other/stock-keeper/screenshots/2')
  assert.equal(elsewhere.location, `${STORE}/screenshots/2`)
})

test('of a file nothing but its pixels is kept, turned as the camera says, and never made larger (attack O7)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const photograph = await plain(600, 400)
    .jpeg()
    .withExif({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '53/1 33/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  await add(developer, { caption_en: 'Turned' }, photograph)
  const { bytes } = await served(app, (await shownIn(app))[0]?.src ?? '')
  const { format, width, height, exif, icc, xmp } = await sharp(bytes).metadata()
  assert.deepEqual(
    [format, width, height, exif, icc, xmp],
    ['webp', 400, 600, undefined, undefined, undefined],
  )
  assert.ok(!bytes.includes('SecretCamera'))
})

test('a picture full of detail is made with less quality instead of filling the database', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const noise = sharp({
    create: {
      ...{ width: 1600, height: 1600, channels: 3, background: '#fff' },
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
  await add(developer, { caption_en: 'Noise' }, await noise.jpeg({ quality: 60 }).toBuffer())
  const { bytes } = await served(app, (await shownIn(app))[0]?.src ?? '')
  assert.ok(bytes.length < 1.5 * 1024 * 1024, String(bytes.length))
})

test('faults stand beside their fields, and the words stay (attacks O7, R3)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const words = { caption_en: 'The shelf plan', caption_de: 'Der Lagerplan' }
  const bomb = await plain(8000, 8000).png({ compressionLevel: 9 }).toBuffer()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  for (const [fields, bytes, id] of [
    [{ caption_en: '' }, undefined, 'caption_en-fault'],
    [{ caption_en: 'Plan\u202efdp' }, undefined, 'caption_en-fault'],
    [{ caption_de: 'x'.repeat(201) }, undefined, 'caption_de-fault'],
    [{}, svg, 'file-fault'],
    [{}, bomb, 'file-fault'],
    [{}, Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'), 'file-fault'],
  ] as const) {
    app.clock.advance(60_000)
    const answer = await add(developer, { ...words, ...fields }, bytes)
    assert.equal(answer.status, 422)
    assert.ok(answer.text.includes(`id="${id}"`), id)
    if (id === 'file-fault') assert.ok(answer.text.includes('value="Der Lagerplan"'))
  }
  const none = await sendForm(developer, `${SHOTS}/new`, words)
  assert.match(readingOf(none), /Choose a file first/)
  assert.equal(await pictureCount(app), 0)
})

test('an app has six at most, and a form that is sent twice adds one', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const form = formsOf((await developer.get(`${SHOTS}/new`)).text).find(({ text }) =>
    text.includes('type="file"'),
  )
  const bytes = await plain(40, 30).png().toBuffer()
  const send = () => developer.upload(`${SHOTS}/new`, { ...form?.hidden, caption_en: 'The same' }, { bytes })
  const answers = await Promise.all([send(), send()])
  for (const { location } of answers) assert.match(location ?? '', /screenshot_added/)
  assert.equal((await idsOf(app)).length, 1)

  const full = await developer.get(`${SHOTS}/new`)
  for (let count = 2; count <= 6; count += 1) {
    app.clock.advance(60_000)
    await add(developer, { caption_en: `Number ${count}` })
  }
  assert.equal(
    (await developer.get(`${SHOTS}/new`)).location,
    `${APP}/listing?notice=screenshots_full#screenshots`,
  )
  app.clock.advance(60_000)
  const hidden = formsOf(full.text).find(({ text }) => text.includes('type="file"'))?.hidden
  const seventh = await developer.upload(`${SHOTS}/new`, { ...hidden, caption_en: 'Seven' }, { bytes })
  assert.match(seventh.location ?? '', /screenshots_full/)
  assert.equal((await idsOf(app)).length, 6)
  assert.match(readingOf(await developer.get(`${APP}/listing`)), /Six is the most/)
})

test('their order changes, words change, and one that is removed is gone from everywhere', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const caption_en of ['One', 'Two', 'Three']) await add(developer, { caption_en })
  const [one = '', two = '', three = ''] = await idsOf(app)
  const move = (id: string, towards: string) => sendForm(developer, `${SHOTS}/${id}/move`, { towards })
  await move(three, 'beginning')
  assert.deepEqual(await idsOf(app), [one, three, two])
  await move(one, 'end')
  await move(two, 'end')
  assert.deepEqual(await idsOf(app), [three, one, two])
  assert.equal((await move(two, 'sideways')).status, 400)

  const edited = await fillIn(developer, `${SHOTS}/${one}/edit`, {
    caption_en: 'First',
    caption_de: 'Erstes',
  })
  assert.equal(edited.location, `${APP}/listing?notice=saved#screenshots`)
  assert.equal((await fillIn(developer, `${SHOTS}/${one}/edit`, { caption_en: '' })).status, 422)
  const alts = (await shownIn(app)).map(({ alt }) => alt)
  assert.deepEqual(alts, ['Screenshot 1: Three', 'Screenshot 2: First', 'Screenshot 3: Two'])

  const address = (await shownIn(app))[1]?.src ?? ''
  assert.match(readingOf(await developer.get(`${SHOTS}/${one}/remove`)), /Remove screenshot 2\?.*First/)
  await fillIn(developer, `${SHOTS}/${one}/remove`, {})
  assert.deepEqual(await idsOf(app), [three, two])
  assert.equal((await served(app, address)).status, 404)
  assert.equal((await developer.get(`${SHOTS}/${one}/edit`)).status, 404)
  const entries = await app.db.read<{ reason: string }>(
    sql`select reason from audit_entry where action = 'app_configured' and reason = 'screenshots'`,
  )
  assert.equal(entries.length, 3 + 3 + 1 + 1)
})

test('O5 they belong to their app: strangers, members and other vendors find none; with the app all are gone', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await add(developer, { caption_en: 'One' })
  const [id = ''] = await idsOf(app)
  const other = await buildPerson(app)
  const vendor = await buildOrganization(app, { owner: other })
  const theirs = await buildApp(app, { vendorId: vendor.id })
  const owner = await app.signedIn(DEMO.owner)
  for (const browser of [owner, other.browser]) {
    for (const path of ['new', `${id}/edit`, `${id}/remove`])
      assert.equal((await browser.get(`${SHOTS}/${path}`)).status, 404, path)
    for (const [path, fields] of [
      [`${id}/edit`, { caption_en: 'Stolen' }],
      [`${id}/move`, { towards: 'end' }],
      [`${id}/remove`, {}],
      ['new', { caption_en: 'Mine' }],
    ] as const)
      assert.equal((await sendForm(browser, `${SHOTS}/${path}`, fields)).status, 404, path)
  }
  // Under one's own app, the screenshot of another one is none, and its id takes nothing.
  const own = `/developer/apps/${theirs.name}/listing/screenshots`
  assert.equal((await sendForm(other.browser, `${own}/${id}/remove`, {})).status, 404)
  const bytes = await plain(40, 30).png().toBuffer()
  const form = formsOf((await other.browser.get(`${own}/new`)).text).find(({ text }) => text.includes('file'))
  await other.browser.upload(`${own}/new`, { ...form?.hidden, id, caption_en: 'Taken over' }, { bytes })
  assert.equal((await shownIn(app))[0]?.alt, 'Screenshot 1: One')
  await addPlainMember(app)
  const member = await app.signedIn(DEMO.member)
  assert.equal((await member.get(`${SHOTS}/new`)).status, 403)
  assert.equal((await app.anonymous().get(`${SHOTS}/new`)).status, 303)

  const [stored] = await app.db.read<{ id: string }>(sql`select id from app where name = 'stock_keeper'`)
  await app.db.transaction(tx => deleteApp(tx, actOn(stored?.id ?? ''), app.app.apps, app.clock.now()))
  assert.equal(await pictureCount(app), 0)
  assert.deepEqual(await idsOf(app), [])
})

test('what is changed while the operator looks is not published; who may not see a draft sees no screenshot (platform.md §4.2, §5)', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const owner = await buildPerson(app)
  const vendor = await buildOrganization(app, { owner })
  await app.db.transaction(tx =>
    tx.write(sql`update organization set kinds = '["software_developer"]' where id = ${vendor.id}`),
  )
  const keeper = await buildApp(app, { vendorId: vendor.id, isActive: false })
  const path = `/developer/apps/${keeper.name}/listing`
  await add(owner.browser, { caption_en: 'One' }, undefined, `${path}/screenshots`)
  const store = `/store/other/${keeper.name.replaceAll('_', '-')}`
  assert.equal((await owner.browser.get(`${store}/screenshots/1`)).status, 200)
  assert.equal((await app.anonymous().get(`${store}/screenshots/1`)).status, 404)

  await fillIn(owner.browser, path, { title_en: 'Keeper', summary_en: 'Keeps.' })
  await sendForm(owner.browser, `${path}/review`, {})
  const operator = await buildPerson(app)
  await app.db.transaction(tx => tx.write(sql`update person set is_operator = 1 where id = ${operator.id}`))
  const review = `/operator/reviews/${keeper.name}`
  const seen = await operator.browser.get(review)
  await add(owner.browser, { caption_en: 'Two' }, undefined, `${path}/screenshots`)
  const approve = { decision: 'approve' }
  const picked = ({ action }: { action: string }) => action === review
  assert.equal((await operator.browser.submit(seen, approve, picked)).location, `${review}?notice=changed`)
  const again = await operator.browser.get(review)
  const approved = await operator.browser.submit(again, approve, picked)
  assert.equal(approved.location, '/operator/reviews?notice=approved')
  assert.equal((await app.anonymous().get(`${store}/screenshots/2`)).status, 200)
})
