import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import { newPrivateToken } from '../support/private-tokens.ts'

test('an engineer tries requests in the reference with a private token, which stays in the tab (experience.md)', async () => {
  await using hub = await listeningApp()
  const owner = await hub.signedIn(DEMO.owner)
  const wish = {
    path: '/organizations/linden_press/tokens',
    scopes: ['directory.organization.r', 'directory.sites.rw'],
  }
  const { token } = await newPrivateToken(owner, wish)
  await using browser = await launchBrowser()
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  const answer = page.locator('[data-answer]')

  await page.goto(`${hub.publicUrl}/docs`)
  await page.getByRole('main').getByRole('link', { name: 'API reference' }).last().click()
  await page.getByRole('link', { name: 'Read the organization' }).click()
  await page.getByLabel('Access token').fill(token)
  await page.getByRole('button', { name: 'Send request' }).click()
  await answer.getByText('200 OK').waitFor()
  await answer.getByText('"name": "Linden Press"').waitFor()
  assert.equal(new URL(page.url()).search, '')

  // The token is still there on the next page, and a request that changes something is sent as it is written.
  await page.goto(`${hub.publicUrl}/docs/api/create-site`)
  assert.equal(await page.getByLabel('Access token').inputValue(), token)
  const body = page.getByLabel('Body (JSON)')
  await body.fill('{"site":')
  await page.getByRole('button', { name: 'Send request' }).click()
  await page.getByText('The body is no JSON.').waitFor()
  await body.fill('{"site":{"name":"Paper store"}}')
  await page.getByRole('button', { name: 'Send request' }).click()
  await answer.getByText('201 Created').waitFor()
  await page.goto(`${hub.publicUrl}/docs/api/list-sites`)
  await page.getByRole('button', { name: 'Send request' }).click()
  await answer.getByText('"name": "Paper store"').waitFor()

  // Whoever signs in here next does not find it.
  await page.goto(`${hub.publicUrl}/signin?return_to=/docs/api/get-person`)
  await signInWith(page, DEMO.owner)
  await page.getByRole('heading', { name: 'Read the person' }).waitFor()
  assert.equal(await page.getByLabel('Access token').inputValue(), '')
  await page.getByLabel('Access token').fill(token)

  // A refusal is shown as it is; a forgotten token is gone.
  await page.getByRole('button', { name: 'Send request' }).click()
  await answer.getByText('403 Forbidden').waitFor()
  await answer.locator('[data-body]', { hasText: 'unpermitted_subject' }).waitFor()
  await page.getByRole('button', { name: 'Forget the token' }).click()
  await page.getByRole('button', { name: 'Send request' }).click()
  await answer.getByText('401 Unauthorized').waitFor()
  assert.equal(await page.evaluate('sessionStorage.length'), 0)

  // An app asks by its credentials.
  await page.goto(`${hub.publicUrl}/docs/api/get-app`)
  await page.getByLabel('Client id').fill(DEMO.stockKeeper.id)
  await page.getByLabel('Client secret').fill(DEMO.stockKeeper.secret)
  await page.getByRole('button', { name: 'Send request' }).click()
  await answer.getByText('"category": "warehouse"').waitFor()
  // The two refusals are what the browser has to complain about.
  assert.equal(visitor.complaints.filter(complaint => !/40[13]/.test(complaint)).length, 0)
})
