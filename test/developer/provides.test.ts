import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember, manifestIn, secretIn, sendForm } from '../support/developer.ts'
import { readingOf } from '../support/flow.ts'
import { testApp } from '../support/test-app.ts'

const WAREHOUSE = '/developer/apps/warehouse'
const KEEPER = '/developer/apps/stock_keeper'
const ENGLISH = { title_en: 'See pallets', description_en: 'Where they stand.' }

test('a scope that is added can be desired by other apps at once, with its words in each language (platform.md §4.8)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const added = await fillIn(developer, `${WAREHOUSE}/scopes/new`, {
    ...ENGLISH,
    name: 'pallets',
    kind: 'read_only',
    bearer_kind: 'Organization',
    title_de: 'Paletten ansehen',
  })
  assert.equal(added.location, `${WAREHOUSE}/scopes?notice=added`)
  assert.match(
    readingOf(await developer.follow(added)),
    /warehouse\.pallets\.r Read Organization See pallets: Where they stand/,
  )
  assert.match(readingOf(await developer.get(`${WAREHOUSE}/scopes?lang=de`)), /Paletten ansehen/)
  const page = await developer.get(`${KEEPER}/oauth?q=pallets`)
  const desired = await developer.submit(page, {}, ({ hidden }) => hidden['scope'] === 'warehouse.pallets.r')
  assert.equal(desired.status, 303)
})

test('what is wrong with a scope stands beside its field, and what was typed stays (platform.md §4.8)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const good = { ...ENGLISH, name: 'pallets', kind: 'read_only', bearer_kind: 'all' }
  const add = (fields: Record<string, string>) =>
    fillIn(developer, `${WAREHOUSE}/scopes/new`, { ...good, ...fields })
  for (const [fields, id] of [
    [{ name: 'Pallets' }, 'name-fault'],
    [{ name: 'items' }, 'name-fault'],
    [{ kind: 'all' }, 'kind-fault'],
    [{ bearer_kind: 'Robot' }, 'bearer_kind-fault'],
    [{ title_en: '' }, 'title_en-fault'],
    [{ description_de: 'Ohne Titel' }, 'title_de-fault'],
    [{ title_de: 'x'.repeat(101) }, 'title_de-fault'],
  ] as const) {
    const answer = await add(fields)
    assert.equal(answer.status, 422, JSON.stringify(fields))
    assert.ok(answer.text.includes(`id="${id}"`), JSON.stringify(fields))
    assert.ok(answer.text.includes('Where they stand.'))
  }
  assert.equal(
    (await manifestIn(developer, 'warehouse')).oauth_scopes.some(
      ({ name }: { name: string }) => name === 'pallets',
    ),
    false,
  )
})

test('a scope that other apps use keeps its bearers and cannot be taken back; its words can change (platform.md §4.8, P-33)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const list = readingOf(await developer.get(`${WAREHOUSE}/scopes`))
  const [, used = ''] = /warehouse\.(items\.\w+)[^.]*In use/.exec(list) ?? []
  assert.ok(used, list)
  const at = `${WAREHOUSE}/scopes/${used}`
  assert.equal((await developer.get(`${at}/remove`)).location, `${WAREHOUSE}/scopes`)
  await sendForm(developer, `${at}/remove`, {})
  assert.match(readingOf(await developer.get(`${WAREHOUSE}/scopes`)), new RegExp(`warehouse\\.${used}`))
  const form = await developer.get(`${at}/edit`)
  const bearer = /<option value="(\w+)" selected>/.exec(form.text)?.[1]
  const other = bearer === 'Person' ? 'Organization' : 'Person'
  const refused = await developer.submit(
    form,
    { ...ENGLISH, bearer_kind: other },
    ({ action }) => action === `${at}/edit`,
  )
  assert.equal(refused.status, 422)
  assert.match(readingOf(refused), /must stay/)
  const saved = await developer.submit(
    form,
    { ...ENGLISH, bearer_kind: bearer ?? '' },
    ({ action }) => action === `${at}/edit`,
  )
  assert.equal(saved.location, `${WAREHOUSE}/scopes?notice=saved`)
  assert.match(readingOf(await developer.follow(saved)), /See pallets: Where they stand/)
})

test('a scope that is taken back cannot be desired any more, also while its app is switched off (oauth.md §13)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const good = { ...ENGLISH, name: 'pallets', kind: 'read_write', bearer_kind: 'all' }
  await fillIn(developer, `${WAREHOUSE}/scopes/new`, good)
  await app.db.transaction(tx => tx.write(sql`update app set state = 'inactive' where name = 'warehouse'`))
  const before = (await manifestIn(developer, 'warehouse')).oauth_scopes.length
  const page = await developer.get(`${WAREHOUSE}/scopes/pallets.rw/remove`)
  assert.match(readingOf(page), /Take warehouse\.pallets\.rw back\?/)
  const removed = await developer.submit(page, {}, ({ action }) => action.endsWith('/remove'))
  assert.equal(removed.location, `${WAREHOUSE}/scopes?notice=removed`)
  assert.equal((await manifestIn(developer, 'warehouse')).oauth_scopes.length, before - 1)
  assert.equal((await developer.get(`${WAREHOUSE}/scopes/pallets.rw/edit`)).status, 404)
  assert.equal(
    (await sendForm(developer, `${KEEPER}/oauth/scopes`, { scope: 'warehouse.pallets.rw' })).status,
    422,
  )
})

