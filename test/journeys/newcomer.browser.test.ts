import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, newVisitor, tabTo } from '../support/browser.ts'
import { listeningApp } from '../support/listening-app.ts'
import { passportApp, type RunningSite } from '../support/passport-app.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const NEWCOMER = {
  firstName: 'Mira',
  name: 'Okafor',
  email: 'mira@paper.example',
  password: 'four green bottles',
}

/** From the front page of the app to the hub's registration form. */
async function askForAnAccount(page: Page, site: RunningSite): Promise<void> {
  await page.goto(site.url)
  await page.getByRole('link', { name: 'Log in with Grantory' }).click()
  await page.getByRole('link', { name: 'Create an account' }).click()
}

async function fillInRegistration(page: Page): Promise<void> {
  await page.getByLabel('First name').fill(NEWCOMER.firstName)
  await page.getByLabel('Last name').fill(NEWCOMER.name)
  await page.getByLabel('E-mail').fill(NEWCOMER.email)
  await page.getByLabel('Password').fill(NEWCOMER.password)
  await page.getByRole('button', { name: 'Create account' }).click()
}

async function assertGreeted(page: Page, site: RunningSite): Promise<void> {
  await page.getByRole('heading', { name: `Hello, ${NEWCOMER.firstName} ${NEWCOMER.name}` }).waitFor()
  assert.equal(new URL(page.url()).origin, site.url)
}

for (const [circumstance, javaScriptEnabled] of [
  ['', true],
  [', with JavaScript switched off', false],
] as const) {
  test(`somebody new signs up, allows the app and is greeted by name${circumstance}`, async () => {
    await using hub = await listeningApp({ isEmpty: true })
    await using site = await passportApp(hub)
    await using visitor = await newVisitor(browser, { javaScriptEnabled })
    const { page } = visitor
    await askForAnAccount(page, site)
    await fillInRegistration(page)

    await page.getByRole('heading', { name: 'Title of paper_route' }).waitFor()
    await page.getByText(`You will be sent to ${new URL(site.url).host}`).waitFor()
    await page.getByRole('button', { name: 'Allow' }).click()
    await assertGreeted(page, site)
    assert.deepEqual(visitor.complaints, [])
  })
}

test('the mail to somebody new lies in the sandbox mailbox, and its link confirms the address', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await askForAnAccount(page, site)
  await fillInRegistration(page)
  await page.getByRole('button', { name: 'Allow' }).waitFor()

  await page.goto(`${hub.publicUrl}/sandbox/mailbox`)
  await page.getByRole('link', { name: 'Confirm your e-mail address' }).click()
  await page.getByRole('definition').filter({ hasText: NEWCOMER.email }).waitFor()
  await page.getByRole('link', { name: `${hub.publicUrl}/email/confirm` }).click()
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()

  // The request of the app goes on where it stood.
  await page.getByRole('link', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await assertGreeted(page, site)
  assert.deepEqual(visitor.complaints, [])
})

test('an app may wait until the address is confirmed (prompt_email_confirmation, oauth.md §4.1)', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  // The app's own request, with one parameter more.
  const start = await page.request.get(`${site.url}/auth/grantory`, { maxRedirects: 0 })
  await page.goto(`${start.headers()['location']}&prompt_email_confirmation=1`)
  await page.getByRole('link', { name: 'Create an account' }).click()
  await fillInRegistration(page)

  await page.getByRole('heading', { name: 'Confirm your address' }).waitFor()
  await page.getByRole('link', { name: 'I have opened the link' }).click()
  await page.getByText('The address is not confirmed yet').waitFor()
  await page.getByRole('link', { name: 'Open the sandbox mailbox' }).click()
  await page.getByRole('link', { name: 'Confirm your e-mail address' }).click()
  await page.getByRole('link', { name: `${hub.publicUrl}/email/confirm` }).click()
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await page.getByRole('link', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await assertGreeted(page, site)
  assert.deepEqual(visitor.complaints, [])
})

test('somebody new comes through with the keyboard alone', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  const follow = async (name: string) => {
    await tabTo(page, page.getByRole('link', { name }))
    await page.keyboard.press('Enter')
  }
  await page.goto(site.url)
  await follow('Log in with Grantory')
  await follow('Create an account')

  // The form has the focus already, and Enter in a field sends it.
  for (const [label, text] of [
    ['First name', NEWCOMER.firstName],
    ['Last name', NEWCOMER.name],
    ['E-mail', NEWCOMER.email],
    ['Password', NEWCOMER.password],
  ] as const) {
    await tabTo(page, page.getByLabel(label))
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')

  await tabTo(page, page.getByRole('button', { name: 'Allow' }))
  await page.keyboard.press('Enter')
  await assertGreeted(page, site)
  assert.deepEqual(visitor.complaints, [])
})

test('somebody new changes the language to German and is asked in German to the end', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await askForAnAccount(page, site)
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await page.getByRole('heading', { name: 'Konto anlegen' }).waitFor()
  await page.getByLabel('Vorname').fill(NEWCOMER.firstName)
  await page.getByLabel('Nachname').fill(NEWCOMER.name)
  await page.getByLabel('E-Mail').fill(NEWCOMER.email)
  await page.getByLabel('Passwort').fill(NEWCOMER.password)
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await page.getByRole('button', { name: 'Erlauben' }).click()
  await assertGreeted(page, site)
  assert.match((await hub.mails(NEWCOMER.email))[0]?.subject ?? '', /Bestätigen Sie/)
  assert.deepEqual(visitor.complaints, [])
})

test('at sign-in the tabulator leads from the address to the password, and then to what helps without one', async () => {
  await using hub = await listeningApp()
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await page.goto(`${hub.publicUrl}/signin`)
  const focused = async (target: Locator) => assert.ok(await target.evaluate(each => each.matches(':focus')))
  await page.getByLabel('E-mail').focus()
  await page.keyboard.press('Tab')
  await focused(page.getByLabel('Password', { exact: true }))
  await page.keyboard.press('Tab')
  await focused(page.getByRole('link', { name: 'Forgot password?' }))
  await page.keyboard.press('Tab')
  await focused(page.getByRole('button', { name: 'Sign in', exact: true }))
})
