import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember, manifestIn, sendForm } from '../support/developer.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'

const OAUTH = '/developer/apps/stock_keeper/oauth'
const URLS = `${OAUTH}/redirect-urls`

test('redirect URLs are added, edited, put first and removed, with effect at once (platform.md §4.6)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const leads = async (redirect_uri: string) =>
    (await app.client(DEMO.stockKeeper).authorize(owner, { scope: 'directory.person.r', redirect_uri }))
      .location
  const url = 'https://stock.example/callback'
  assert.equal(await leads(url), null)
  assert.equal(
    (await act(developer, 'redirect-urls', { url })).location,
    `${OAUTH}?notice=url_added#redirect-urls`,
  )
  assert.match((await leads(url)) ?? '', /^https:\/\/stock\.example\/callback\?code=/)

  const edited = `${url}/2`
  const edit = await fillIn(developer, `${URLS}/edit?${new URLSearchParams({ url })}`, { url: edited })
  assert.equal(edit.location, `${OAUTH}?notice=url_changed#redirect-urls`)
  assert.equal(await leads(url), null)
  assert.match((await leads(edited)) ?? '', /^https:\/\/stock\.example\/callback\/2\?code=/)

  await act(developer, 'redirect-urls/default', { url: edited })
  assert.match(readingOf(await developer.get(OAUTH)), /callback\/2 default/)
  const removal = await developer.get(`${URLS}/remove?${new URLSearchParams({ url: edited })}`)
  assert.match(readingOf(removal), /Requests that name it are refused at once/)
  const removed = await developer.submit(removal, {}, ({ action }) => action === `${URLS}/remove`)
  assert.equal(removed.location, `${OAUTH}?notice=url_removed#redirect-urls`)
  assert.equal(await leads(edited), null)
  assert.equal((await developer.get(`${URLS}/edit?${new URLSearchParams({ url: edited })}`)).status, 404)
})

test('redirect URLs that browsers run or change are refused beside the field, with what was typed (attack R3)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const [url, reason] of [
    ['javascript:alert(1)', /must not use the scheme javascript/],
    ['JaVaScRiPt:alert(1)', /scheme in lower case/],
    ['data:text/html,x', /must not use the scheme data/],
    ['vbscript:x', /scheme vbscript/],
    ['file:///etc/passwd', /scheme file/],
    ['blob:https://a.example/1', /scheme blob/],
    ['https://stock.example/cb#x', /fragment/],
    ['https://*.example/cb', /wildcard/],
    ['https://u:p@stock.example/cb', /user information/],
    ['https://Stock.example/cb', /lower case/],
    ['https://stock.example/a/../b', /browsers leave as it is/],
    [DEMO.redirectUrl, /in the list already/],
    ['', /empty/],
  ] as const) {
    const answer = await act(developer, 'redirect-urls', { url })
    assert.equal(answer.status, 422, url)
    assert.match(readingOf(answer), reason, url)
    if (url !== '' && !/[&<>"']/.test(url)) assert.ok(answer.text.includes(`value="${url}"`), url)
  }
  const german = await developer.get(`${OAUTH}?lang=de`)
  assert.match(readingOf(german), /Rücksprungadressen/)
})

test('in production http is for the own machine only (G-36)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  // The sandbox takes it: what the rule says elsewhere is in test/apps/redirect-url.test.ts.
  assert.equal((await act(developer, 'redirect-urls', { url: 'http://stock.example/cb' })).status, 303)
  assert.match(readingOf(await developer.get(OAUTH)), /in this sandbox any, in production only/)
})

test('scopes are found by name, by title and by the app that provides them (platform.md §4.5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const [query, expected] of [
    ['person.r', 'directory.person.r'],
    ['members roles', 'directory.organization_members.r'],
    ['warehouse', 'warehouse.items.r'],
    ['WAREHOUSE ITEMS', 'warehouse.items.r'],
    ['zaikio.person.r', 'zaikio.person.r'],
  ] as const) {
    const { options } = await find(developer, query)
    assert.ok(
      options.some(({ value }) => value === expected),
      `${query}: ${JSON.stringify(options)}`,
    )
    const page = await developer.get(`${OAUTH}?${new URLSearchParams({ q: query })}`)
    assert.ok(readingOf(page).includes(expected), query)
  }
  const german = await find(developer, 'mitglieder ansehen', 'de')
  assert.ok(german.options.some(({ value }) => value === 'directory.organization_members.r'))
  assert.deepEqual((await find(developer, '')).options, [])
  assert.deepEqual((await find(developer, '%')).options, [])
  assert.deepEqual((await find(developer, "x' or 1=1")).options, [])
  assert.match(readingOf(await developer.get(`${OAUTH}?q=nothinglikethis`)), /Nothing was found/)
})

