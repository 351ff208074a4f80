import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { type BuiltPerson, buildOrganization, buildPerson } from '../support/builders.ts'
import { exampleFolder } from '../support/guides.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import { startSite } from '../support/passport-app.ts'
import type { TestApp } from '../support/test-app.ts'

const ENTRY_POINT = 'https://example.com/myapp'
const SITES = 'directory.sites.rw'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

test('a vendor gets from nothing to a working login and an installed app without asking anybody (platform.md §4)', async () => {
  await using hub = await listeningApp({ isEmpty: true })
  const [developer, owner] = [await buildPerson(hub), await buildPerson(hub)]
  await buildOrganization(hub, { owner: developer, name: 'Rota Labs' })
  const mill = await buildOrganization(hub, { owner, name: 'Paper Mill' })
  await using vendor = await newVisitor(browser)
  await using admin = await newVisitor(browser)
  const { page } = vendor
  const path = '/developer/apps/my_first_app'

  await signIn(page, hub, developer)
  await becomeDeveloper(page)
  await createApp(page, 'My first app')
  await page.getByText('The app is created.').waitFor()

  await page.getByRole('link', { name: 'OAuth & Permissions' }).click()
  await addScope(page, 'directory.person.r')
  await addScope(page, 'directory.organization.r')

  await page.goto(`${hub.publicUrl}${path}/edit`)
  await page.getByLabel('Entry point URL').fill(ENTRY_POINT)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()

  // The test organization allows to be found, and its admin sees the offer.
  await signIn(admin.page, hub, owner)
  await allowToBeFound(admin.page, hub)
  await page.goto(`${hub.publicUrl}${path}/participants`)
  await page.getByLabel('Invite an organization').fill('paper')
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByRole('button', { name: 'Invite: Paper Mill' }).click()
  await page.getByText('The organization is invited.').waitFor()

  const landed = `${ENTRY_POINT}?launchpad=1&organization_id=${mill.id}`
  const installing = await arrival(
    admin.page,
    `${hub.publicUrl}/organizations/paper_mill/apps`,
    async tab => {
      await tab.getByRole('link', { name: 'Connect: My first app' }).click()
      await tab.getByRole('heading', { name: 'Paper Mill' }).waitFor()
      await tab.getByRole('button', { name: 'Allow' }).click()
    },
  )
  assert.equal(installing, landed)
  const opening = await arrival(admin.page, `${hub.publicUrl}/launchpad`, tab =>
    tab.getByRole('link', { name: 'My first app' }).first().click(),
  )
  assert.equal(opening, landed)

  // Credentials, redirect URLs, and the example as it is with them.
  const port = await freePort()
  await page.goto(`${hub.publicUrl}${path}/oauth`)
  const credentials = await showCredentials(page)
  for (const callback of ['callback', 'org-callback']) {
    await page.goto(`${hub.publicUrl}${path}/oauth`)
    await page.getByLabel('Add a redirect URL').fill(`http://localhost:${port}/auth/grantory/${callback}`)
    await page.locator('#redirect-urls').getByRole('button', { name: 'Add' }).click()
    await page.getByText('The redirect URL is added.').waitFor()
  }
  const snippet = await page.locator('pre').last().textContent()
  assert.match(snippet ?? '', new RegExp(`http://localhost:${port}/auth/grantory/callback`))
  await using site = await startSite(exampleFolder('passport-app'), {
    HUB_URL: hub.publicUrl,
    PORT: String(port),
    CLIENT_ID: credentials.id,
    CLIENT_SECRET: credentials.secret,
  })
  await admin.page.goto(site.url)
  await admin.page.getByRole('link', { name: 'Log in with Grantory' }).click()
  await admin.page.getByRole('button', { name: 'Allow' }).click()
  await admin.page.getByRole('heading', { name: `Hello, ${owner.name}` }).waitFor()

  // The same by hand: a code, its tokens, and who the person is.
  const redirectUri = `http://localhost:${port}/auth/grantory/callback`
  const code = await codeFor(admin.page, hub, credentials.id, redirectUri)
  const tokens = await curl<{ access_token: string }>(
    ...['-u', `${credentials.id}:${credentials.secret}`, '-d', 'grant_type=authorization_code'],
    ...['-d', `code=${code}`, '-d', `redirect_uri=${redirectUri}`, `${hub.publicUrl}/oauth/access_token`],
  )
  const person = await callApi(hub, tokens.body.access_token, '/api/v1/person')
  assert.deepEqual([person.status, person.body.id], [200, owner.id])

  // The machine's turn: one scope more, which the admin approves.
  await page.goto(`${hub.publicUrl}${path}/oauth`)
  await addScope(page, SITES)
  const scope = `Org/${mill.id}.directory.organization.r,Org/${mill.id}.${SITES}`
  assert.notEqual((await machineToken(hub, credentials, scope)).status, 200)
  await admin.page.goto(`${hub.publicUrl}/organizations/paper_mill/apps/my_first_app`)
  await admin.page.getByRole('button', { name: 'Approve' }).click()
  await admin.page.getByText('Approved. The app can use it at once.').waitFor()
  const { status, body } = await machineToken(hub, credentials, scope)
  assert.equal(status, 200)
  const organization = await callApi(hub, body.access_token, '/api/v1/organization')
  assert.deepEqual([organization.status, organization.body.name], [200, 'Paper Mill'])
  assert.equal((await callApi(hub, body.access_token, '/api/v1/sites')).status, 200)
  assert.deepEqual(vendor.complaints, [])
})

