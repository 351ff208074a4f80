import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith, tabTo } from '../support/browser.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { listeningApp } from '../support/listening-app.ts'
import { DEMO_PASSWORD } from '../support/test-app.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

test('a person makes a token, calls the API with it, revokes it, and it is refused', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  const { id, email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await page.goto(`${hub.publicUrl}/account/tokens`)
  await signInWith(page, email)
  await page.getByRole('heading', { name: 'No tokens yet' }).waitFor()
  await page.getByRole('link', { name: 'New token' }).click()
  await page.getByLabel('Note').fill('nightly export')
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByText('Choose at least one permission.').waitFor()
  assert.equal(await page.getByLabel('Note').inputValue(), 'nightly export')
  await page.getByRole('checkbox', { name: 'directory.person.r', exact: false }).first().check()
  await page.getByRole('button', { name: 'Create token' }).click()
  const token = (await page.getByRole('group', { name: 'Your token' }).textContent()) ?? ''
  assert.equal(new URL(page.url()).search, '')
  const callApi = () =>
    fetch(`${hub.publicUrl}/api/v1/person`, { headers: { authorization: `Bearer ${token}` } })
  const answer = await callApi()
  assert.deepEqual([answer.status, ((await answer.json()) as { id: string }).id], [200, id])

  await page.getByRole('link', { name: 'Done, I have copied it' }).click()
  await page.getByText('nightly export').waitFor()
  assert.equal(await page.getByText(token).count(), 0)
  await page.getByRole('link', { name: 'Revoke “nightly export”…' }).click()
  await page.getByRole('link', { name: 'Keep token' }).click()
  assert.equal((await callApi()).status, 200)
  await page.getByRole('link', { name: 'Revoke “nightly export”…' }).click()
  await page.getByRole('button', { name: 'Revoke token' }).click()
  await page.getByText('The token is revoked.').waitFor()
  assert.equal((await callApi()).status, 403)
  assert.deepEqual(visitor.complaints, [])
})

test('an admin makes a token for the organization by the keyboard alone, in German, after entering the password again', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  const { email, id } = await buildPerson(hub, { locale: 'de' })
  const { id: organizationId } = await buildOrganization(hub, { owner: { id }, name: 'Linden Press' })
  const provider = await buildApp(hub, { provides: [{ name: 'items' }] })
  await buildConnection(hub, { appId: provider.id, bearer: { type: 'Organization', id: organizationId } })
  await using visitor = await newVisitor(browser, { locale: 'de-DE' })
  const { page } = visitor
  await page.goto(`${hub.publicUrl}/organizations/linden_press/tokens`)
  await page.getByLabel('E-Mail').fill(email)
  await page.getByLabel('Passwort').fill(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Private Zugriffstokens von Linden Press' }).waitFor()
  hub.clock.advance(11 * 60_000)
  await tabTo(page, page.getByRole('link', { name: 'Neues Token' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Bestätigen Sie, dass Sie es sind' }).waitFor()
  await page.keyboard.type(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Neues Zugriffstoken für Linden Press' }).waitFor()
  await page.keyboard.type('Lagerbericht')
  await tabTo(page, page.locator(`input[value="${provider.name}.items.r"]`))
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  const token = (await page.getByRole('group', { name: 'Ihr Token' }).textContent()) ?? ''
  const headers = { authorization: `Bearer ${token}` }
  const described = await (await fetch(`${hub.publicUrl}/api/v1/access_token`, { headers })).json()
  assert.deepEqual((described as { scope: string[] }).scope, [`${provider.name}.items.r`])
  assert.deepEqual((described as { audiences: string[] }).audiences, [`Organization/${organizationId}`])
  assert.equal((described as { app: unknown }).app, null)
  assert.deepEqual(visitor.complaints, [])
})
