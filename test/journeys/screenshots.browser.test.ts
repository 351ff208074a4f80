import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith, tabTo } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import { plain } from '../support/uploads.ts'

const STORE = '/store/warehouse/stock-keeper'

/** What a test asks of a picture of a page. */
type Picture = { naturalWidth: number; naturalHeight: number; decode(): Promise<void> }

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

test('a vendor adds screenshots; a visitor goes through them by keyboard, without JavaScript, on any width (platform.md §4.12)', async () => {
  await using hub = await listeningApp()
  await using vendor = await newVisitor(browser)
  await vendor.page.goto(`${hub.publicUrl}/developer/apps/stock_keeper/listing`)
  await signInWith(vendor.page, DEMO.developer)
  await addScreenshot(vendor.page, 'The shelf plan', await plain(1600, 900).png().toBuffer())
  await addScreenshot(vendor.page, 'On a telephone', await plain(390, 844, '#205080').png().toBuffer())
  await vendor.page.getByRole('button', { name: 'Move up: On a telephone' }).click()
  await vendor.page.getByRole('button', { name: 'Move up: The shelf plan' }).waitFor()
  assert.deepEqual(vendor.complaints, [])

  await using visitor = await newVisitor(browser, { javaScriptEnabled: false })
  const { page } = visitor
  await page.goto(hub.publicUrl + STORE)
  const first = page.getByRole('link', { name: 'Screenshot 1: On a telephone' })
  await tabTo(page, first)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${hub.publicUrl}${STORE}/screenshots/1`)
  await tabTo(page, page.getByRole('link', { name: 'Next' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'The shelf plan' }).waitFor()
  const picture = page.getByRole('img', { name: 'Screenshot 2: The shelf plan' })
  assert.deepEqual(
    await picture.evaluate((image: Picture) => [image.naturalWidth, image.naturalHeight]),
    [1600, 900],
  )
  assert.deepEqual(visitor.complaints, [])

  await using phone = await newVisitor(browser, { viewport: { width: 320, height: 640 } })
  for (const path of [STORE, `${STORE}/screenshots/2`]) {
    await phone.page.goto(hub.publicUrl + path)
    await phone.page.getByRole('img', { name: /The shelf plan/ }).scrollIntoViewIfNeeded()
    assert.equal(await phone.page.evaluate('document.documentElement.scrollWidth'), 320, path)
  }
})

test('the place of a picture is kept before it is there: nothing moves when it comes', async () => {
  await using hub = await listeningApp()
  await using vendor = await newVisitor(browser)
  const { page } = vendor
  await page.goto(`${hub.publicUrl}/developer/apps/stock_keeper/listing`)
  await signInWith(page, DEMO.developer)
  await addScreenshot(page, 'The shelf plan', await plain(800, 600).png().toBuffer())
  const boxOn = async () => (await page.getByRole('img', { name: /The shelf plan/ }).boundingBox())?.width
  await page.route('**/pictures/*', route => route.abort())
  await page.goto(hub.publicUrl + STORE)
  const before = await boxOn()
  await page.unroute('**/pictures/*')
  await page.goto(hub.publicUrl + STORE)
  await page.getByRole('img', { name: /The shelf plan/ }).evaluate((image: Picture) => image.decode())
  assert.equal(await boxOn(), before)
})

async function addScreenshot(page: Page, caption: string, buffer: Buffer): Promise<void> {
  await page.getByRole('link', { name: 'Add a screenshot' }).click()
  await page.getByLabel('Choose a picture').setInputFiles({ name: 'shot.png', mimeType: 'image/png', buffer })
  await page.getByLabel('What it shows, English', { exact: true }).fill(caption)
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText('The screenshot is added.').waitFor()
}
