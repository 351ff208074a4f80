import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import sql from 'sql-template-tag'
import { applied } from '../support/apps.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { type BuiltApp, buildApp } from '../support/builders.ts'
import { type Hand, MANNERS } from '../support/hands.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'

const SITES = 'directory.sites.rw'
const FIRST = ['directory.person.r', 'directory.organization.r']
const ADMIN = {
  firstName: 'Mira',
  name: 'Okafor',
  email: 'mira@paper.example',
  password: 'four green bottles',
}
const COLLEAGUE = {
  firstName: 'Tom',
  name: 'Brandt',
  email: 'tom@paper.example',
  password: 'a quiet blue lake',
}

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const { manner, hand, javaScriptEnabled } of MANNERS) {
  test(`from an empty hub to an installed app and back, ${manner}: sign up, organization, colleague, store, launchpad, more scopes, revocation (platform.md §1, §6–§8)`, async () => {
    await using hub = await listeningApp({ isEmpty: true })
    await using site = await standIn()
    const keeper = await buildApp(hub, {
      name: 'stock_keeper',
      desires: FIRST,
      entryPointUrl: `${site.url}/start`,
      redirectUrls: [`${site.url}/callback`],
    })
    await using admin = await newVisitor(browser, { javaScriptEnabled })
    await using colleague = await newVisitor(browser, { javaScriptEnabled })
    const mira = journeyOf(admin.page, hand, { hub, site: site.url })
    const tom = journeyOf(colleague.page, hand, { hub, site: site.url })

    await mira.signUp('/', ADMIN)
    await mira.confirmAddress(ADMIN.email)
    const organizationId = await mira.createOrganization('Paper Mill')
    await mira.invite(COLLEAGUE.email)
    await tom.signUp(await linkIn(hub, COLLEAGUE.email, '/invitation'), COLLEAGUE)
    await tom.acceptInvitation('Paper Mill')

    await mira.install(keeper)
    const opened = new URL(admin.page.url())
    assert.equal(`${opened.origin}${opened.pathname}`, `${site.url}/start`)
    assert.deepEqual(Object.fromEntries(opened.searchParams), {
      launchpad: '1',
      organization_id: organizationId,
    })

    await tom.openFromLaunchpad(keeper)
    assert.equal(colleague.page.url(), opened.href)
    const tokens = await tom.authorize(keeper)
    assert.equal(tokens.bearer.type, 'Person')

    const machine = (scope: string) =>
      keeper.client.token({ grant_type: 'client_credentials', scope: `Org/${organizationId}.${scope}` })
    await applied(
      hub.db,
      hub.app.apps,
      { name: keeper.name, desired_oauth_scopes: [...FIRST, SITES] },
      hub.clock.now(),
    )
    assert.notEqual((await machine(SITES)).status, 200)
    await mira.approveMore(keeper)
    assert.equal((await machine(SITES)).status, 200)

    const installed = await mira.authorizeForOrganization(keeper, organizationId)
    await mira.revoke(keeper)
    const refreshed = await keeper.client.refresh(installed.refresh_token)
    assert.equal(refreshed.body.error, 'invalid_grant')
    for (const { page } of [admin, colleague]) {
      await page.goto(`${hub.publicUrl}/launchpad`)
      await page.getByRole('heading', { name: 'Apps at Paper Mill' }).waitFor()
      assert.equal(await page.getByRole('link', { name: `Title of ${keeper.name}` }).count(), 0)
    }
    assert.deepEqual([...admin.complaints, ...colleague.complaints], [])
  })
}

/** The app itself, of which only the addresses matter here. */
async function standIn(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>App</title><h1>The app</h1>'),
  )
  const port = await freePort()
  await new Promise<void>(resolve => server.listen(port, 'localhost', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>(resolve => server.close(() => resolve()))
  }
  return { url: `http://localhost:${port}`, [Symbol.asyncDispose]: close }
}

/** The newest link of this kind in a person's mails. */
async function linkIn(hub: TestApp, email: string, path: string): Promise<string> {
  const texts = (await hub.mails(email)).map(({ text }) => text).reverse()
  for (const text of texts) {
    const [link] = new RegExp(`${hub.publicUrl}(${path}\\S+)`).exec(text)?.slice(1) ?? []
    if (link !== undefined) return link
  }
  throw new Error(`no mail to ${email} leads to ${path}`)
}

