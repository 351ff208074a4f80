import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { applied } from '../support/apps.ts'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { DEMO } from '../support/demo.ts'
import { exampleFolder, folderOf } from '../support/guides.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import { startSite } from '../support/passport-app.ts'

const GUIDE = 'log-in-with-the-hub.md'
const EXAMPLE = exampleFolder('passport-app')

test('who follows the guide has an app that greets the owner and is installed for Linden Press', async () => {
  await using hub = await listeningApp()
  const port = String(await freePort())
  // Steps 2 to 6, but with a port that is free on this machine.
  using folder = folderOf(GUIDE)
  for (const name of ['pages.js', 'public']) {
    cpSync(join(EXAMPLE, name), join(folder.path, name), { recursive: true })
  }
  const manifest = folder.files.get('manifest.json')?.replaceAll(':3000/', `:${port}/`) ?? ''
  const { app, db, clock } = hub
  const { credentials } = await applied(db, app.apps, JSON.parse(manifest), clock.now())
  const [made] = credentials
  assert.ok(made)

  // Step 7.
  await using site = await startSite(folder.path, {
    HUB_URL: hub.publicUrl,
    PORT: port,
    CLIENT_ID: made.credentials.id,
    CLIENT_SECRET: made.secret,
  })
  await using browser = await launchBrowser()
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await page.goto(site.url)
  await page.getByRole('link', { name: 'Log in with Grantory' }).click()
  await signInWith(page, DEMO.owner)
  await page.getByText('Paper Route by Stockworks would like to access').waitFor()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Hello, Mara Lindqvist' }).waitFor()
  await page.getByRole('link', { name: 'Install for this organization' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText(`Organization/${DEMO.linden}`).waitFor()
  assert.deepEqual(visitor.complaints, [])
})
