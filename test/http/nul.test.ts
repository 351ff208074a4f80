import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildDelegation, delegateTo, exchange } from '../support/delegation.ts'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'
import { formsOf } from '../support/test-browser.ts'

// PostgreSQL stores no NUL: what is not refused at the edge would be a failure there.
const NUL = 'a\0b'
const names = (list: string) => list.split(' ')

test('NUL in a parameter of a client is refused or ignored (T9)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const issued = await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.r')
  const refresh = { grant_type: 'refresh_token', refresh_token: issued.body.refresh_token }
  for (const name of names(
    'grant_type client_id client_secret code refresh_token scope redirect_uri code_verifier',
  )) {
    for (const form of [refresh, { grant_type: 'authorization_code', code: 'none' }]) {
      const answer = await client.token({ ...form, [name]: NUL })
      assert.ok(answer.status < 500, `${name}: ${answer.status} ${answer.text}`)
    }
  }
  for (const path of ['/oauth/revoke', '/oauth/introspect']) {
    const answer = await client.send(path, `token=${encodeURIComponent(NUL)}`, {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: client.basic,
    })
    assert.equal(answer.status, 200, path)
  }
})

test('NUL in a parameter of a delegation is refused (T9)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  for (const name of ['client_id', 'delegate_access_scope']) {
    const answer = await delegateTo(subsystem, access_token, { [name]: NUL })
    assert.equal(answer.status, 400, name)
  }
  for (const name of names('subject_token subject_token_type requested_token_type audience scope')) {
    const answer = await exchange(portal.client, access_token, { audience: subsystem.name, [name]: NUL })
    assert.equal(answer.status, 400, name)
  }
})

test('NUL in the query of a page is refused or ignored', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { id } = DEMO.stockKeeper
  const parameters = names(
    'client_id redirect_uri scope state lang login prompt force_login code_challenge interaction token return_to ' +
      'person[email] person[name] organization[name] organization[kinds][]',
  )
  const paths = names(
    '/ /oauth/authorize /oauth/authorize/continue /oauth/authorize/organization /oauth/authorize/account ' +
      '/oauth/authorize/cancel /signin /signup /password/forgot /password/reset /email/confirm /sandbox/mailbox',
  )
  for (const name of parameters) {
    const query = new URLSearchParams({ client_id: id, redirect_uri: DEMO.redirectUrl, [name]: NUL })
    for (const path of paths) {
      const { status } = await browser.get(`${path}?${query}`)
      assert.ok(status < 500, `${path} ${name}: ${status}`)
    }
  }
})

test('NUL in a field of a form is refused', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const { _csrf = '' } = formsOf((await browser.get('/signin')).text)[0]?.hidden ?? {}
  const paths = names(
    '/signin /signup /password/forgot /password/reset /email/confirm /oauth/authorize/decision',
  )
  const fields = names(
    '_csrf email password name first_name country_code token interaction decision return_to',
  )
  const known = { _csrf, email: 'mira@example.org', password: 'four green bottles', name: 'Okafor' }
  for (const path of paths) {
    for (const field of fields) {
      const { status } = await browser.post(path, { ...known, [field]: NUL })
      assert.ok(status < 500, `${path} ${field}: ${status}`)
    }
  }
})

test('NUL, nil, arrays and climbing paths in the pages of tokens are refused (O5, T9)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const form = formsOf((await browser.get('/account/tokens/new')).text).find(({ action }) =>
    action.endsWith('/new'),
  )
  assert.ok(form)
  const { _csrf = '', form_id = '' } = form.hidden
  const texts = ['%00', 'a%00b', 'nil', 'null', '%5B%5D', '*', '..%2F..%2F', '%F0%9F%98%80', '-1', '0']
  const connections = '/developer/apps/warehouse/connections'
  const known = `${connections}/${DEMO.linden}/tokens`
  const paths = (text: string) => [
    ...[
      `/account/tokens/${text}/revoke`,
      `/organizations/${text}/tokens`,
      `/organizations/${text}/tokens/new`,
    ],
    ...[`/organizations/linden/tokens/${text}/revoke`, `/developer/apps/${text}/connections`],
    ...[`${connections}/${text}/tokens`, `${connections}/${text}/tokens/${text}/revoke`],
    ...[`${known}/${text}/revoke`, `${connections}?page=${text}`, `/account/tokens?notice=${text}`],
  ]
  for (const path of texts.flatMap(paths)) {
    for (const { status } of [await browser.get(path), await browser.post(path, { _csrf, form_id })])
      assert.ok(status < 500, `${path}: ${status}`)
  }
  for (const field of ['_csrf', 'form_id', 'note', 'scopes[]', 'scopes', '__proto__']) {
    for (const path of ['/account/tokens/new', known]) {
      const sent = { _csrf, form_id, note: 'x', 'scopes[]': 'directory.person.r', [field]: NUL }
      const { status, text } = await browser.post(path, sent)
      assert.ok(status < 500, `${path} ${field}: ${status}`)
      assert.ok(!text.includes('\0'), `${path} ${field}`)
    }
  }
})

test('NUL in credentials, in a resource and in a person’s fields is refused', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const issued = await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.rw')
  for (const field of names('name first_name locale time_zone phone pronouns email')) {
    const json = { person: { [field]: NUL } }
    const { status } = await client.api(issued.body.access_token, '/api/v1/person', { method: 'PATCH', json })
    assert.ok(status < 500, `${field}: ${status}`)
  }
  const basic = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`
  for (const authorization of [
    basic('a\0:b\0'),
    basic(`${client.id}:${NUL}`),
    basic('\xff:\xff'),
    'Basic',
    'Bearer',
  ]) {
    const form = { 'content-type': 'application/x-www-form-urlencoded', authorization }
    for (const path of ['/oauth/access_token', '/oauth/revoke', '/oauth/introspect', '/oauth/delegate']) {
      const { status } = await client.send(path, 'code=none&token=none', form)
      assert.ok(status >= 400 && status < 500, `${path} ${authorization}: ${status}`)
    }
    assert.equal((await client.api(null, '/api/v1/person', { headers: { authorization } })).status, 401)
  }
})
