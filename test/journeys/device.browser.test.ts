import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith, tabTo } from '../support/browser.ts'
import { buildApp, buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { startDeviceProgram } from '../support/device-program.ts'
import { buildDevice, VERIFY } from '../support/devices.ts'
import { exampleFolder, folderOf } from '../support/guides.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { assertRefused, tokensIn } from '../support/tokens.ts'

const CODE = /type {2}([A-Z]{4}-[A-Z]{4})/

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** Opens the page, signs in and types the code. */
async function typeCode(page: Page, hub: TestApp, userCode: string, email: string): Promise<void> {
  await page.goto(hub.publicUrl + VERIFY)
  await signInWith(page, email)
  await page.getByLabel('Code').fill(userCode)
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('who follows the guide has a program that is connected to Linden Press', async () => {
  await using hub = await listeningApp()
  using folder = folderOf('device-flow.md')
  await using program = startDeviceProgram(folder.path, { HUB_URL: hub.publicUrl })
  const [, userCode = ''] = await program.says(CODE)
  await program.says(/█/)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await typeCode(page, hub, userCode, DEMO.owner)
  await page.getByRole('button', { name: 'Linden Press' }).click()
  await page.getByText('Grantory example in a terminal').waitFor()
  await page.getByText('127.0.0.1').waitFor()
  await page.getByText(userCode).waitFor()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Your device is connected' }).waitFor()

  await program.says(new RegExp(`Connected to Linden Press \\(Organization/${DEMO.linden}\\)`))
  await program.says(/May use {6}directory\.organization\.r\nIt is {8}printer in DE/)
  assert.equal(await program.ends(), 0)
  assert.deepEqual(visitor.complaints, [])
})

test('who cancels has a program that says so and ends', async () => {
  await using hub = await listeningApp()
  await using program = startDeviceProgram(exampleFolder('device-cli'), { HUB_URL: hub.publicUrl })
  const [, userCode = ''] = await program.says(CODE)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await typeCode(page, hub, userCode, DEMO.owner)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('heading', { name: 'The device was not connected' }).waitFor()
  await program.says(/It was not allowed\. Nothing was connected\./)
  assert.equal(await program.ends(), 1)
  assert.deepEqual(visitor.complaints, [])
})

test('with the keyboard alone and without JavaScript the owner lets a device in, from the QR code on', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  const owner = await buildPerson(hub)
  const { id } = await buildOrganization(hub, { owner, name: 'Paper Mill' })
  await buildOrganization(hub, { owner, name: 'Ink Works' })
  const { publicClient: client } = await buildApp(hub)
  const device = await buildDevice(hub, { client, scope: 'Org.directory.organization.r' })
  await using visitor = await newVisitor(browser, { javaScriptEnabled: false })
  const { page } = visitor
  await page.goto(`${hub.publicUrl}${VERIFY}?code=${device.userCode}`)
  await signInWith(page, owner.email)
  await page.getByText('Does your device show this code?').waitFor()
  assert.equal(await page.getByLabel('Code').inputValue(), device.userCode)
  for (const name of ['Continue', 'Paper Mill', 'Allow']) {
    await tabTo(page, page.getByRole('button', { name }))
    await page.keyboard.press('Enter')
  }
  await page.getByRole('heading', { name: 'Your device is connected' }).waitFor()
  assert.equal(tokensIn(await device.poll()).bearer.id, id)
  // The page stays as it is when it is loaded again.
  await page.reload()
  await page.getByRole('heading', { name: 'Your device is connected' }).waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('a mistyped code is said beside the field, keeps what was typed and takes the focus', async () => {
  await using hub = await listeningApp()
  const device = await buildDevice(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await typeCode(page, hub, 'bcdf-ghjk', DEMO.owner)
  const code = page.getByLabel('Code')
  await page.getByText('No device is waiting with this code.').waitFor()
  assert.equal(await code.inputValue(), 'BCDF-GHJK')
  assert.equal(await code.evaluate(element => element.matches(':focus')), true)
  await code.fill(device.userCode.toLowerCase().replace('-', ' '))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Allow' }).waitFor()
  assertRefused(await device.poll(), 'authorization_pending')
  assert.deepEqual(visitor.complaints, [])
})
