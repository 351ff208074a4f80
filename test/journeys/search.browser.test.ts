import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const VIOLATIONS = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' | ')))`

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

test('somebody goes anywhere by keyboard alone: /, words, arrows, Enter; Escape leads back (experience.md)', async () => {
  await using hub = await listeningApp()
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await page.goto(`${hub.publicUrl}/account/profile`)
  await signInWith(page, DEMO.owner)
  await page.waitForURL(url => url.pathname === '/account/profile')

  const dialog = page.getByRole('dialog', { name: 'Search' })
  const field = dialog.getByRole('combobox', { name: 'Search' })
  await page.keyboard.press('/')
  await dialog.getByRole('option', { name: 'Security' }).waitFor()
  assert.equal(await field.inputValue(), '')
  await page.evaluate(axe)
  assert.deepEqual(await page.evaluate(VIOLATIONS), [])

  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('linden mem')
  const members = dialog.getByRole('option', { name: /^Members/ })
  await dialog.getByRole('option', { name: /^Members/, selected: true }).waitFor()
  assert.equal(await field.getAttribute('aria-activedescendant'), await members.getAttribute('id'))
  await page.evaluate(axe)
  assert.deepEqual(await page.evaluate(VIOLATIONS), [])
  await page.keyboard.press('ArrowDown')
  assert.equal(await members.getAttribute('aria-selected'), 'false')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${hub.publicUrl}/organizations/linden_press/members`)

  // A page with a search of its own keeps the key; the other one leads to everything.
  await page.goto(`${hub.publicUrl}/store`)
  await page.keyboard.press('/')
  assert.equal(await page.evaluate('document.activeElement.closest("main") !== null'), true)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('freight')
  await dialog.getByRole('option', { name: /^Freight Desk/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`${hub.publicUrl}/store/logistics/freight-desk`)
  assert.deepEqual(visitor.complaints, [])
})

test('on the narrowest phone the dialog fits, and without JavaScript its link leads to the page (WCAG 1.4.10)', async () => {
  await using hub = await listeningApp()
  await using phone = await newVisitor(browser, { viewport: { width: 320, height: 640 } })
  await phone.page.goto(`${hub.publicUrl}/store/warehouse/stock-keeper?lang=de`)
  await phone.page.getByRole('link', { name: 'Suchen' }).click()
  await phone.page.getByRole('combobox', { name: 'Suchen' }).fill('freight')
  await phone.page.getByRole('option', { name: /^Freight Desk/ }).waitFor()
  assert.equal(await phone.page.evaluate('document.documentElement.scrollWidth'), 320)
  const box = await phone.page.getByRole('dialog').boundingBox()
  assert.ok(box && box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box))

  await using plain = await newVisitor(browser, { javaScriptEnabled: false })
  await plain.page.goto(`${hub.publicUrl}/store/warehouse/stock-keeper`)
  await plain.page.getByRole('link', { name: 'Search', exact: true }).click()
  await plain.page.waitForURL(`${hub.publicUrl}/search`)
  await plain.page.getByRole('searchbox', { name: 'Search' }).fill('freight')
  await plain.page.keyboard.press('Enter')
  await plain.page.getByRole('link', { name: /^Freight Desk/ }).click()
  await plain.page.waitForURL(`${hub.publicUrl}/store/logistics/freight-desk`)
})
