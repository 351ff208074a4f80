import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { buildApp, buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember, manifestIn, sendForm } from '../support/developer.ts'
import { allow, begin, readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { codeIn } from '../support/test-client.ts'

const KEEPER = '/developer/apps/stock_keeper'
const READ = { scope: 'directory.person.r' }

test('the listing has its texts in each language, and the store shows them at once (platform.md §4.12)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const saved = await fillIn(developer, `${KEEPER}/listing`, {
    title_en: 'Stock Watch',
    summary_en: 'Watches the stock.',
    description_en: 'First.\r\n\r\nSecond.',
    title_de: 'Lagerwache',
    summary_de: 'Bewacht das Lager.',
    description_de: '',
    'title_en-US': '',
    'summary_en-US': '',
    'description_en-US': '',
    demo_url: 'https://stock.example/demo',
  })
  assert.equal(saved.location, `${KEEPER}/listing?notice=saved`)
  const page = readingOf(await developer.follow(saved))
  assert.match(page, /In this sandbox there is no review/)
  const anonymous = app.anonymous()
  const store = (await manifestIn(developer, 'stock_keeper')).category
  const english = readingOf(await anonymous.get(`/store/${store}/stock_keeper?lang=en`))
  assert.match(english, /Stock Watch.*Watches the stock\. First\. Second\./)
  const german = await anonymous.get(`/store/${store}/stock_keeper?lang=de`)
  assert.match(readingOf(german), /Lagerwache.*Bewacht das Lager/)
  assert.ok(german.text.includes('https://stock.example/demo'))
})

test('faults of the listing stand beside their fields, with what was typed (attacks O7, R3)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const good = { title_en: 'Stock Watch', summary_en: 'Watches the stock.' }
  const before = await manifestIn(developer, 'stock_keeper')
  for (const [fields, id] of [
    [{ title_en: '' }, 'title_en-fault'],
    [{ title_en: 'Stock\u202eKeeper' }, 'title_en-fault'],
    [{ title_de: '', summary_de: 'Ohne Titel' }, 'title_de-fault'],
    [{ summary_en: 'x'.repeat(301) }, 'summary_en-fault'],
    [{ demo_url: 'javascript:alert(1)' }, 'demo_url-fault'],
  ] as const) {
    const answer = await fillIn(developer, `${KEEPER}/listing`, { ...good, ...fields })
    assert.equal(answer.status, 422, JSON.stringify(fields))
    assert.ok(answer.text.includes(`id="${id}"`), JSON.stringify(fields))
  }
  assert.deepEqual(await manifestIn(developer, 'stock_keeper'), before)
})

test('a private app has no listing and no review (platform.md §5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await app.db.transaction(tx => tx.write(sql`update app set type = 'private' where name = 'warehouse'`))
  assert.equal((await developer.get('/developer/apps/warehouse/listing')).status, 404)
  assert.equal((await sendForm(developer, '/developer/apps/warehouse/listing/review', {})).status, 404)
  assert.doesNotMatch(readingOf(await developer.get('/developer/apps/warehouse')), /Listing/)
})

test('in production an app is a draft until the operator publishes it; then everybody can connect it at once (platform.md §4.2, §5)', async () => {
  await using app = await production()
  const { vendor, stranger, operator, name, client, path } = await scene(app)
  const listing = `${path}/listing`
  assert.match(readingOf(await vendor.browser.get(listing)), /The app is a draft/)
  assert.equal(await connects(stranger.browser, client), false)

  await fillIn(vendor.browser, listing, { title_en: 'Ink Ledger', summary_en: 'Counts ink.' })
  const requested = await sendForm(vendor.browser, `${listing}/review`, { note: 'Log in as demo.' })
  assert.equal(requested.location, `${listing}?notice=requested`)
  assert.equal(
    (await sendForm(vendor.browser, `${listing}/review`, {})).location,
    `${listing}?notice=not_possible`,
  )
  assert.equal(await connects(stranger.browser, client), false)
  assert.equal(await connects(vendor.browser, client), true)

  app.clock.advance(3 * 60 * 60_000)
  await operator.signInAgain()
  assert.match(
    readingOf(await operator.browser.get('/operator/reviews')),
    /1 app waits\. The oldest was sent 3 hours ago.*Ink Ledger/,
  )
  const review = await operator.browser.get(`/operator/reviews/${name}`)
  assert.match(readingOf(review), /Log in as demo\..*Redirect URLs use https/)
  assert.equal(
    (await operator.browser.get(/href="(\/store\/[^"]+)"/.exec(review.text)?.[1] ?? '/none')).status,
    200,
  )
  const approve = () =>
    operator.browser.submit(
      review,
      { decision: 'approve' },
      ({ action }) => action === `/operator/reviews/${name}`,
    )
  assert.equal((await approve()).location, '/operator/reviews?notice=approved')
  assert.equal((await approve()).location, '/operator/reviews?notice=not_waiting')
  assert.equal(await connects(stranger.browser, client), true)
  assert.match(readingOf(await vendor.browser.get(listing)), /The app is published/)
  const [mail] = (await app.mails(vendor.email)).slice(-1)
  assert.match(mail?.subject ?? '', /Ink Ledger is published/)
})

