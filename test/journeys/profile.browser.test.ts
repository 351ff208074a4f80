import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { buildPerson } from '../support/builders.ts'
import { listeningApp } from '../support/listening-app.ts'
import { plain } from '../support/uploads.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const javaScriptEnabled of [true, false])
  test(`somebody ${javaScriptEnabled ? '' : 'without scripts '}chooses dark and German, and uploads a picture that is shown at once`, async () => {
    await using hub = await listeningApp({ isEmpty: true })
    const person = await buildPerson(hub)
    await using visitor = await newVisitor(browser, {
      javaScriptEnabled,
      colorScheme: 'light',
      timezoneId: 'Asia/Kolkata',
    })
    const { page } = visitor
    await page.goto(`${hub.publicUrl}/account/preferences`)
    await signInWith(page, person.email)
    await page.getByRole('heading', { name: 'Preferences' }).waitFor()
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await page.getByLabel('Language').selectOption('Deutsch')
    // What only a script can know is offered where scripts run.
    const device = page.getByRole('button', { name: 'Use the one of this device: Kolkata' })
    if (javaScriptEnabled) await device.click()
    else {
      assert.equal(await device.count(), 0)
      await page.getByLabel('Time zone').selectOption('Kolkata')
    }
    await page.getByLabel('Dark').check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Ihre Änderungen wurden gespeichert.').waitFor()
    assert.notEqual(await ground(), light)
    assert.equal(await page.getByLabel('Zeitzone').inputValue(), 'Asia/Kolkata')

    await page.goto(`${hub.publicUrl}/account/profile`)
    await page.getByRole('link', { name: 'Bild ändern' }).click()
    const buffer = await plain(640, 480).jpeg().toBuffer()
    await page.getByLabel('Bild auswählen').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer })
    await page.getByRole('button', { name: 'Hochladen' }).click()
    await page.getByText('Das Bild wurde gespeichert.').waitFor()
    await page.locator('main .g-avatar img').waitFor()
    const width = `document.querySelector('main .g-avatar img').decode()
      .then(() => document.querySelector('main .g-avatar img').naturalWidth)`
    assert.equal(await page.evaluate(width), 256)

    await page.getByRole('link', { name: 'Bild ändern' }).click()
    const text = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') }
    await page.getByLabel('Ein anderes Bild auswählen').setInputFiles(text)
    await page.getByRole('button', { name: 'Hochladen' }).click()
    await page.getByText('Das ist kein JPEG, PNG, WebP oder GIF.').waitFor()
    await page.getByRole('button', { name: 'Entfernen' }).click()
    await page.getByText('Das Bild wurde entfernt.').waitFor()
    assert.equal(await page.locator('main .g-avatar img').count(), 0)
    assert.deepEqual(visitor.complaints, [])
  })
