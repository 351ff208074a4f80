import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { buildApp, buildPerson } from '../support/builders.ts'
import { listeningApp } from '../support/listening-app.ts'
import { passportApp, type RunningSite } from '../support/passport-app.ts'
import { newPkce } from '../support/test-client.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

async function goToHub(page: Page, site: RunningSite): Promise<void> {
  await page.goto(site.url)
  await page.getByRole('link', { name: 'Log in with Grantory' }).click()
}

/** The documents that were shown from now on: redirects leave none. */
function shownPages(page: Page): string[] {
  const shown: string[] = []
  page.on('domcontentloaded', () => shown.push(new URL(page.url()).origin))
  return shown
}

test('somebody signed in who has allowed the app before passes with one click, without a screen', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const { email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await goToHub(page, site)
  await signInWith(page, email)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()

  const shown = shownPages(page)
  await page.getByRole('link', { name: 'Log in with Grantory' }).click()
  await page.getByText(email).waitFor()
  assert.deepEqual(shown, [site.url])
  assert.deepEqual(visitor.complaints, [])
})

test('somebody who has allowed the app but is signed out only signs in', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const { email } = await buildPerson(hub)
  await using first = await newVisitor(browser)
  await goToHub(first.page, site)
  await signInWith(first.page, email)
  await first.page.getByRole('button', { name: 'Allow' }).click()
  await first.page.getByText(email).waitFor()

  await using second = await newVisitor(browser)
  await goToHub(second.page, site)
  // One form leads through two redirects of the hub to the app: the browser must let it.
  await signInWith(second.page, email)
  await second.page.getByText(email).waitFor()
  assert.equal(new URL(second.page.url()).origin, site.url)
  assert.deepEqual(second.complaints, [])
})

test('logging out of the app gives its tokens back', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const { email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await goToHub(page, site)
  await signInWith(page, email)
  await page.getByRole('button', { name: 'Allow' }).click()
  const revoked = async () => (await fetch(`${hub.publicUrl}/api/v1/revoked_access_tokens.json`)).json()
  assert.deepEqual(await revoked(), { revoked_token_ids: [] })

  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  const { revoked_token_ids: ids } = (await revoked()) as { revoked_token_ids: string[] }
  assert.equal(ids.length, 1)
})

test('the app goes on after its tokens have run out, until access is taken back', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const { id, email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await goToHub(page, site)
  await signInWith(page, email)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText(email).waitFor()

  for (let hour = 0; hour < 2; hour += 1) {
    hub.clock.advance(61 * 60 * 1000)
    await page.reload()
    await page.getByText(email).waitFor()
  }
  const bearer = { type: 'Person' as const, id }
  await hub.db.transaction(tx =>
    hub.app.connections.revokeAllOf(tx, bearer, 'revoked by its bearer', hub.clock.now()),
  )
  await page.reload()
  await page.getByRole('heading', { name: 'Please log in again' }).waitFor()
  await page.getByRole('link', { name: 'Start again' }).click()
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
})

for (const [where, cancel] of [
  [
    'at the consent',
    async (page: Page, email: string) => {
      await signInWith(page, email)
      await page.getByRole('button', { name: 'Cancel' }).click()
    },
  ],
  ['at the sign-in', (page: Page) => page.getByRole('link', { name: 'Cancel and go back to' }).click()],
] as const) {
  test(`somebody who cancels ${where} is back at the app, which says so kindly`, async () => {
    await using hub = await listeningApp({ isEmpty: true })
    await using site = await passportApp(hub)
    const { email } = await buildPerson(hub)
    await using visitor = await newVisitor(browser)
    const { page } = visitor
    await goToHub(page, site)
    await cancel(page, email)
    await page.getByText('The person did not allow it.').waitFor()
    await page.getByRole('link', { name: 'Log in with Grantory' }).waitFor()
    assert.equal(page.url(), `${site.url}/`)
    assert.deepEqual(visitor.complaints, [])
  })
}

test('a wrong password is said beside the field; what was typed stays, but for the password', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const { email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await goToHub(page, site)
  await signInWith(page, email, 'not the password')

  const password = page.getByLabel('Password')
  await page.getByText('E-mail and password do not match.').waitFor()
  assert.equal(await password.getAttribute('aria-invalid'), 'true')
  const describedBy = (await password.getAttribute('aria-describedby'))?.split(' ') ?? []
  const descriptions = await Promise.all(describedBy.map(id => page.locator(`id=${id}`).textContent()))
  assert.match(descriptions.join(' '), /do not match/)
  assert.equal(await page.getByLabel('E-mail').inputValue(), email)
  assert.equal(await password.inputValue(), '')

  await signInWith(page, email)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText(email).waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('somebody who changes to German at the sign-in is asked in German, too', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const { email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await goToHub(page, site)
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await page.getByLabel('E-Mail').fill(email)
  await page.getByLabel('Passwort').fill('falsch')
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await page.getByText('passen nicht').waitFor()
  await page.getByLabel('Passwort').fill('grantory-demo')
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await page.getByRole('button', { name: 'Erlauben' }).click()
  await page.getByText(email).waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('an app with a scheme of its own gets its answer, too: the policy of the page lets the browser go there', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  const redirectUrl = 'com.example.paper-route:/callback'
  const { publicClient } = await buildApp(hub, { redirectUrls: [redirectUrl] })
  const { email } = await buildPerson(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  const pkce = { code_challenge: newPkce().challenge, code_challenge_method: 'S256' }
  await page.goto(hub.publicUrl + publicClient.authorizeUrl({ scope: 'directory.person.r', ...pkce }))
  await signInWith(page, email)
  const answer = page.waitForResponse(response => response.url().includes('/oauth/authorize/decision'))
  await page.getByRole('button', { name: 'Allow' }).click()
  assert.match(
    (await (await answer).headerValue('location')) ?? '',
    /^com\.example\.paper-route:\/callback\?code=/,
  )
  assert.deepEqual(visitor.complaints, [])
})