test('an app that is given back is a draft again, with the reason on its page and in a mail; the request can be sent anew (platform.md §4.2)', async () => {
  await using app = await production()
  const { vendor, stranger, operator, name, client, path } = await scene(app)
  await fillIn(vendor.browser, `${path}/listing`, { title_en: 'Ink Ledger', summary_en: 'Counts ink.' })
  const request = () => sendForm(vendor.browser, `${path}/listing/review`, {})
  await request()
  const decide = (fields: Record<string, string>) =>
    sendForm(operator.browser, `/operator/reviews/${name}`, fields)
  const empty = await decide({ decision: 'return', reason: ' ' })
  assert.equal(empty.status, 422)
  assert.match(readingOf(empty), /Say what has to change/)
  const reason = 'Say what the members are for.\r\nBcc: all@example.com'
  assert.equal((await decide({ decision: 'return', reason })).location, '/operator/reviews?notice=returned')
  assert.equal(await connects(stranger.browser, client), false)
  assert.equal(await connects(vendor.browser, client), true)
  assert.match(
    readingOf(await vendor.browser.get(`${path}/listing`)),
    /gave it back.*Say what the members are for/,
  )
  const [mail] = (await app.mails(vendor.email)).slice(-1)
  assert.match(mail?.text ?? '', /Say what the members are for\. Bcc: all/)
  assert.equal((await request()).location, `${path}/listing?notice=requested`)
  assert.equal(
    (await sendForm(vendor.browser, `${path}/listing/withdraw`, {})).location,
    `${path}/listing?notice=withdrawn`,
  )
  assert.equal((await decide({ decision: 'approve' })).location, '/operator/reviews?notice=not_waiting')
  const actions = await app.db.read<{ action: string }>(
    sql`select action from audit_entry where action like 'review_%' order by id`,
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['review_requested', 'review_returned', 'review_requested', 'review_withdrawn'],
  )
})

test('what the vendor changed after the operator looked is not published (attack O6)', async () => {
  await using app = await production()
  const { vendor, stranger, operator, name, client, path } = await scene(app)
  await fillIn(vendor.browser, `${path}/listing`, { title_en: 'Ink Ledger', summary_en: 'Counts ink.' })
  await sendForm(vendor.browser, `${path}/listing/review`, {})
  const review = await operator.browser.get(`/operator/reviews/${name}`)
  app.clock.advance(1000)
  const added = await sendForm(vendor.browser, `${path}/oauth/scopes`, { scope: 'directory.machines.rw' })
  assert.equal(added.status, 303)
  const approve = (page: typeof review) =>
    operator.browser.submit(
      page,
      { decision: 'approve' },
      ({ action }) => action === `/operator/reviews/${name}`,
    )
  const answer = await approve(review)
  assert.equal(answer.location, `/operator/reviews/${name}?notice=changed`)
  assert.equal(await connects(stranger.browser, client), false)
  const again = await operator.browser.follow(answer)
  assert.match(readingOf(again), /changed the app meanwhile.*machines/)
  assert.equal((await approve(again)).location, '/operator/reviews?notice=approved')
})

test('a review needs a summary and a way in (platform.md §4.2)', async () => {
  await using app = await production()
  const { vendor, path } = await scene(app)
  const refused = await sendForm(vendor.browser, `${path}/listing/review`, {})
  assert.equal(refused.status, 422)
  assert.match(readingOf(refused), /Before you can request a review: Write a summary in English/)
})

test('switching an app off ends its tokens, refresh and logins at once; only the operator switches it on again (oauth.md §12.2, attack C9)', async () => {
  await using app = await production()
  const { vendor, stranger, operator, name, client, path } = await scene(app, { isActive: true })
  const code = codeIn(await allow(stranger.browser, await begin(stranger.browser, client, READ)))
  const { body } = await client.token({ code })
  const read = async () => (await client.api(body.access_token, '/api/v1/person')).status
  assert.equal(await read(), 200)
  const page = await operator.browser.get(`/operator/reviews/${name}/off`)
  assert.match(readingOf(page), /Every token and code issued to it ends at once/)
  const off = await operator.browser.submit(page, {}, ({ action }) => action.endsWith('/off'))
  assert.equal(off.location, `/operator/reviews/${name}?notice=deactivated`)
  assert.equal(await read(), 403)
  assert.equal((await client.refresh(body.refresh_token)).status, 400)
  assert.equal(await connects(stranger.browser, client), false)
  assert.match(readingOf(await vendor.browser.get(`${path}/listing`)), /operator has switched the app off/)
  assert.equal(
    (await sendForm(vendor.browser, `${path}/listing/review`, {})).location,
    `${path}/listing?notice=not_possible`,
  )
  const on = await sendForm(operator.browser, `/operator/reviews/${name}/on`, {})
  assert.equal(on.location, `/operator/reviews/${name}?notice=activated`)
  assert.equal(await connects(stranger.browser, client), true)
  assert.equal(await read(), 403)
})