test('scopes of private apps of others, and of apps that are switched off, are not found (attack O5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const found = async () => (await find(developer, 'warehouse.items')).options.length
  assert.ok((await found()) > 0)
  await app.db.transaction(tx =>
    tx.write(sql`update app set organization_id = ${DEMO.linden}, type = 'private' where name = 'warehouse'`),
  )
  assert.equal(await found(), 0)
  await app.db.transaction(tx => tx.write(sql`update app set type = 'public' where name = 'warehouse'`))
  assert.ok((await found()) > 0)
  for (const state of ['draft', 'in_review', 'inactive']) {
    await app.db.transaction(tx => tx.write(sql`update app set state = ${state} where name = 'warehouse'`))
    assert.equal(await found(), 0, state)
  }
})

test('a desired scope can be asked for at once after it was added, and only one that exists is (oauth.md §3.5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const scope = 'directory.machines.r'
  const asks = async () => {
    const answer = await app.client(DEMO.stockKeeper).authorize(owner, {
      scope: `Org/${DEMO.linden}.${scope}`,
      redirect_uri: DEMO.organizationRedirectUrl,
    })
    return new URL(answer.location ?? 'http://none').searchParams
  }
  const before = await developer.get(`${OAUTH}?q=machines.r`)
  assert.match((await asks()).get('error') ?? '', /invalid_scope|scope/)
  const added = await developer.submit(before, {}, ({ hidden }) => hidden['scope'] === scope)
  assert.equal(added.location, `${OAUTH}?notice=scope_added#scopes`)
  assert.ok((await asks()).has('code'))
  assert.equal((await find(developer, scope)).options.find(({ value }) => value === scope)?.isTaken, true)
  for (const [wrong, reason] of [
    ['nobody.knows.r', /There is no nobody\.knows\.r/],
    ['nonsense', /must be a scope such as/],
    [scope, /in the list already/],
    ['', /empty/],
  ] as const) {
    const answer = await act(developer, 'scopes', { scope: wrong })
    assert.equal(answer.status, 422, wrong)
    assert.match(readingOf(answer), reason)
  }
})

test('a desired scope that is removed is in no new token, and what was issued with it is not refreshed (oauth.md §12.2)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { body } = await client.tokensFor(owner, 'directory.person.r')
  const { desired } = JSON.parse((await developer.get('/developer/apps/stock_keeper/manifest.json')).text)
    .desired_oauth_scopes
    ? { desired: true }
    : { desired: false }
  assert.ok(desired)
  for (const scope of ['directory.person.r', 'directory.person.rw']) {
    const page = await developer.get(`${OAUTH}/scopes/remove?scope=${scope}`)
    if (page.status === 404) continue
    assert.match(readingOf(page), /Remove directory\.person\..*no longer be refreshed/)
    const removed = await developer.submit(page, {}, ({ action }) => action === `${OAUTH}/scopes/remove`)
    assert.equal(removed.location, `${OAUTH}?notice=scope_removed#scopes`)
  }
  assert.equal((await client.api(body.access_token, '/api/v1/person')).status, 200)
  assert.equal((await client.refresh(body.refresh_token)).body.error, 'invalid_grant')
  const answer = await client.authorize(owner, {
    scope: 'directory.person.r',
    redirect_uri: DEMO.redirectUrl,
  })
  assert.equal(new URL(answer.location ?? '').searchParams.has('code'), false)
})

test('what a private app desires newly is granted in its own organization at once (G-21)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await fillIn(developer, '/organizations/stockworks/developer/new', {
    title: 'Own Tool',
    name: 'own_tool',
    type: 'private',
    category: 'other',
  })
  const path = '/developer/apps/own_tool/oauth'
  const page = await developer.get(`${path}?q=directory.sites.r`)
  await developer.submit(page, {}, ({ hidden }) => hidden['scope'] === 'directory.sites.r')
  const rows = await app.db.read<{ scope: string; state: string }>(sql`
    select connection_scope.scope, connection_scope.state from connection_scope
      join connection on connection.id = connection_scope.connection_id join app on app.id = connection.app_id
    where app.name = 'own_tool'`)
  assert.deepEqual(
    rows.map(row => ({ ...row })),
    [{ scope: 'directory.sites.r', state: 'granted' }],
  )
})