function journeyOf(
  page: Page,
  { press, type, tick, choose }: Hand,
  { hub, site }: { hub: TestApp; site: string },
) {
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
  const link = (name: string | RegExp) => page.getByRole('link', { name }).first()
  const go = (path: string) => page.goto(hub.publicUrl + path)
  const title = ({ name }: BuiltApp) => `Title of ${name}`
  const codeFrom = async () => {
    await page.waitForURL(`${site}/callback**`)
    return new URL(page.url()).searchParams.get('code') ?? ''
  }

  return {
    /** From a page that asks to sign in, back to where that page led. */
    async signUp(path: string, person: typeof ADMIN): Promise<void> {
      await go(path)
      if ((await page.getByRole('link', { name: 'Create an account' }).count()) === 0)
        await press(link('Sign in'))
      await press(link('Create an account'))
      await type(page.getByLabel('First name'), person.firstName)
      await type(page.getByLabel('Last name'), person.name)
      const email = page.getByLabel('E-mail')
      if (await email.isEditable()) await type(email, person.email)
      await type(page.getByLabel('Password', { exact: true }), person.password)
      await press(button('Create account'))
      await page.waitForURL(url => !url.pathname.startsWith('/signup'))
    },

    async confirmAddress(email: string): Promise<void> {
      await go(await linkIn(hub, email, '/email/confirm'))
      await press(button('Confirm address'))
      await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
    },

    async createOrganization(name: string): Promise<string> {
      await go('/account/organizations')
      await press(link('New organization'))
      await type(page.getByLabel('Name'), name)
      await tick(page.getByLabel('Printer'))
      await choose(page.getByLabel('Country'), 'Netherlands')
      await press(button('Create organization'))
      await page.waitForURL(url => url.pathname.startsWith('/organizations/paper_mill'))
      const [row] = await hub.db.read<{ id: string }>(
        sql`select id from organization where slug = 'paper_mill'`,
      )
      return row?.id ?? ''
    },

    async invite(email: string): Promise<void> {
      await go('/organizations/paper_mill/members')
      await type(page.getByLabel('E-mail'), email)
      await press(button('Send invitation'))
      await page.getByText('Open invitations').waitFor()
    },

    /** Somebody new proves first that the address is theirs; the link in the mail leads back. */
    async acceptInvitation(organization: string): Promise<void> {
      await page.getByRole('heading', { name: 'First confirm your address' }).waitFor()
      await this.confirmAddress(COLLEAGUE.email)
      await press(link('Continue'))
      await page.getByRole('heading', { name: organization }).waitFor()
      await press(page.getByRole('button', { name: 'Join', exact: true }))
      await page.waitForURL(url => !url.pathname.startsWith('/invitation'))
    },

    async install(app: BuiltApp): Promise<void> {
      await go('/store')
      await type(page.getByRole('searchbox'), 'stock')
      await page.keyboard.press('Enter')
      await press(link(title(app)))
      await press(link('Connect'))
      await page.getByRole('heading', { name: 'Paper Mill' }).waitFor()
      await press(button('Allow'))
      await page.waitForURL(`${site}/start**`)
    },

    async openFromLaunchpad(app: BuiltApp): Promise<void> {
      await go('/launchpad')
      await press(link(title(app)))
      await page.waitForURL(`${site}/start**`)
    },

    /** The app sends somebody to the hub, who allows it for themself. */
    async authorize({ client }: BuiltApp) {
      await go(client.authorizeUrl({ scope: 'directory.person.r' }))
      await press(button('Allow'))
      return (await client.token({ code: await codeFrom() })).body
    },

    /** The app has everything: it is let through at once. */
    async authorizeForOrganization({ client }: BuiltApp, id: string) {
      const address = client.authorizeUrl({ scope: `Org/${id}.directory.organization.r` })
      const answer = await page.request.get(hub.publicUrl + address, { maxRedirects: 0 })
      const code = new URL(answer.headers()['location'] ?? '').searchParams.get('code') ?? ''
      return (await client.token({ code })).body
    },

    async approveMore(app: BuiltApp): Promise<void> {
      await go('/launchpad')
      await page.getByText(`${title(app)} asks for 1 more permission`).waitFor()
      await press(link('Review'))
      await page.getByRole('heading', { name: 'What it may do' }).waitFor()
      await press(button('Approve'))
      await page.getByText('Approved. The app can use it at once.').waitFor()
    },

    async revoke(app: BuiltApp): Promise<void> {
      await go(`/organizations/paper_mill/apps/${app.name}`)
      await press(link('Revoke access…'))
      await press(button('Revoke access'))
      await page.waitForURL(url => url.searchParams.get('notice') === 'revoked')
    },
  }
}
