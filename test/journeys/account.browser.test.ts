import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { MANNERS } from '../support/hands.ts'
import { listeningApp } from '../support/listening-app.ts'
import { codeAt } from '../support/second-factor.ts'

const NEW_PASSWORD = 'a quiet blue lake'
const STEP_MS = 30_000

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const { manner, hand, javaScriptEnabled } of MANNERS) {
  test(`who forgot the password gets a link by mail, chooses another one and signs in with it, ${manner} (platform.md §1.1)`, async () => {
    await using hub = await listeningApp()
    await using visitor = await newVisitor(browser, { javaScriptEnabled })
    const { page, complaints } = visitor
    const main = page.getByRole('main')
    await page.goto(`${hub.publicUrl}/signin`)
    await hand.press(main.getByRole('link', { name: 'Forgot password?' }))
    await hand.type(main.getByLabel('E-mail'), DEMO.owner)
    await hand.press(main.getByRole('button', { name: 'Send link' }))
    await hand.press(main.getByRole('link', { name: 'Open the sandbox mailbox' }))
    await hand.press(main.getByRole('link', { name: 'Choose a new password' }))
    await hand.press(main.getByRole('link', { name: `${hub.publicUrl}/password/reset` }))
    await hand.type(main.getByLabel('New password'), NEW_PASSWORD)
    await hand.press(main.getByRole('button', { name: 'Save password' }))
    await main.getByText('Your password was changed').waitFor()

    const signIn = async (password: string) => {
      await hand.type(main.getByLabel('E-mail'), DEMO.owner)
      await hand.type(main.getByLabel('Password', { exact: true }), password)
      await hand.press(main.getByRole('button', { name: 'Sign in', exact: true }))
    }
    await signIn(DEMO.password)
    await main.getByText('E-mail and password do not match').waitFor()
    await signIn(NEW_PASSWORD)
    await page.waitForURL(/\/launchpad$/)
    assert.deepEqual(complaints, [])
  })

  test(`one-time codes are set up, asked for at the next sign-in, and a recovery code stands in for one, ${manner} (platform.md §1.1)`, async () => {
    await using hub = await listeningApp()
    await using visitor = await newVisitor(browser, { javaScriptEnabled })
    const { page, complaints } = visitor
    const main = page.getByRole('main')
    const enterPassword = async () => {
      await hand.type(main.getByLabel('E-mail'), DEMO.owner)
      await hand.type(main.getByLabel('Password', { exact: true }), DEMO.password)
      await hand.press(main.getByRole('button', { name: 'Sign in', exact: true }))
    }
    const enterCode = async (code: string) => {
      await hand.type(main.getByLabel('Code', { exact: true }), code)
      await hand.press(main.getByRole('button', { name: 'Sign in', exact: true }))
    }
    const signOut = async () => {
      await page.goto(`${hub.publicUrl}/signout`)
      await hand.press(main.getByRole('button', { name: 'Sign out' }))
      await main.getByText('You are signed out').waitFor()
      await page.goto(`${hub.publicUrl}/signin?return_to=/account/security`)
    }

    await page.goto(`${hub.publicUrl}/signin?return_to=/account/security`)
    await enterPassword()
    await hand.press(main.getByRole('link', { name: 'Turn on' }))
    const secret = ((await main.locator('code').textContent()) ?? '').replaceAll(' ', '')
    await hand.type(main.getByLabel('Code that the app shows now'), codeAt(secret, hub.clock.now()))
    await hand.press(main.getByRole('button', { name: 'Turn on' }))
    await main.getByRole('heading', { name: 'Recovery codes' }).waitFor()
    const [recoveryCode = ''] = /\S+/.exec((await main.locator('code').first().textContent()) ?? '') ?? []
    await hand.press(main.getByRole('link', { name: 'I have kept them' }))
    await main.getByRole('heading', { name: 'Security', exact: true }).waitFor()

    await signOut()
    hub.clock.advance(STEP_MS)
    await enterPassword()
    await enterCode('000000')
    await main.getByText('This code is not right').waitFor()
    await enterCode(codeAt(secret, hub.clock.now()))
    await main.getByRole('heading', { name: 'Security' }).waitFor()

    await signOut()
    await enterPassword()
    await enterCode(recoveryCode)
    await main.getByText(/9 of 10/).waitFor()
    assert.deepEqual(complaints, [])
  })
}
