import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import sql from 'sql-template-tag'
import { deleteOrganization, deletePerson } from '../../src/modules/directory/index.ts'
import { buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { auditEntry } from '../support/stored.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { formsOf, multipartBody, type UploadedFile } from '../support/test-browser.ts'
import { plain, served, upload } from '../support/uploads.ts'

const AVATAR = '/account/profile/picture'
const LOGO = '/organizations/linden_press/logo'
const API = '/api/v1/person/avatar'

async function storedPath(
  app: TestApp,
  type: 'Person' | 'Organization',
  key: string,
): Promise<string | null> {
  const [row] = await app.db.read<{ path: string | null }>(
    type === 'Person'
      ? sql`select avatar_url as path from person where email_key = ${key}`
      : sql`select logo_url as path from organization where id = ${key}`,
  )
  return row?.path ?? null
}

async function pictureCount(app: TestApp): Promise<number> {
  const [row] = await app.db.read<{ count: number }>(sql`select count(*) as count from picture`)
  return row?.count ?? 0
}

test('an upload becomes a square of our own making: turned as the camera says, without place or camera (platform.md §1.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  // Red on the left, blue on the right, to be turned by a quarter: red is on top then.
  const photograph = await plain(800, 400, '#0000ff')
    .composite([{ input: await plain(400, 400, '#ff0000').png().toBuffer(), left: 0, top: 0 }])
    .jpeg()
    .withExif({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '53/1 33/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  const saved = await upload(browser, AVATAR, { bytes: photograph, type: 'image/jpeg', name: 'IMG.jpg' })
  assert.deepEqual([saved.status, saved.location], [303, '/account/profile?notice=picture_saved'])
  assert.match(readingOf(await browser.follow(saved)), /The picture was saved/)

  const path = await storedPath(app, 'Person', DEMO.owner)
  assert.match(path ?? '', /^\/pictures\/[0-9A-Za-z]{32}\.webp$/)
  const { status, headers, bytes } = await served(app, path ?? '')
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'image/webp')
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox")
  assert.equal(headers['cross-origin-resource-policy'], 'cross-origin')
  assert.equal(headers['set-cookie'], undefined)
  const { format, width, height, exif, icc, xmp } = await sharp(bytes).metadata()
  assert.deepEqual(
    [format, width, height, exif, icc, xmp],
    ['webp', 256, 256, undefined, undefined, undefined],
  )
  assert.ok(!bytes.includes('SecretCamera'))
  const pixel = async (top: number) => {
    const { data } = await sharp(bytes)
      .extract({ left: 128, top, width: 1, height: 1 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return [data[0], data[2]].map(value => Number(value) > 127)
  }
  assert.deepEqual(
    [await pixel(10), await pixel(245)],
    [
      [true, false],
      [false, true],
    ],
  )
  assert.match((await browser.get('/account/apps')).text, new RegExp(`<img[^>]* src="${path}"`))
})

test('another picture has another address, the one before leads nowhere; so it is when it is taken away', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  await upload(browser, AVATAR, { bytes: await plain(30, 30).png().toBuffer() })
  const first = (await storedPath(app, 'Person', DEMO.owner)) ?? ''
  await upload(browser, AVATAR, { bytes: await plain(30, 30).webp().toBuffer() })
  const second = (await storedPath(app, 'Person', DEMO.owner)) ?? ''
  assert.notEqual(first, second)
  assert.deepEqual([(await served(app, first)).status, (await served(app, second)).status], [404, 200])
  assert.equal((await served(app, first)).headers['cache-control'], 'no-store')
  const removed = await browser.submit(
    await browser.get(AVATAR),
    {},
    ({ hidden }) => hidden['remove'] === 'true',
  )
  assert.equal(removed.location, '/account/profile?notice=picture_removed')
  assert.match(readingOf(await browser.follow(removed)), /The picture was removed/)
  assert.equal((await served(app, second)).status, 404)
  assert.equal(await pictureCount(app), 0)
  assert.equal(
    formsOf((await browser.get(AVATAR)).text).some(({ hidden }) => hidden['remove']),
    false,
  )
})

test('what is no picture of the four kinds is refused beside the field, whatever it says it is (attacks O7, R3)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://169.254.169.254/"/></svg>'
  const png = await plain(300, 300).png().toBuffer()
  const cases: [UploadedFile, RegExp][] = [
    [{ bytes: Buffer.from(svg), type: 'image/svg+xml', name: 'x.svg' }, /This is no JPEG, PNG, WebP or GIF/],
    [{ bytes: Buffer.from(svg), type: 'image/png' }, /This is no JPEG, PNG, WebP or GIF/],
    [{ bytes: Buffer.from('<!doctype html><script>alert(1)</script>') }, /This is no JPEG/],
    [{ bytes: Buffer.from('%PDF-1.4') }, /This is no JPEG/],
    [{ bytes: await plain(20, 20).tiff().toBuffer() }, /This is no JPEG/],
    [{ bytes: await plain(20, 20).avif().toBuffer() }, /This is no JPEG/],
    [{ bytes: png.subarray(0, 200) }, /cannot be read/],
    [{ bytes: Buffer.concat([png.subarray(0, 8), Buffer.from(svg)]) }, /cannot be read/],
    [{ bytes: Buffer.from('GIF89a') }, /cannot be read/],
    [{ bytes: Buffer.from('\xff\xd8\xff', 'latin1') }, /cannot be read/],
    [{ bytes: Buffer.alloc(0), name: '' }, /Choose a file first/],
    [{ bytes: png, field: 'other' }, /Choose a file first/],
  ]
  const limitedTo = 9
  for (const [index, [file, text]] of cases.entries()) {
    // Ten at once are allowed, then one in twenty seconds.
    if (index > limitedTo) app.clock.advance(20_000)
    const answer = await upload(browser, AVATAR, file)
    assert.equal(answer.status, 422, `${index}: ${readingOf(answer).slice(0, 300)}`)
    assert.match(readingOf(answer), text)
    assert.match(answer.text, /<input[^>]* type="file"[^>]* aria-invalid="true"/)
  }
  assert.equal(await pictureCount(app), 0)
})

test('a second content behind a picture is not kept: what is served was made from its pixels (attack O7)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const picture = await plain(40, 40)
    .jpeg()
    .withExif({ IFD0: { ImageDescription: '<script>alert(1)</script>' } })
    .toBuffer()
  const bytes = Buffer.concat([picture, Buffer.from('<script>alert(2)</script>')])
  assert.equal(
    (await upload(browser, AVATAR, { bytes, name: '../../x.php"><script>', type: 'text/html' })).status,
    303,
  )
  const { bytes: made } = await served(app, (await storedPath(app, 'Person', DEMO.owner)) ?? '')
  assert.ok(!made.includes('script'))
})