test('what several developers add at the same time is all kept', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const urls = Array.from({ length: 5 }, (_, index) => `https://stock.example/${index}`)
  const scopes = ['directory.machines.r', 'directory.machines.rw', 'directory.sites.rw']
  const answers = await Promise.all([
    ...urls.map(url => act(developer, 'redirect-urls', { url })),
    ...scopes.map(scope => act(developer, 'scopes', { scope })),
  ])
  assert.ok(
    answers.filter(({ status }) => status === 303).length >= urls.length,
    JSON.stringify(answers.map(({ status }) => status)),
  )
  const manifest = await manifestIn(developer, 'stock_keeper')
  for (const url of urls) assert.ok(manifest.oauth_redirect_urls.includes(url), url)
  for (const scope of scopes) assert.ok(manifest.desired_oauth_scopes.includes(scope), scope)
})

test('changes of the configuration stand in the audit log, with who made them', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await act(developer, 'redirect-urls', { url: 'https://stock.example/cb' })
  const entries = await app.db.read<{ actor: string; reason: string }>(
    sql`select actor, reason from audit_entry where action = 'app_configured'`,
  )
  assert.equal(entries.length, 1)
  assert.match(entries[0]?.actor ?? '', /^Person\//)
  assert.equal(entries[0]?.reason, 'oauth_redirect_urls')
})

test('snippets hold the app’s own values and never its secret; public credentials get none that needs one', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const codeOf = async (snippet: string, client: string) => {
    const { text } = await developer.get(`${OAUTH}?${new URLSearchParams({ snippet, client })}`)
    return /<code id="snippet">(.*?)<\/code>/s.exec(text)?.[1] ?? ''
  }
  for (const snippet of ['passport', 'openid-client', 'simple-oauth2', 'curl']) {
    const code = await codeOf(snippet, DEMO.stockKeeper.id)
    assert.ok(code.includes(DEMO.stockKeeper.id), snippet)
    assert.ok(code.includes(app.publicUrl), snippet)
    assert.ok(code.includes('localhost') && code.includes('STOCK_KEEPER_SECRET'), snippet)
    assert.ok(!code.includes(DEMO.stockKeeper.secret), snippet)
  }
  const forPublic = await codeOf('simple-oauth2', DEMO.stockKeeperPublic.id)
  assert.match(forPublic, /client\.None\(\)/)
  assert.ok(
    (await codeOf('curl', DEMO.stockKeeperPublic.id)).includes(`-d client_id=${DEMO.stockKeeperPublic.id}`),
  )
})

test('other vendors find none of it, members without the role are told whom to ask: every page and form (attacks O5, O6)', async () => {
  await using app = await testApp()
  await addPlainMember(app)
  const pair = `/credentials/${DEMO.stockKeeper.id}`
  const pairActs = ['delete', 'edit', 'former', 'rotate', 'secret'].map(name => `${pair}/${name}`)
  const gets = [
    '',
    '?q=person',
    '/credentials/new',
    '/redirect-urls/edit',
    '/redirect-urls/remove',
    '/scopes?q=a',
    '/scopes/remove',
    ...pairActs,
  ]
  const posts = [
    '/credentials/new',
    '/redirect-urls',
    '/redirect-urls/default',
    '/redirect-urls/edit',
    '/redirect-urls/remove',
    '/scopes',
    '/scopes/remove',
    ...pairActs,
  ]
  const before = await stateOf(app)
  for (const [email, status] of [
    [DEMO.owner, 404],
    [DEMO.member, 403],
  ] as const) {
    const browser = await app.signedIn(email)
    for (const path of gets)
      assert.equal((await browser.get(OAUTH + path)).status, status, `${email} ${path}`)
    const _csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get('/signout')).text)?.[1] ?? ''
    const fields = {
      _csrf,
      url: DEMO.redirectUrl,
      former: DEMO.redirectUrl,
      scope: 'directory.person.r',
      keep_hours: '0',
      seen: '',
      confidential: '1',
      confirmed: '1',
    }
    for (const path of posts)
      assert.equal((await browser.post(OAUTH + path, fields)).status, status, `${email} ${path}`)
  }
  assert.deepEqual(await stateOf(app), before)
})

function act(developer: TestBrowser, path: string, fields: Record<string, string>) {
  return sendForm(developer, `${OAUTH}/${path}`, fields)
}

type Found = { status: string; options: { value: string; isTaken: boolean }[] }

async function find(developer: TestBrowser, q: string, lang = 'en'): Promise<Found> {
  return JSON.parse((await developer.get(`${OAUTH}/scopes?${new URLSearchParams({ q, lang })}`)).text)
}

/** Everything of the app that the pages could change. */
async function stateOf({ db }: TestApp): Promise<unknown> {
  return {
    urls: await db.read(sql`select app_id, position, url from redirect_url order by app_id, position`),
    scopes: await db.read(sql`select app_id, scope from desired_scope order by app_id, scope`),
    credentials: await db.read(
      sql`select id, name, secret_hash, second_secret_hash, is_confidential, deleted_at from credentials order by id`,
    ),
  }
}
