import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith, tabTo } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import { DEMO_PASSWORD } from '../support/test-app.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

test('a developer finds a scope while typing and adds it by the keyboard alone', async () => {
  await using hub = await listeningApp()
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await page.goto(`${hub.publicUrl}/developer/apps/stock_keeper/oauth`)
  await signInWith(page, DEMO.developer, DEMO_PASSWORD)
  const search = page.getByRole('combobox', { name: 'Add a scope' })
  await tabTo(page, search)
  await page.keyboard.type('machines')
  const options = page.getByRole('option')
  await options.first().waitFor()
  assert.equal(await search.getAttribute('aria-expanded'), 'true')
  const first = await search.getAttribute('aria-activedescendant')
  await page.keyboard.press('ArrowDown')
  assert.notEqual(await search.getAttribute('aria-activedescendant'), first)
  await page.keyboard.press('ArrowUp')
  assert.equal(await search.getAttribute('aria-activedescendant'), first)
  await page.keyboard.press('Escape')
  assert.equal(await search.getAttribute('aria-expanded'), 'false')
  await page.keyboard.press('ArrowDown')
  await options.first().waitFor()
  const name = (await options.first().locator('p').first().textContent()) ?? ''
  assert.match(name, /machines/)
  await page.keyboard.press('Enter')
  await page.getByText('The scope is added.').waitFor()
  await page.getByRole('link', { name: `Remove ${name}…` }).waitFor()

  await tabTo(page, search)
  await page.keyboard.type(name)
  const taken = page.getByRole('option', { disabled: true })
  await taken.waitFor()
  assert.match((await taken.textContent()) ?? '', /Already added/)
  assert.deepEqual(visitor.complaints, [])
})

test('a developer rotates a secret, copies the new one and ends the former one', async () => {
  await using hub = await listeningApp()
  await using visitor = await newVisitor(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
  const { page } = visitor
  await page.goto(`${hub.publicUrl}/developer/apps/stock_keeper/oauth`)
  await signInWith(page, DEMO.developer, DEMO_PASSWORD)
  await page
    .getByRole('link', { name: /^Rotate…/ })
    .first()
    .click()
  await page.getByLabel('How long the former secret works on').selectOption('7 days')
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  const secret = (await page.getByRole('group', { name: 'Client secret' }).textContent()) ?? ''
  assert.match(secret, /^[A-Za-z0-9]{32}$/)
  await page.getByRole('button', { name: 'Copy Client secret' }).click()
  await page.getByText('Copied').waitFor()
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), secret)
  await page.getByRole('link', { name: 'Done' }).click()
  await page.getByRole('link', { name: /^End now…/ }).click()
  await page.getByRole('button', { name: 'End it now' }).click()
  await page.getByText('The former secret has ended.').waitFor()
  const { id } = DEMO.stockKeeper
  const answers = await Promise.all(
    [secret, DEMO.stockKeeper.secret].map(tried => hub.client({ id, secret: tried }).refresh('unknown')),
  )
  assert.deepEqual(
    answers.map(({ body }) => body.error),
    ['invalid_grant', 'invalid_client'],
  )
  assert.deepEqual(visitor.complaints, [])
})