test('too many bytes and too many pixels are refused before they are decoded (decompression bombs)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const large = await upload(browser, AVATAR, {
    bytes: Buffer.concat([await plain(9, 9).png().toBuffer(), Buffer.alloc(8 * 1024 * 1024)]),
  })
  assert.equal(large.status, 422)
  assert.match(readingOf(large), /more than 8 MB/)
  const bomb = await plain(8000, 7600).png({ compressionLevel: 9 }).toBuffer()
  assert.ok(bomb.length < 1024 * 1024)
  const began = performance.now()
  const answer = await upload(browser, AVATAR, { bytes: bomb })
  assert.equal(answer.status, 422)
  assert.match(readingOf(answer), /more than 60 million pixels/)
  assert.ok(performance.now() - began < 2000)
  assert.equal(await pictureCount(app), 0)
})

test('of an animation the first picture counts', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const frames = await Promise.all(['#ff0000', '#0000ff'].map(color => plain(20, 20, color).png().toBuffer()))
  const bytes = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
  assert.equal((await upload(browser, AVATAR, { bytes, type: 'image/gif' })).status, 303)
  const { bytes: made } = await served(app, (await storedPath(app, 'Person', DEMO.owner)) ?? '')
  const { pages = 1, height } = await sharp(made).metadata()
  assert.deepEqual([pages, height], [1, 256])
  const { data } = await sharp(made).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  assert.ok(Number(data[0]) > 200 && Number(data[2]) < 60)
})

