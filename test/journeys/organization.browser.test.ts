import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith, tabTo } from '../support/browser.ts'
import { buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { listeningApp } from '../support/listening-app.ts'
import { passportApp, type RunningSite } from '../support/passport-app.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** Logs in to the app for the first time. */
async function logIn(page: Page, site: RunningSite, { email }: { email: string }): Promise<void> {
  await page.goto(site.url)
  await page.getByRole('link', { name: 'Log in with Grantory' }).click()
  await signInWith(page, email)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('button', { name: 'Log out' }).waitFor()
}

test('an owner installs the app for the organization, and the app reads it', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const owner = await buildPerson(hub)
  const { id } = await buildOrganization(hub, { owner, name: 'Paper Mill' })
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await logIn(page, site, owner)
  await page.getByRole('link', { name: 'Install for this organization' }).click()

  await page.getByRole('heading', { name: 'Paper Mill' }).waitFor()
  await page.getByRole('button', { name: 'Allow' }).click()
  // Only GET /organization tells what kind it is.
  await page.getByRole('definition').filter({ hasText: 'printer' }).waitFor()
  await page.getByText(`Organization/${id}`).waitFor()
  await page.getByText('directory.organization.r').waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('a member who is no admin is told whom to ask, and comes back with access_denied (C-14)', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const owner = await buildPerson(hub)
  const member = await buildPerson(hub)
  await buildOrganization(hub, { owner, name: 'Paper Mill', members: { [member.id]: ['member'] } })
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await logIn(page, site, member)
  await page.getByRole('link', { name: 'Whom to ask for this app' }).click()

  await page.getByRole('heading', { name: 'is not connected to Paper Mill yet' }).waitFor()
  await page.getByRole('listitem').filter({ hasText: owner.name }).filter({ hasText: 'Owner' }).waitFor()
  const answer = page.waitForRequest(request =>
    request.url().startsWith(`${site.url}/auth/grantory/org-callback`),
  )
  await page.getByRole('button', { name: 'Cancel' }).click()
  assert.equal(new URL((await answer).url()).searchParams.get('error'), 'access_denied')
  await page.getByText('The person may not allow this.').waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('a member of an organization that has the app already is told that it is for admins to act for it (C-14)', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const owner = await buildPerson(hub)
  const member = await buildPerson(hub)
  const members = { [member.id]: ['member'] }
  const { id } = await buildOrganization(hub, { owner, name: 'Paper Mill', members })
  const granted = ['directory.organization.r']
  await buildConnection(hub, { appId: site.appId, bearer: { type: 'Organization', id }, granted })
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await logIn(page, site, member)
  await page.getByRole('link', { name: 'Whom to ask for this app' }).click()
  await page.getByRole('heading', { name: 'wants to act for Paper Mill' }).waitFor()
  await page.getByText('Only owners and admins may allow that.').waitFor()
})

test('the same member sees the organization disabled in the list to choose from, with the reason', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const owner = await buildPerson(hub)
  const member = await buildPerson(hub)
  await buildOrganization(hub, { owner, name: 'Paper Mill', members: { [member.id]: ['member'] } })
  await buildOrganization(hub, { owner: member, name: 'Ink Works' })
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await logIn(page, site, member)
  await page.getByRole('link', { name: 'Install for an organization' }).click()

  await page.getByText(`Only owners and admins may connect apps: ask ${owner.name}.`).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Paper Mill' }).count(), 0)
  await page.getByRole('button', { name: 'Ink Works' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText('directory.organization.r').waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('somebody without an organization creates one on the way, and the app is installed for it', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  await using visitor = await newVisitor(browser)
  const { page } = visitor
  await logIn(page, site, await buildPerson(hub))
  await page.getByRole('link', { name: 'Install for an organization' }).click()
  await page.getByRole('link', { name: 'Create an organization' }).click()

  // What is missing is said beside the field, and what was typed stays.
  await page.getByLabel('Name').fill('Mira Okafor Bookbinding')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await page.getByText('Choose at least one.').waitFor()
  assert.equal(await page.getByLabel('Name').inputValue(), 'Mira Okafor Bookbinding')

  await page.getByLabel('Publisher').check()
  await page.getByLabel('Country').selectOption('NL')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await page.getByRole('heading', { name: 'Mira Okafor Bookbinding' }).waitFor()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('definition').filter({ hasText: 'publisher' }).waitFor()
  await page.getByText('Your roles there: owner').waitFor()
  assert.deepEqual(visitor.complaints, [])
})

test('with the keyboard alone and without JavaScript an owner chooses the organization and allows', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  await using site = await passportApp(hub)
  const owner = await buildPerson(hub)
  await buildOrganization(hub, { owner, name: 'Paper Mill' })
  await buildOrganization(hub, { owner, name: 'Ink Works' })
  await using visitor = await newVisitor(browser, { javaScriptEnabled: false })
  const { page } = visitor
  await logIn(page, site, owner)
  for (const target of [
    page.getByRole('link', { name: 'Install for an organization' }),
    page.getByRole('button', { name: 'Ink Works' }),
    page.getByRole('button', { name: 'Allow' }),
  ]) {
    await tabTo(page, target)
    await page.keyboard.press('Enter')
  }
  await page.getByText('directory.organization.r').waitFor()
  assert.deepEqual(visitor.complaints, [])
})