test('a provided event can be subscribed to, keeps its example, and is gone when it is removed (platform.md §4.9)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const example = '{\n  "pallet_id": "9f0c"\n}'
  const fields = {
    ...ENGLISH,
    title_en: 'Pallet moved',
    name: 'pallet_moved',
    bearer_kind: 'Organization',
    example,
  }
  const added = await fillIn(developer, `${WAREHOUSE}/events/new`, fields)
  assert.equal(added.location, `${WAREHOUSE}/events?notice=added`)
  assert.match(readingOf(await developer.follow(added)), /warehouse\.pallet_moved Organization Pallet moved/)
  const { events } = await manifestIn(developer, 'warehouse')
  assert.equal(events.find(({ name }: { name: string }) => name === 'pallet_moved').example, example)

  const subscribe = () =>
    sendForm(developer, `${KEEPER}/subscriptions/events`, { event: 'warehouse.pallet_moved' })
  assert.equal((await subscribe()).location, `${KEEPER}/subscriptions?notice=added`)
  assert.equal((await subscribe()).status, 422)
  const edited = await fillIn(developer, `${WAREHOUSE}/events/pallet_moved/edit`, {
    ...fields,
    title_en: 'Pallet went',
  })
  assert.equal(edited.location, `${WAREHOUSE}/events?notice=saved`)
  assert.match(
    readingOf(await developer.get(`${KEEPER}/subscriptions`)),
    /warehouse\.pallet_moved Pallet went/,
  )
  const removed = await fillIn(developer, `${WAREHOUSE}/events/pallet_moved/remove`, {})
  assert.equal(removed.location, `${WAREHOUSE}/events?notice=removed`)
  assert.match(
    readingOf(await developer.get(`${KEEPER}/subscriptions`)),
    /warehouse\.pallet_moved not sent any more/,
  )
  for (const name of ['Bad', 'ab', 'a.b'])
    assert.equal((await fillIn(developer, `${WAREHOUSE}/events/new`, { ...fields, name })).status, 422, name)
})

test('event passwords are shown once and again after a fresh sign-in, noted and removed (platform.md §4.9)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const path = `${WAREHOUSE}/events/passwords`
  const form = await developer.get(`${path}/new`)
  const make = () => developer.submit(form, { note: 'Ghent' }, ({ action }) => action === `${path}/new`)
  const made = await make()
  const secret = secretIn(made)
  assert.match(secret, /^[A-Za-z0-9]{32}$/)
  assert.equal((await make()).location, `${WAREHOUSE}/events?notice=changed_meanwhile`)
  const [stored] = await app.db.read<{ id: string; secret_hash: string; secret_ciphertext: string }>(
    sql`select id, secret_hash, secret_ciphertext from event_password`,
  )
  assert.ok(stored && !JSON.stringify(stored).includes(secret))
  const list = await developer.get(`${WAREHOUSE}/events`)
  assert.match(readingOf(list), /Ghent Made on January 1, 2026/)
  assert.ok(!list.text.includes(secret))
  const at = `${path}/${stored.id}`
  assert.equal(secretIn(await developer.submit(list, {}, ({ action }) => action === `${at}/secret`)), secret)
  assert.equal((await fillIn(developer, `${at}/edit`, { note: 'Antwerp' })).status, 303)
  assert.match(readingOf(await developer.get(`${WAREHOUSE}/events`)), /Antwerp/)
  assert.equal((await developer.get(`${KEEPER}/events/passwords/${stored.id}/secret`)).status, 404)
  assert.equal(
    (await fillIn(developer, `${at}/remove`, {})).location,
    `${WAREHOUSE}/events?notice=password_removed`,
  )
  assert.equal((await app.db.read(sql`select id from event_password`)).length, 0)
  const actions = await app.db.read<{ action: string }>(
    sql`select action from audit_entry where action like 'event_password%' order by id`,
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['event_password_created', 'event_password_shown', 'event_password_changed', 'event_password_removed'],
  )
  app.clock.advance(15 * 60_000)
  assert.match((await developer.get(`${path}/new`)).location ?? '', /^\/signin/)
})

