/**
 * `node bin/dev.js pictures`: takes the pictures of the README, docs/images/*.png, from the running product with its
 * demo data. Port 4000 must be free, because it stands in the pictures.
 */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sql from 'sql-template-tag'
import { launchBrowser, newVisitor, signInWith } from '../test/support/browser.ts'
import { buildConnection } from '../test/support/builders.ts'
import { DEMO } from '../test/support/demo.ts'
import { testApp } from '../test/support/test-app.ts'
import { root } from './root.ts'

const FOLDER = join(root, 'docs', 'images')
const BYTES_MAX = 150_000
const VIEW = { viewport: { width: 1080, height: 820 }, colorScheme: 'light' } as const

await using hub = await testApp({ environment: { PORT: '4000' } })
await hub.app.listen()
const client = hub.client(DEMO.stockKeeper)
const asks = (bearer: string, scopes: string[]) =>
  client.authorizeUrl({
    scope: scopes.map(scope => `${bearer}.${scope}`).join(','),
    redirect_uri: DEMO.organizationRedirectUrl,
    lang: 'en',
  })

mkdirSync(FOLDER, { recursive: true })
const browser = await launchBrowser()
try {
  const scopes = ['directory.organization.r', 'warehouse.items.rw']
  await take(browser, 'consent', async page => {
    await page.goto(hub.publicUrl + asks(`Org/${DEMO.linden}`, scopes))
    await signInWith(page, DEMO.owner)
    await page.getByRole('button', { name: 'Allow' }).waitFor()
  })
  // Later, so that what an app may do is new to the first picture.
  await connectEverything()
  await take(browser, 'launchpad', async page => {
    await page.goto(`${hub.publicUrl}/signin?lang=en`)
    await signInWith(page, DEMO.owner)
    await page.waitForURL(/launchpad/)
  })
  await take(browser, 'developer-area', async page => {
    await page.goto(`${hub.publicUrl}/signin?lang=en&return_to=/developer/apps/stock_keeper/oauth`)
    await signInWith(page, DEMO.developer)
    await page.getByRole('heading', { name: 'OAuth & Permissions' }).waitFor()
  })
} finally {
  await browser.close()
}

/** Linden Press uses every app of the demo. */
async function connectEverything(): Promise<void> {
  const bearer = { type: 'Organization', id: DEMO.linden } as const
  const apps = await hub.db.read<{ id: string }>(sql`
    select id from app where is_platform = 0 and not exists (select 1 from connection
      where connection.app_id = app.id and bearer_id = ${bearer.id} and revoked_at is null)`)
  for (const { id } of apps) await buildConnection(hub, { appId: id, bearer })
}

/** One picture, by a visitor of its own; fails when it is too large for a README. */
async function take(browser: Browser, name: string, walk: (page: Page) => Promise<void>): Promise<void> {
  await using visitor = await newVisitor(browser, VIEW)
  await walk(visitor.page)
  const path = join(FOLDER, `${name}.png`)
  await visitor.page.screenshot({ path, animations: 'disabled' })
  const { size } = statSync(path)
  if (size > BYTES_MAX) throw new Error(`${path} has ${size} bytes, more than ${BYTES_MAX}`)
  console.log(`${path} ${size} bytes`)
}