test('S9 an upload needs the token of its form and its own origin; who is not signed in sends nothing', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const bytes = await plain(30, 30).png().toBuffer()
  const { hidden } = formsOf((await browser.get(AVATAR)).text).find(({ text }) =>
    text.includes('type="file"'),
  ) ?? { hidden: {} }
  for (const [form, headers] of [
    [{}, {}],
    [{ _csrf: 'x' }, {}],
    [hidden, { origin: 'https://evil.example' }],
    [hidden, { 'sec-fetch-site': 'cross-site' }],
  ] as const) {
    const answer = await browser.upload(AVATAR, form, { bytes }, headers)
    assert.equal(answer.status, 403)
  }
  // Whoever is not signed in is asked to, also with a cookie that names no session; their file is not read.
  const stranger = app.anonymous()
  for (const _ of [1, 2]) {
    const large = { bytes: Buffer.alloc(20 * 1024 * 1024) }
    assert.equal(
      (await stranger.upload(AVATAR, hidden, large)).location,
      `/signin?return_to=${encodeURIComponent(AVATAR)}`,
    )
    stranger.cookies.set('grantory_session', 'a'.repeat(32))
  }
  assert.equal((await app.anonymous().get(AVATAR)).status, 303)
  // A route that takes no files reads no such body.
  assert.equal((await browser.upload('/account/profile', hidden, { bytes })).status, 403)
  assert.equal(await pictureCount(app), 0)
})

test('a broken form is a bad request, not a fault of ours', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { type, payload } = multipartBody({ _csrf: 'x' }, { bytes: Buffer.from('x') })
  const broken = [
    payload.subarray(0, payload.length - 20),
    Buffer.from('------GrantoryTestBoundary7MA4YWxk\r\nnonsense'),
    multipartBody(Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`field${index}`, 'x'])), {
      bytes: Buffer.from('x'),
    }).payload,
    multipartBody({ ['__proto__']: 'x' }, { bytes: Buffer.from('x') }).payload,
    multipartBody({ constructor: 'x' }, { bytes: Buffer.from('x') }).payload,
  ]
  for (const [index, body] of broken.entries()) {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await app.app.server.inject({
      method: 'POST',
      url: AVATAR,
      headers: { cookie, 'content-type': type },
      payload: body,
    })
    assert.ok([400, 403, 413].includes(answer.statusCode), `${index}: ${answer.statusCode}`)
  }
})

test('ten uploads at once, then one in twenty seconds (attack: work that piles up)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const bytes = await plain(10, 10).png().toBuffer()
  for (let count = 0; count < 10; count += 1)
    assert.equal((await upload(browser, AVATAR, { bytes })).status, 303)
  assert.equal((await upload(browser, AVATAR, { bytes })).status, 429)
  app.clock.advance(20_000)
  assert.equal((await upload(browser, AVATAR, { bytes })).status, 303)
})

test('uploads at the same time leave one picture, and it is the one the person has', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const colors = ['#ff0000', '#00ff00', '#0000ff', '#ffffff']
  const files = await Promise.all(colors.map(color => plain(20, 20, color).png().toBuffer()))
  const form = formsOf((await browser.get(AVATAR)).text).find(({ text }) => text.includes('type="file"'))
  const answers = await Promise.all(files.map(bytes => browser.upload(AVATAR, form?.hidden ?? {}, { bytes })))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303, 303, 303],
  )
  assert.equal(await pictureCount(app), 1)
  assert.equal((await served(app, (await storedPath(app, 'Person', DEMO.owner)) ?? '')).status, 200)
})

