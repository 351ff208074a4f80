import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { deleteApp } from '../../src/modules/apps/index.ts'
import { fillIn } from '../support/accounts.ts'
import { actOn } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { plain, served, upload } from '../support/uploads.ts'

const APP = '/developer/apps/stock_keeper'
const LOGO = `${APP}/logo`

async function logoOf(app: TestApp): Promise<{ id: string; logo: string | null }> {
  const [row] = await app.db.read<{ id: string; logo: string | null }>(
    sql`select id, logo_url as logo from app where name = 'stock_keeper'`,
  )
  assert.ok(row)
  return row
}

test('a developer uploads the logo of an app; store, launchpad, consent and API show it (platform.md §4.2, directory-api.md §12.4)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const saved = await upload(developer, LOGO, { bytes: await plain(300, 100).png().toBuffer() })
  assert.equal(saved.location, `${APP}?notice=picture_saved`)
  assert.match(readingOf(await developer.follow(saved)), /The picture was saved.*Logo Uploaded · Change…/s)
  const { logo } = await logoOf(app)
  assert.equal((await served(app, logo ?? '')).headers['content-type'], 'image/webp')

  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const url = client.authorizeUrl({ scope: 'directory.person.r', redirect_uri: DEMO.redirectUrl })
  const consent = await owner.follow(await owner.get(url))
  assert.ok(consent.text.includes(`src="${logo}"`))
  assert.ok((await owner.get('/store')).text.includes(`src="${logo}"`))
  const token = (await client.tokensFor(owner, 'directory.person.r')).body.access_token
  const described = await client.api(token, '/api/v1/access_token')
  assert.equal(described.body.app.logo_url, `${app.publicUrl}${logo}`)
  const { accessible_apps: apps } = (await client.api(token, '/api/v1/person')).body
  const listed = apps.find(({ name }: { name: string }) => name === 'stock_keeper')
  assert.equal(listed.logo_url, `${app.publicUrl}${logo}`)
  const [entry] = await app.db.read<{ reason: string }>(
    sql`select reason from audit_entry where action = 'app_configured' order by id desc limit 1`,
  )
  assert.equal(entry?.reason, 'logo_url')
})

test('a manifest without logo_url keeps the uploaded logo, one with it takes its place (platform.md §4.11)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await upload(developer, LOGO, { bytes: await plain(30, 30).png().toBuffer() })
  const { logo } = await logoOf(app)
  const manifest = JSON.parse((await developer.get(`${APP}/manifest.json`)).text)
  assert.ok(!('logo_url' in manifest))
  const apply = (document: object) =>
    fillIn(developer, `${APP}/manifest`, { manifest: JSON.stringify(document), step: 'apply' })
  assert.equal((await apply({ ...manifest, category: 'logistics' })).status, 303)
  assert.equal((await logoOf(app)).logo, logo)
  assert.equal((await served(app, logo ?? '')).status, 200)
  assert.equal(
    (await apply({ ...manifest, logo_url: 'https://stock.stockworks.example/logo.png' })).status,
    303,
  )
  assert.equal((await logoOf(app)).logo, 'https://stock.stockworks.example/logo.png')
  assert.equal((await served(app, logo ?? '')).status, 404)
})

test('O5 the logo is for those who develop the app, and goes with it', async () => {
  await using app = await testApp()
  const stranger = await app.signedIn(DEMO.owner)
  assert.equal((await stranger.get(LOGO)).status, 404)
  const bytes = await plain(30, 30).png().toBuffer()
  const form = /name="_csrf" value="([^"]+)"/.exec((await stranger.get('/account/profile')).text)?.[1] ?? ''
  assert.equal((await stranger.upload(LOGO, { _csrf: form }, { bytes })).status, 404)
  const developer = await app.signedIn(DEMO.developer)
  const refused = await upload(developer, LOGO, { bytes: Buffer.from('<svg/>') })
  assert.equal(refused.status, 422)
  assert.match(readingOf(refused), /This is no JPEG, PNG, WebP or GIF/)
  await upload(developer, LOGO, { bytes })
  const { id, logo } = await logoOf(app)
  await app.db.transaction(tx => deleteApp(tx, actOn(id), app.app.apps, app.clock.now()))
  assert.equal((await served(app, logo ?? '')).status, 404)
  assert.equal((await logoOf(app)).logo, null)
})
