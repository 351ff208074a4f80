import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { MANNERS } from '../support/hands.ts'
import { listeningApp } from '../support/listening-app.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** A device with a fingerprint reader that always knows its owner. */
async function plugInAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

// Without scripts a browser has no passkeys.
for (const { manner, hand } of MANNERS.filter(({ javaScriptEnabled }) => javaScriptEnabled)) {
  test(`who adds a passkey signs out and in again with it alone, until it is removed, ${manner} (attack S8)`, async () => {
    await using hub = await listeningApp()
    await using visitor = await newVisitor(browser)
    const { page, complaints } = visitor
    await plugInAuthenticator(page)
    await page.goto(`${hub.publicUrl}/signin?return_to=/account/security`)
    await signInWith(page, DEMO.owner)
    await hand.press(page.getByRole('link', { name: 'Add a passkey' }))
    await hand.type(page.getByLabel('Name'), 'Test device')
    await hand.press(page.getByRole('button', { name: 'Continue' }))
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
    await hand.press(page.getByRole('link', { name: 'I have kept them' }))
    await page.getByText('Test device').waitFor()

    // A device that has one makes no second one, and the page says so.
    await hand.press(page.getByRole('link', { name: 'Add a passkey' }))
    await hand.press(page.getByRole('button', { name: 'Continue' }))
    await page.getByText('No passkey was made').waitFor()

    await page.goto(`${hub.publicUrl}/signout`)
    await hand.press(page.getByRole('main').getByRole('button', { name: 'Sign out' }))
    await page.getByText('You are signed out').waitFor()
    await page.goto(`${hub.publicUrl}/signin?return_to=/account/security`)
    await hand.press(page.getByRole('button', { name: 'Sign in with a passkey' }))
    await hand.press(page.getByRole('link', { name: 'Remove… Test device' }))
    await hand.press(page.getByRole('button', { name: 'Remove' }))
    await page.getByText('Your passkey was removed').waitFor()

    await page.goto(`${hub.publicUrl}/signout`)
    await hand.press(page.getByRole('main').getByRole('button', { name: 'Sign out' }))
    await hand.press(page.getByRole('button', { name: 'Sign in with a passkey' }))
    await page.getByText('That passkey does not sign you in').waitFor()
    assert.deepEqual(complaints, [])
  })
}

test('who has no passkey at hand is told so and keeps the password', async () => {
  await using hub = await listeningApp()
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await plugInAuthenticator(page)
  await page.goto(`${hub.publicUrl}/signin`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('No passkey was used').waitFor()
  await signInWith(page, DEMO.owner)
  await page.waitForURL(/\/launchpad$/)
})