test('a draft is published by a review alone, not by switching it on', async () => {
  await using app = await production()
  const { operator, stranger, name, client } = await scene(app)
  await sendForm(operator.browser, `/operator/reviews/${name}/on`, {})
  await sendForm(operator.browser, `/operator/reviews/${name}`, { decision: 'approve' })
  assert.equal(await connects(stranger.browser, client), false)
})

test('to everybody but operators the reviews are not there; other vendors find no listing (attacks O5, O6)', async () => {
  await using app = await testApp()
  await addPlainMember(app)
  for (const email of [DEMO.owner, DEMO.member, DEMO.developer]) {
    const browser = await app.signedIn(email)
    for (const path of ['', '/stock_keeper', '/stock_keeper/off'])
      assert.equal((await browser.get(`/operator/reviews${path}`)).status, 404, `${email} ${path}`)
    for (const path of ['/stock_keeper', '/stock_keeper/off', '/stock_keeper/on'])
      assert.equal((await sendForm(browser, `/operator/reviews${path}`, { decision: 'approve' })).status, 404)
  }
  for (const [email, status] of [
    [DEMO.owner, 404],
    [DEMO.member, 403],
  ] as const) {
    const browser = await app.signedIn(email)
    for (const path of ['listing']) assert.equal((await browser.get(`${KEEPER}/${path}`)).status, status)
    for (const path of ['listing', 'listing/review', 'listing/withdraw'])
      assert.equal(
        (await sendForm(browser, `${KEEPER}/${path}`, { remove: 'true', title_en: 'Evil' })).status,
        status,
        path,
      )
  }
  const operator = await app.signedIn(DEMO.operator)
  assert.match(readingOf(await operator.get('/operator/reviews')), /Nothing waits/)
  assert.equal(
    (await operator.get('/operator/reviews?app=warehouse')).location,
    '/operator/reviews/warehouse',
  )
  for (const name of ['nothing', 'directory'])
    assert.match(
      readingOf(await operator.get(`/operator/reviews?app=${name}`)),
      /There is no app of this name/,
    )
})

type Browser = Awaited<ReturnType<typeof buildPerson>>['browser']

function production(): Promise<TestApp> {
  return testApp({ environment: { ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com' } })
}

/** A vendor with an app that is a draft, somebody else, and the operator. */
async function scene(app: TestApp, { isActive = false }: { isActive?: boolean } = {}) {
  const [vendor, stranger, operator] = [
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
  ]
  const organization = await buildOrganization(app, { owner: vendor })
  const { client, name } = await named(app, await buildApp(app, { vendorId: organization.id, isActive }))
  await app.db.transaction(tx => tx.write(sql`update person set is_operator = 1 where id = ${operator.id}`))
  const [row] = await app.db.read<{ email: string }>(sql`select email from person where id = ${vendor.id}`)
  return {
    ...{
      vendor: { ...vendor, email: row?.email ?? '' },
      stranger,
      client,
      name,
      path: `/developer/apps/${name}`,
    },
    operator: { ...operator, signInAgain: () => signInAgain(app, operator.id) },
  }
}

/** As if they had just entered their password again. */
async function signInAgain({ db, clock }: TestApp, personId: string): Promise<void> {
  await db.transaction(tx =>
    tx.write(sql`update browser_session set authenticated_at = ${clock.now()} where person_id = ${personId}`),
  )
}

async function named<Built extends { client: { id: string } }>(app: TestApp, built: Built) {
  const [row] = await app.db.read<{ name: string }>(
    sql`select app.name from app join credentials on credentials.app_id = app.id where credentials.id = ${built.client.id}`,
  )
  return { ...built, name: row?.name ?? '' }
}

/** Whether this person can let the app in. */
async function connects(browser: Browser, client: Parameters<typeof begin>[1]): Promise<boolean> {
  const page = await begin(browser, client, READ)
  if (page.location !== null) return page.location.includes('code=')
  if (!page.text.includes('value="allow"')) return false
  return (await allow(browser, page)).location?.includes('code=') ?? false
}
