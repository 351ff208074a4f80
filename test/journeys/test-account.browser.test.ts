import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import sql from 'sql-template-tag'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import { TEST_OWNER } from '../support/test-accounts.ts'
import { DEMO_PASSWORD } from '../support/test-app.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without JavaScript'
  test(`a vendor describes a test account in three steps, and its owner opens the app in a browser of their own${how}`, async () => {
    await using hub = await listeningApp()
    await using app = await stockKeeper()
    await hub.db.transaction(tx =>
      tx.write(sql`update app set entry_point_url = ${app.url} where name = 'stock_keeper'`),
    )
    await using vendor = await newVisitor(browser, { javaScriptEnabled })
    const { page } = vendor
    await page.goto(`${hub.publicUrl}/organizations/stockworks/developer`)
    await signInWith(page, DEMO.developer, DEMO_PASSWORD)
    await page.getByRole('link', { name: 'Test accounts' }).first().click()
    await page.getByRole('link', { name: 'New test account' }).click()

    await page.getByLabel('Name').fill('Demo Print')
    await page.getByLabel('Printer').check()
    await page.getByLabel('Labels').check()
    await page.getByLabel('Country').selectOption('Germany')
    await page.getByRole('button', { name: 'Add a site' }).click()
    await page.getByLabel('Name of the site').fill('Works')
    await page.getByLabel('Address (optional)').fill('Kai 12, 20457 Hamburg')
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Demo Print')
    await page.getByRole('button', { name: 'Next' }).click()

    await page.getByLabel('Stock Keeper').check()
    await page.getByRole('button', { name: 'Next' }).click()

    await page.getByLabel('E-mail address').fill(TEST_OWNER.email)
    await page.getByLabel('Password').fill('short')
    await page.getByLabel('Name', { exact: true }).fill('Lovelace')
    // The browser's way back, and on again: nothing of the steps before is lost.
    await page.goBack()
    assert.ok(await page.getByLabel('Stock Keeper').isChecked())
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByLabel('E-mail address').fill(TEST_OWNER.email)
    await page.getByLabel('Password').fill('short')
    await page.getByLabel('Name', { exact: true }).fill('Lovelace')
    await page.getByRole('button', { name: 'Create test account' }).click()
    await page.getByText('Use at least 8 characters.').waitFor()
    assert.equal(await page.getByLabel('E-mail address').inputValue(), TEST_OWNER.email)
    await page.getByLabel('Password').fill(TEST_OWNER.password)
    await page.getByRole('button', { name: 'Create test account' }).click()
    await page.getByText('The test account is ready.').waitFor()
    const signIn = await page.getByRole('link', { name: /^Sign in…/ }).getAttribute('href')

    await using owner = await newVisitor(browser, { javaScriptEnabled })
    await owner.page.goto(hub.publicUrl + (signIn ?? ''))
    assert.equal(await owner.page.getByLabel('E-mail').inputValue(), TEST_OWNER.email)
    await signInWith(owner.page, TEST_OWNER.email, TEST_OWNER.password)
    await owner.page.goto(`${hub.publicUrl}/launchpad`)
    await owner.page
      .getByRole('link', { name: /Stock Keeper/ })
      .first()
      .click()
    await owner.page.getByText(/^Stock Keeper at \/\?launchpad=.*organization_id=/).waitFor()
    assert.deepEqual([...vendor.complaints, ...owner.complaints], [])
  })
}

/** An app that says where it was opened. */
async function stockKeeper() {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/plain').end(`Stock Keeper at ${request.url}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  return { url, [Symbol.asyncDispose]: async () => void server.close() }
}