async function signIn(page: Page, hub: TestApp, { email }: BuiltPerson): Promise<void> {
  await page.goto(`${hub.publicUrl}/account/organizations`)
  await signInWith(page, email)
  await page.waitForURL(url => url.pathname === '/account/organizations')
}

/** From the dashboard: an organization becomes a software developer by saying so. */
async function becomeDeveloper(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Rota Labs', exact: true }).last().click()
  await page.getByRole('link', { name: 'For software developers' }).click()
  await page.getByRole('link', { name: 'Edit the organization…' }).click()
  await page.getByLabel('Software developer').check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByRole('link', { name: 'Developer', exact: true }).click()
}

/** The technical name is proposed while the title is typed. */
async function createApp(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'New app' }).first().click()
  await page.getByLabel('Title').fill(title)
  await page.getByText('This name is free.').waitFor()
  await page.getByRole('button', { name: 'Create app' }).click()
}

async function addScope(page: Page, scope: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Add a scope' }).fill(scope)
  await page.getByRole('option', { name: scope }).first().click()
  await page
    .getByRole('button', { name: `Remove ${scope}` })
    .or(page.getByRole('link', { name: `Remove ${scope}` }))
    .waitFor()
}

async function allowToBeFound(page: Page, hub: TestApp): Promise<void> {
  await page.goto(`${hub.publicUrl}/organizations/paper_mill/edit`)
  await page.getByLabel('Can be found by others').check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.waitForURL(url => url.searchParams.has('notice'))
}

/** Where somebody arrives who does something in a tab of their own, although nobody answers there. */
async function arrival(page: Page, address: string, act: (tab: Page) => Promise<void>): Promise<string> {
  const tab = await page.context().newPage()
  await tab.goto(address)
  const arriving = tab.waitForRequest(sent => sent.url().startsWith(ENTRY_POINT))
  await act(tab)
  const url = (await arriving).url()
  await tab.close()
  return url
}

async function showCredentials(page: Page): Promise<{ id: string; secret: string }> {
  await page.getByRole('button', { name: /^Show/ }).first().click()
  const [id, secret] = [page.locator('#client-id'), page.locator('#client-secret')]
  return { id: (await id.textContent()) ?? '', secret: (await secret.textContent()) ?? '' }
}

/** Whoever has let the app in comes back with a code at once. */
async function codeFor(page: Page, hub: TestApp, clientId: string, redirectUri: string): Promise<string> {
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: redirectUri, scope: 'directory.person.r', response_type: 'code' },
  })
  const arriving = page.waitForRequest(sent => sent.url().startsWith(`${redirectUri}?`))
  await page.route(`${redirectUri}?*`, route => route.fulfill({ body: 'caught on its way' }))
  await page.goto(`${hub.publicUrl}/oauth/authorize?${query}`)
  await page.unroute(`${redirectUri}?*`)
  return new URL((await arriving).url()).searchParams.get('code') ?? ''
}

/** What a newcomer types into a terminal: curl, with these arguments. */
async function curl<T>(...parameters: string[]): Promise<{ status: number; body: T }> {
  const { stdout } = await promisify(execFile)('curl', ['-s', '-w', '\n%{http_code}', ...parameters])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end)), body: JSON.parse(stdout.slice(0, end)) as T }
}

/** Client credentials with the scope in the query string and Basic authentication (oauth.md §5.2). */
function machineToken(hub: TestApp, { id, secret }: { id: string; secret: string }, scope: string) {
  const query = `grant_type=client_credentials&scope=${encodeURIComponent(scope)}`
  return curl<{ access_token: string }>(
    ...['-X', 'POST', '-u', `${id}:${secret}`, `${hub.publicUrl}/oauth/access_token?${query}`],
  )
}

function callApi(hub: TestApp, token: string, path: string) {
  return curl<{ id?: string; name?: string }>('-H', `Authorization: Bearer ${token}`, hub.publicUrl + path)
}
