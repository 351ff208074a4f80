import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import { ADDRESS, perform } from '../support/perform.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/your-first-app.md', import.meta.url), 'utf8')

test('who follows the guide to a first app sees themself in the answer of the API, then their organization', async () => {
  await using hub = await listeningApp()
  await using browser = await launchBrowser()
  await using visitor = await newVisitor(browser)
  const { page } = visitor

  // Steps 1 and 2.
  await page.goto(`${hub.publicUrl}/signin`)
  await signInWith(page, DEMO.developer)
  await page.goto(`${hub.publicUrl}/organizations/stockworks/developer`)
  await page
    .getByRole('link', { name: said('New app') })
    .first()
    .click()
  await page.getByLabel(said('Title')).fill('Paper Planner')
  await page.getByText('This name is free.').waitFor()
  assert.equal(await page.getByLabel(said('Technical name')).inputValue(), 'paper_planner')
  await page.getByRole('button', { name: said('Create app') }).click()
  await page.getByText('The app is created.').waitFor()

  // Step 3.
  await page.getByRole('link', { name: said('OAuth & Permissions') }).click()
  await page.getByLabel('Add a redirect URL').fill('http://127.0.0.1/callback')
  await page
    .locator('#redirect-urls')
    .getByRole('button', { name: said('Add') })
    .click()
  await page.getByText('The redirect URL is added.').waitFor()

  // Step 4.
  for (const scope of ['directory.person.r', 'directory.organization.r']) {
    await page.getByRole('combobox', { name: said('Add a scope') }).fill(scope)
    await page.getByRole('option', { name: scope }).first().click()
    await page.getByText('The scope is added.').waitFor()
    await page.getByRole('link', { name: `Remove ${scope}` }).waitFor()
  }

  // Step 5.
  await page.getByRole('button', { name: /^Show/ }).first().click()
  const id = (await page.locator('#client-id').textContent()) ?? ''
  const secret = (await page.locator('#client-secret').textContent()) ?? ''
  const words = (line: string) =>
    line
      .replace('<your client id>', id)
      .split(/[\s\\]+/)
      .filter(Boolean)
      .slice(3)
  const [first = '', second = ''] = [...GUIDE.matchAll(/^node bin\/grantory\.js (?:.*\\\n)?.*$/gm)].map(
    ([line]) => line,
  )
  const environment = { GRANTORY_CLIENT_SECRET: secret }
  const person = perform(hub.publicUrl, words(first), { environment })
  const [, address = ''] = await person.said(ADDRESS)
  await page.goto(address)
  await page.getByText('Paper Planner').first().waitFor()
  await page.getByRole('button', { name: said('Allow') }).click()
  const { lines } = await person.outcome
  assert.match(`${person.told()}${lines.join('\n')}`, new RegExp(DEMO.developer))

  // Step 6.
  const organization = perform(hub.publicUrl, words(second), { environment })
  const [, next = ''] = await organization.said(ADDRESS)
  await page.goto(next)
  await page.getByRole('button', { name: /Stockworks/ }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  const end = await organization.outcome
  assert.match(`${organization.told()}${end.lines.join('\n')}`, /"name": "Stockworks"/)
  assert.deepEqual(visitor.complaints, [])
})

/** A name on a page, which the guide must call the same. */
function said(name: string): string {
  assert.ok(GUIDE.includes(`**${name}**`), `the guide says ${name}`)
  return name
}