test('a webhook gets its shared secret once, which is shown and renewed after a fresh sign-in (platform.md §4.7)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const path = `${KEEPER}/subscriptions`
  const save = (url: string) => sendForm(developer, `${path}/webhook`, { url })
  assert.equal((await developer.get(`${path}/secret`)).status, 404)
  assert.equal(
    (await save('https://u:p@stock.example/hooks/:subject')).location,
    `${path}?notice=webhook_saved`,
  )
  const show = async () => secretIn(await sendForm(developer, `${path}/secret`, {}))
  const secret = await show()
  assert.match(secret, /^[A-Za-z0-9]{32}$/)
  await save('https://stock.example/other')
  assert.equal(await show(), secret)
  const form = await developer.get(`${path}/renew`)
  const renew = () => developer.submit(form, {}, ({ action }) => action === `${path}/renew`)
  const renewed = secretIn(await renew())
  assert.ok(renewed !== secret && renewed === (await show()))
  assert.equal((await renew()).location, `${path}?notice=changed_meanwhile`)
  assert.equal((await save('')).status, 303)
  assert.equal((await manifestIn(developer, 'stock_keeper')).webhook_url, null)
})

test('webhook URLs that lead to where no event belongs are refused (attacks F1, R3)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const url of [
    'javascript:alert(1)',
    'ftp://stock.example',
    'http://169.254.169.254/latest',
    'http://0.0.0.0/',
    'http://[fe80::1]/',
    'https://2130706433/',
  ]) {
    const answer = await sendForm(developer, `${KEEPER}/subscriptions/webhook`, { url })
    assert.equal(answer.status, 422, url)
    assert.ok(answer.text.includes(`value="${url}"`), url)
  }
})

test('events are found by name, title and app, and received under another name of the hub (platform.md §4.7, G-01)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const path = `${KEEPER}/subscriptions`
  const find = async (q: string) => {
    const { text } = await developer.get(`${path}/events?${new URLSearchParams({ q })}`)
    return JSON.parse(text).options.map(({ value }: { value: string }) => value)
  }
  assert.ok((await find('joined')).includes('directory.member_joined'))
  assert.ok((await find('zaikio.member')).includes('zaikio.member_joined'))
  assert.deepEqual(await find('nothing like this'), [])
  const { subscribed_events: before } = await manifestIn(developer, 'stock_keeper')
  const page = await developer.get(`${path}?q=member_left`)
  const added = await developer.submit(page, {}, ({ hidden }) => hidden['event'] === 'directory.member_left')
  assert.equal(added.status, 303)
  assert.equal(
    (await sendForm(developer, `${path}/names`, { name: 'zaikio' })).location,
    `${path}?notice=renamed`,
  )
  const { subscribed_events: after } = await manifestIn(developer, 'stock_keeper')
  assert.ok(after.includes('zaikio.member_left') && after.length === before.length + 1)
  assert.equal((await sendForm(developer, `${path}/names`, { name: 'warehouse' })).status, 400)
  await sendForm(developer, `${path}/events/remove`, { event: 'zaikio.member_left' })
  assert.equal((await manifestIn(developer, 'stock_keeper')).subscribed_events.length, before.length)
})

test('other vendors find none of it, members without the role are told whom to ask: every page and form (attacks O5, O6)', async () => {
  await using app = await testApp()
  await addPlainMember(app)
  const developer = await app.signedIn(DEMO.developer)
  const made = await fillIn(developer, `${WAREHOUSE}/events/passwords/new`, { note: 'Ghent' })
  assert.equal(made.status, 200)
  const [password] = await app.db.read<{ id: string }>(sql`select id from event_password`)
  const both = [
    'scopes/new',
    'scopes/items.r/edit',
    'scopes/items.r/remove',
    'events/new',
    'events/item_moved/edit',
    'events/item_moved/remove',
    'events/passwords/new',
    ...['edit', 'remove', 'secret'].map(act => `events/passwords/${password?.id}/${act}`),
    'subscriptions/renew',
    'subscriptions/secret',
    'subscriptions/events',
  ]
  const gets = [...both, 'scopes', 'events', 'subscriptions']
  const posts = [...both, 'subscriptions/webhook', 'subscriptions/names', 'subscriptions/events/remove']
  const before = await manifestIn(developer, 'warehouse')
  for (const [email, status] of [
    [DEMO.owner, 404],
    [DEMO.member, 403],
  ] as const) {
    const browser = await app.signedIn(email)
    for (const path of gets)
      assert.equal((await browser.get(`${WAREHOUSE}/${path}`)).status, status, `${email} ${path}`)
    for (const path of posts) {
      const answer = await sendForm(browser, `${WAREHOUSE}/${path}`, {
        name: 'zaikio',
        url: 'https://evil.example',
        event: 'directory.member_left',
      })
      assert.equal(answer.status, status, `${email} ${path}`)
    }
  }
  assert.deepEqual(await manifestIn(developer, 'warehouse'), before)
  assert.equal((await app.db.read(sql`select id from event_password`)).length, 1)
})