test('a logo is for owners and admins, is kept whole, and the organization and its apps hear of it (platform.md §1.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const wide = await sharp({ create: { width: 400, height: 100, channels: 4, background: '#00ff00' } })
    .png()
    .toBuffer()
  const saved = await upload(owner, LOGO, { bytes: wide })
  assert.equal(saved.location, '/organizations/linden_press?notice=picture_saved')
  assert.match(readingOf(await owner.follow(saved)), /The picture was saved/)
  const path = (await storedPath(app, 'Organization', DEMO.linden)) ?? ''
  const { bytes } = await served(app, path)
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  assert.deepEqual([info.width, info.height, info.channels], [256, 256, 4])
  assert.equal(data[3], 0)
  assert.ok(Number(data[(128 * 256 + 128) * 4 + 3]) > 250)
  assert.match((await owner.get('/organizations/linden_press/edit')).text, /aria-label="Change… Logo"/)
  const entry = await auditEntry(app.db, 'organization_updated')
  assert.deepEqual(entry?.details, { fields: ['logoUrl'] })
  const events = await app.db.read<{ name: string }>(
    sql`select name from event where subject = ${`Org/${DEMO.linden}`}`,
  )
  assert.ok(events.some(({ name }) => name === 'organization_updated'))

  const member = await app.signedIn(DEMO.member)
  assert.equal((await member.get(LOGO)).status, 403)
  const form = {
    _csrf: formsOf((await member.get('/account/profile')).text).map(({ hidden }) => hidden['_csrf'])[0] ?? '',
  }
  assert.equal((await member.upload(LOGO, form, { bytes: wide })).status, 403)
  const stranger = await app.signedIn(DEMO.developer)
  assert.equal((await stranger.get(LOGO)).status, 404)
  assert.equal(await storedPath(app, 'Organization', DEMO.linden), path)
})

test('pictures go with whom they belong to', async () => {
  await using app = await testApp()
  const person = await buildPerson(app)
  const owner = await buildPerson(app)
  const organization = await buildOrganization(app, { owner })
  const bytes = await plain(20, 20).png().toBuffer()
  await upload(person.browser, AVATAR, { bytes })
  await upload(owner.browser, `/organizations/${organization.slug}/logo`, { bytes })
  assert.equal(await pictureCount(app), 2)
  const { directoryHooks } = app.app
  const now = app.clock.now()
  await app.db.transaction(tx => deletePerson(tx, { personId: person.id }, directoryHooks, now))
  assert.equal(await pictureCount(app), 1)
  await app.db.transaction(tx =>
    deleteOrganization(tx, { organizationId: organization.id }, directoryHooks, now),
  )
  assert.equal(await pictureCount(app), 0)
})

test('PATCH /person/avatar takes a file and answers with its address, which others read too (directory-api.md §5)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const token = (await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.rw')).body
    .access_token
  const send = (file: UploadedFile, form = {}) =>
    client.api(token, API, { method: 'PATCH', body: multipartBody(form, file) })
  const bytes = await plain(20, 20).png().toBuffer()
  const answer = await send({ field: 'avatar', bytes }, { current_organization_id: '' })
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(Object.keys(answer.body), ['avatar_url'])
  const url: string = answer.body.avatar_url
  assert.ok(url.startsWith(`${app.publicUrl}/pictures/`))
  assert.equal((await served(app, new URL(url).pathname)).status, 200)
  assert.equal((await client.api(token, '/api/v1/person')).body.avatar_url, url)
  const events = await app.db.read<{ name: string }>(sql`select name from event order by id desc limit 2`)
  assert.deepEqual(events.map(({ name }) => name).sort(), ['member_details_changed', 'person_updated'])

  for (const [file, fault] of [
    [{ field: 'avatar', bytes: Buffer.from('<svg/>') }, 'is invalid'],
    [{ field: 'avatar', bytes: bytes.subarray(0, 30) }, 'is invalid'],
    [{ field: 'avatar', bytes: Buffer.alloc(8 * 1024 * 1024 + 1) }, 'is too large'],
    [{ field: 'picture', bytes }, "can't be blank"],
  ] as const) {
    const refused = await send(file)
    assert.deepEqual([refused.status, refused.body], [422, { errors: { avatar: [fault] } }])
  }
  const json = await client.api(token, API, {
    method: 'PATCH',
    json: { avatar: 'https://evil.example/a.png' },
  })
  assert.deepEqual([json.status, json.body], [422, { errors: { avatar: ["can't be blank"] } }])
  const cut = multipartBody({}, { field: 'avatar', bytes }).payload.subarray(0, 200)
  const broken = await client.api(token, API, {
    method: 'PATCH',
    body: { type: multipartBody({}, { bytes }).type, payload: cut },
  })
  assert.deepEqual([broken.status, Object.keys(broken.body.errors)], [400, ['base']])
  assert.equal((await client.api(token, '/api/v1/person')).body.avatar_url, url)

  const reader = (await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.r')).body
    .access_token
  const scope = await client.api(reader, API, {
    method: 'PATCH',
    body: multipartBody({}, { field: 'avatar', bytes }),
  })
  assert.deepEqual([scope.status, scope.body.errors[0]], [403, 'unpermitted_scope'])
  assert.equal(
    (await client.api(null, API, { method: 'PATCH', body: multipartBody({}, { field: 'avatar', bytes }) }))
      .status,
    401,
  )
})

