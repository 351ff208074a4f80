import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { readingOf } from '../support/flow.ts'
import { testApp } from '../support/test-app.ts'
import { decodeHtml, type TestBrowser } from '../support/test-browser.ts'

const PRODUCTION = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example',
  MAIL_URL: 'smtp://localhost',
}

/** What the search shows, as addresses in their order. */
async function found(browser: TestBrowser, query: string): Promise<string[]> {
  const { text } = await browser.get(`/search?${new URLSearchParams({ q: query })}`)
  const [, list = ''] = /id="found"(.*?)<\/main>/s.exec(text) ?? []
  return [...list.matchAll(/<li(?: lang="en")?><a href="([^"]*)"/g)].map(([, href = '']) => decodeHtml(href))
}

test('the search finds apps one can open, organizations, apps one develops, the store and pages (platform.md §3)', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const owner = await buildPerson(app)
  const mill = await buildOrganization(app, { owner, name: 'Paper Mill' })
  const keeper = await buildApp(app, { entryPointUrl: 'https://example.com/keeper' })
  const bearer = { type: 'Organization', id: mill.id } as const
  await buildConnection(app, { appId: keeper.id, bearer })
  const named = JSON.stringify([{ locale: 'en', title: 'Papersaver', summary: null, description: null }])
  await app.db.transaction(async tx => {
    await tx.write(sql`update app set translations = ${named} where id = ${keeper.id}`)
    await tx.write(sql`update organization set kinds = '["software_developer"]' where id = ${mill.id}`)
  })
  const own = await buildApp(app, { vendorId: mill.id, isActive: false })

  assert.deepEqual(await found(owner.browser, 'PAPERSAVER'), [
    `/launchpad/open/${keeper.name}?organization_id=${mill.id}`,
    `/store/other/${keeper.name.replaceAll('_', '-')}`,
    '/store?q=PAPERSAVER',
    '/docs/search?q=PAPERSAVER',
  ])
  const paper = await found(owner.browser, 'paper')
  for (const href of [
    '/organizations/paper_mill',
    `/developer/apps/${own.name}`,
    '/organizations/paper_mill/members',
  ])
    assert.ok(paper.includes(href), `${href} in ${paper}`)
  assert.equal((await found(owner.browser, 'passkey'))[0], '/account/security')
  assert.equal((await found(owner.browser, 'mill members'))[0], '/organizations/paper_mill/members')
  const page = readingOf(await owner.browser.get('/search?q=zzz&lang=de'))
  assert.match(page, /Nichts gefunden für „zzz“.*„zzz“ im Store.*„zzz“ in der Dokumentation/)
})

test('places of the documentation are found with the rest, and said to be English', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const { text } = await app.anonymous().get('/search?q=device+flow&lang=de')
  assert.match(text, /<li lang="en"><a href="\/docs\/[^"]*device/)
})

test('without words it lists the pages around whom one has selected', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const owner = await buildPerson(app)
  await buildOrganization(app, { owner, name: 'Paper Mill' })
  await buildOrganization(app, { owner, name: 'Ink Works' })
  const listed = await found(owner.browser, '')
  assert.ok(listed.includes('/launchpad') && listed.includes('/account/preferences'))
  const organizations = new Set(listed.flatMap(href => /^\/organizations\/\w+/.exec(href)?.[0] ?? []))
  assert.equal(organizations.size, 1)
})

test('O5 nobody finds what they may not see: other organizations, drafts of others, pages of admins', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const owner = await buildPerson(app)
  const member = await buildPerson(app)
  const stranger = await buildPerson(app)
  const members = { [member.id]: ['member'] }
  const mill = await buildOrganization(app, { owner, name: 'Paper Mill', members })
  await app.db.transaction(tx =>
    tx.write(sql`update organization set kinds = '["software_developer"]' where id = ${mill.id}`),
  )
  const draft = await buildApp(app, { vendorId: mill.id, isActive: false })
  const secret = await buildApp(app, { vendorId: mill.id, type: 'private' })
  const bearer = { type: 'Organization', id: mill.id } as const
  await buildConnection(app, { appId: secret.id, bearer })
  const visible = async (browser: TestBrowser) => {
    const all = [draft.name, secret.name, 'paper', 'mill', 'developer', 'tokens', 'review']
    const hrefs = (await Promise.all(all.map(query => found(browser, query)))).flat()
    // These lead to the other searches, with the words themselves.
    return hrefs.filter(href => !href.includes('?q='))
  }
  for (const browser of [stranger.browser, app.anonymous()])
    for (const href of await visible(browser))
      assert.doesNotMatch(href, /paper_mill|\/operator|\/developer\/|app_\d|app-\d/, href)
  const seen = await visible(member.browser)
  assert.ok(seen.includes('/organizations/paper_mill/members'))
  for (const href of seen)
    assert.doesNotMatch(href, /paper_mill\/(?:tokens|developer)|\/developer\/apps/, href)
  assert.ok((await visible(owner.browser)).includes(`/developer/apps/${draft.name}`))
  assert.deepEqual(
    (await found(app.anonymous(), 'account')).filter(href => href.startsWith('/account')),
    [],
  )
})

test('S7 an organization that requires a second factor is not searched for somebody who has none', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const owner = await buildPerson(app)
  const mill = await buildOrganization(app, { owner, name: 'Paper Mill' })
  const keeper = await buildApp(app, { entryPointUrl: 'https://example.com/keeper' })
  await buildConnection(app, { appId: keeper.id, bearer: { type: 'Organization', id: mill.id } })
  const isFound = async () =>
    (await found(owner.browser, keeper.name)).some(href => href.startsWith('/launchpad/open/'))
  assert.equal(await isFound(), true)
  await app.db.transaction(tx =>
    tx.write(sql`update organization set require_two_factor = 1 where id = ${mill.id}`),
  )
  assert.equal(await isFound(), false)
  assert.deepEqual(
    (await found(owner.browser, 'mill')).filter(href => href.startsWith('/organizations')),
    [],
  )
})

test('a hostile search is text, and a long one is cut (attack O7)', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const hostile = '"><img src=x onerror=alert(1)>'
  const { text, status } = await app.anonymous().get(`/search?${new URLSearchParams({ q: hostile })}`)
  assert.equal(status, 200)
  assert.ok(!text.includes('<img'))
  assert.equal((await app.anonymous().get(`/search?q=${'x'.repeat(5_000)}`)).status, 200)
})