test('pictures and logos stand with the hub’s origin wherever the API shows them (directory-api.md §4)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const bytes = await plain(20, 20).png().toBuffer()
  await upload(owner, AVATAR, { bytes })
  await upload(owner, LOGO, { bytes })
  const avatar = `${app.publicUrl}${await storedPath(app, 'Person', DEMO.owner)}`
  const logo = `${app.publicUrl}${await storedPath(app, 'Organization', DEMO.linden)}`
  const client = app.client(DEMO.stockKeeper)
  const person = (await client.tokensFor(owner, 'directory.person.r')).body.access_token
  const read = (await client.api(person, '/api/v1/person')).body
  assert.deepEqual([read.avatar_url, read.organization_memberships[0].organization.logo_url], [avatar, logo])
  const scope = ['organization.r', 'organization_members.r', 'sites.r'].map(
    name => `Org/${DEMO.linden}.directory.${name}`,
  )
  const token = (await client.tokensFor(owner, scope.join(' '))).body.access_token
  assert.equal((await client.api(token, '/api/v1/organization')).body.logo_url, logo)
  assert.equal(
    (await client.api(token, '/api/v1/organization/memberships')).body[0].person.avatar_url,
    avatar,
  )
  assert.equal((await client.api(token, '/api/v1/sites')).body[0]?.organization.logo_url ?? logo, logo)
})

test('addresses that are none of ours lead nowhere', async () => {
  await using app = await testApp({ isEmpty: true })
  for (const path of [
    '/pictures/x',
    '/pictures/x.webp',
    `/pictures/${'a'.repeat(32)}.webp`,
    `/pictures/${'a'.repeat(32)}.png`,
    "/pictures/'%20or%201=1",
    '/pictures/..%2f..%2fapp.css',
    `/pictures/${'a'.repeat(32)}.webp%00`,
  ])
    assert.equal((await served(app, path)).status, 404, path)
})

test('who asks for permission shows the picture of who gives it (oauth.md §4.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const bytes = await plain(20, 20).png().toBuffer()
  await upload(owner, AVATAR, { bytes })
  await upload(owner, LOGO, { bytes })
  const client = app.client(DEMO.stockKeeper)
  const ask = async (scope: string) => {
    const url = client.authorizeUrl({ scope, redirect_uri: DEMO.redirectUrl })
    return (await owner.follow(await owner.get(url))).text
  }
  const main = (text: string) => text.slice(text.indexOf('<main'))
  const avatar = await storedPath(app, 'Person', DEMO.owner)
  const logo = await storedPath(app, 'Organization', DEMO.linden)
  assert.ok(main(await ask('directory.person.r')).includes(`src="${avatar}"`))
  assert.ok(main(await ask(`Org/${DEMO.linden}.directory.organization.r`)).includes(`src="${logo}"`))
})
