import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteApp, deleteCredentials } from '../../../src/modules/apps/index.ts'
import { actOn } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { type Answer, TestBrowser } from '../../support/test-browser.ts'
import { answerParameters } from '../../support/test-client.ts'

const CLIENT = DEMO.stockKeeper.id
const PROGRAM = { accept: '*/*' }

/** Asks as given, so that parameters can be repeated. */
function ask(app: TestApp, query: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new TestBrowser(app.app.server).get(`/oauth/authorize?${query}`, headers)
}

/** The answer must be an error page of ours, with this status and, for programs, this text. */
async function refusedHere(app: TestApp, query: string, status: number, text: string): Promise<void> {
  const page = await ask(app, query)
  assert.deepEqual([page.status, page.location], [status, null], query)
  assert.match(String(page.headers['content-type']), /^text\/html/)
  assert.ok(page.text.includes(text), `the page says "${text}"`)
  assert.match(page.text, /You have done nothing wrong/)
  const program = await ask(app, query, PROGRAM)
  assert.deepEqual([program.status, program.location, program.text], [status, null, `error: ${text}`])
  assert.match(String(program.headers['content-type']), /^text\/plain/)
}

/** The answer must lead to the app with this error; gives its parameters. */
function toldTheApp(answer: Answer, error: string): URLSearchParams {
  assert.equal(answer.status, 302, answer.text.slice(0, 300))
  assert.ok(answer.location?.startsWith(`${DEMO.redirectUrl}?error=${error}&`), String(answer.location))
  return answerParameters(answer)
}

test('what does not name a client stays here (oauth.md §4.4)', async () => {
  await using app = await testApp()
  await refusedHere(app, '', 422, 'The client ID parameter is missing')
  await refusedHere(app, 'client_id=', 422, 'The client ID parameter is missing')
  const unknown = 'This client is not known'
  await refusedHere(app, 'client_id=0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff', 403, unknown)
  for (const id of ['nobody', '*', "' or 1=1 --", '__proto__', `${CLIENT}%00`, 'x'.repeat(5000)])
    await refusedHere(app, `client_id=${encodeURIComponent(id)}`, 403, unknown)
})

test('C9 deleted credentials and clients of a deleted app are not known any more (oauth.md §12.2)', async () => {
  await using app = await testApp()
  const act = { clientId: CLIENT, actor: 'operator' }
  await app.db.transaction(tx => deleteCredentials(tx, act, app.app.apps, app.clock.now()))
  await refusedHere(app, `client_id=${CLIENT}`, 403, 'This client is not known')
  const other = DEMO.stockKeeperPublic.id
  const keeper = actOn('0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e10')
  await app.db.transaction(tx => deleteApp(tx, keeper, app.app.apps, app.clock.now()))
  await refusedHere(app, `client_id=${other}`, 403, 'This client is not known')
})

test('R1 R5 a redirect URI that is not registered is not gone to, in no spelling (oauth.md §4.4)', async () => {
  await using app = await testApp()
  const text = 'The redirect URI is unknown or malformed'
  for (const uri of [
    'https://evil.example/',
    `${DEMO.redirectUrl}/`,
    `${DEMO.redirectUrl}?x=1`,
    `${DEMO.redirectUrl}#x`,
    'http://localhost:3000@evil.example/auth/grantory/callback',
    'http://localhost:3001/auth/grantory/callback',
    'http://LOCALHOST:3000/auth/grantory/callback',
    'http://localhost:3000/auth/grantory/%63allback',
    'http://127.0.0.1:65536/callback',
    'javascript:alert(1)',
    'not a url',
    `${DEMO.redirectUrl}\t`,
    `${DEMO.redirectUrl}?${'a'.repeat(8192)}`,
  ]) {
    const query = new URLSearchParams({ client_id: CLIENT, redirect_uri: uri })
    await refusedHere(app, query.toString(), 403, text)
  }
  // An app without redirect URLs has no place to go to.
  await refusedHere(app, `client_id=${DEMO.warehouse.id}`, 403, text)
})

test('R5 an error page repeats nothing of the request and leads nowhere (O3 not framed)', async () => {
  await using app = await testApp()
  const evil = '"><script>alert(1)</script>'
  const query = new URLSearchParams({ client_id: CLIENT, redirect_uri: evil, state: evil, scope: evil })
  const page = await ask(app, query.toString())
  assert.equal(page.status, 403)
  assert.ok(!page.text.includes('alert(1)'), 'nothing is reflected as markup or text')
  assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/)
  assert.equal(page.headers['x-frame-options'], 'DENY')
  assert.equal(page.headers['cache-control'], 'no-store')
})

test('R4 a repeated client_id or redirect_uri names nobody: the error stays here (G-04)', async () => {
  await using app = await testApp()
  const uri = encodeURIComponent(DEMO.redirectUrl)
  const text = 'A parameter is repeated'
  await refusedHere(app, `client_id=${CLIENT}&client_id=${CLIENT}`, 400, text)
  await refusedHere(app, `client_id=${CLIENT}&redirect_uri=${uri}&redirect_uri=${uri}`, 400, text)
  await refusedHere(
    app,
    `client_id=${CLIENT}&redirect_uri=${uri}&redirect_uri=https://evil.example`,
    400,
    text,
  )
})

test('R4 every other repeated parameter is told to the app, with the state if that is whole (G-04)', async () => {
  await using app = await testApp()
  const names = [
    'scope response_type code_challenge code_challenge_method login login_hint signup show_signup force_login prompt',
    'prompt_email_confirmation lang ui_locales person[first_name] person[name] person[email] organization[name]',
    'organization[country_code] organization[kind]',
  ]
  for (const name of names.join(' ').split(' ')) {
    const query = `client_id=${CLIENT}&state=s&${encodeURIComponent(name)}=1&${encodeURIComponent(name)}=1`
    const parameters = toldTheApp(await ask(app, query), 'invalid_request')
    assert.equal(parameters.get('error_description'), `The parameter ${name} is repeated.`)
    assert.equal(parameters.get('state'), 's')
  }
  const parameters = toldTheApp(await ask(app, `client_id=${CLIENT}&state=a&state=b`), 'invalid_request')
  assert.equal(parameters.get('state'), null)
})

test('names that end in [] and unknown names may repeat (G-04, spec README "Conventions")', async () => {
  await using app = await testApp()
  const kinds = 'organization[kinds][]=printer&organization[kinds][]=publisher'
  const query = `client_id=${CLIENT}&scope=directory.person.r&${kinds}&foo=1&foo=2&=&bar&redirect_with_error=1`
  const answer = await ask(app, query)
  assert.match(String(answer.location), /^\/signin\?interaction=/)
})

test('response types other than code are refused (oauth.md §4.3, R6)', async () => {
  await using app = await testApp()
  for (const type of ['token', 'id_token', 'code token', 'none', 'Code']) {
    const query = new URLSearchParams({ client_id: CLIENT, response_type: type, state: 'x' })
    toldTheApp(await ask(app, query.toString()), 'unsupported_response_type')
  }
})

test('PKCE: obligatory for public credentials, and by S256 (oauth.md §4.6, G-05, C3)', async () => {
  await using app = await testApp()
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  const refused = async (id: string, parameters: Record<string, string>, description: string) => {
    const query = new URLSearchParams({ client_id: id, state: 'x', ...parameters })
    const told = toldTheApp(await ask(app, query.toString()), 'invalid_request')
    assert.equal(told.get('error_description'), description)
  }
  const open = DEMO.stockKeeperPublic.id
  const method = 'The code_challenge_method must be S256.'
  const malformed = 'The code_challenge is malformed.'
  await refused(open, {}, 'This app is required to use PKCE')
  await refused(open, { code_challenge_method: 'S256' }, 'This app is required to use PKCE')
  await refused(CLIENT, { code_challenge_method: 'S256' }, 'The code_challenge is missing.')
  for (const id of [open, CLIENT]) {
    await refused(id, { code_challenge: challenge }, method)
    await refused(id, { code_challenge: challenge, code_challenge_method: 'plain' }, method)
    await refused(id, { code_challenge: challenge, code_challenge_method: 's256' }, method)
    await refused(id, { code_challenge: 'short', code_challenge_method: 'S256' }, malformed)
    await refused(id, { code_challenge: `${challenge}=`, code_challenge_method: 'S256' }, malformed)
    await refused(id, { code_challenge: `${challenge.slice(1)}+`, code_challenge_method: 'S256' }, malformed)
  }
  for (const id of [open, CLIENT]) {
    const good = { client_id: id, code_challenge: challenge, code_challenge_method: 'S256' }
    assert.match(String((await ask(app, new URLSearchParams(good).toString())).location), /^\/signin/)
  }
})

test('scope faults that do not depend on the person come before login, with their identifier (P-05, §4.3)', async () => {
  await using app = await testApp()
  for (const [scope, identifier] of [
    ['directory.person.read', 'malformed_scope'],
    ['directory.person.r,Org.directory.organization.r', 'different_bearer_types'],
    [
      `Org/${DEMO.linden}.directory.organization.r,Org/${DEMO.harbor}.directory.sites.rw`,
      'different_bearer_ids',
    ],
    ['Per/0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e41.directory.person.r', 'unpermitted_bearer_id'],
    ['directory.organizations.rw', 'scope_is_not_included_in_desired_scopes'],
  ] as const) {
    const query = new URLSearchParams({ client_id: CLIENT, scope, state: '+/=' })
    const told = toldTheApp(await ask(app, query.toString()), 'invalid_scope')
    assert.equal(told.get('error_description'), identifier)
    assert.equal(told.get('state'), '+/=')
  }
})

test('T9 hostile scopes are answered as malformed, whatever is in them', async () => {
  await using app = await testApp()
  const many = Array.from({ length: 300 }, (_, index) => `app${index}.items.r`).join(',')
  for (const scope of [
    'a\0b',
    '"directory.person.r"',
    'dïrectory.person.r',
    '__proto__',
    'constructor',
    many,
  ]) {
    const query = new URLSearchParams({ client_id: CLIENT, scope })
    const told = toldTheApp(await ask(app, query.toString()), 'invalid_scope')
    assert.equal(told.get('error_description'), 'malformed_scope', scope.slice(0, 30))
  }
  const names = new URLSearchParams({
    client_id: CLIENT,
    __proto__: 'x',
    constructor: 'y',
    'person[__proto__]': 'z',
  })
  assert.match(String((await ask(app, names.toString())).location), /^\/signin/)
})

test('R5 R8 errors carry state and issuer, in the letters RFC 6749 allows (G-16)', async () => {
  await using app = await testApp({ environment: { PUBLIC_URL: 'http://hub.test:4000' } })
  const query = new URLSearchParams({ client_id: CLIENT, response_type: 'token', state: 'a+b/c==--' })
  const answer = await ask(app, query.toString())
  const told = toldTheApp(answer, 'unsupported_response_type')
  assert.deepEqual([...told.keys()], ['error', 'error_description', 'state', 'iss'])
  assert.equal(told.get('state'), 'a+b/c==--')
  assert.equal(told.get('iss'), 'http://hub.test:4000')
  assert.match(told.get('error_description') ?? '', /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.equal(answer.headers['referrer-policy'], 'no-referrer')
  const metadata = await app.anonymous().get('/.well-known/oauth-authorization-server')
  assert.equal(JSON.parse(metadata.text).issuer, told.get('iss'))
})

test('prompt=none shows nothing: what would be asked is an error (P-08, OpenID Connect Core §3.1.2.6)', async () => {
  await using app = await testApp()
  const none = (scope: string, more = '') =>
    `/oauth/authorize?client_id=${CLIENT}&prompt=none&scope=${encodeURIComponent(scope)}${more}`
  toldTheApp(await app.anonymous().get(none('directory.person.r')), 'login_required')
  const owner = await app.signedIn(DEMO.owner)
  toldTheApp(await owner.get(none('directory.person.r')), 'interaction_required')
  toldTheApp(await owner.get(none('Org.directory.organization.r')), 'interaction_required')
  toldTheApp(await owner.get(none('nonsense')), 'invalid_scope')
  toldTheApp(await owner.get(`/oauth/authorize?client_id=${CLIENT}&prompt=none%20login`), 'invalid_request')
  const member = await app.signedIn(DEMO.member)
  const linden = `Org/${DEMO.linden}.directory.organization.r`
  toldTheApp(await member.get(none(linden)), 'access_denied')

  await app.client(DEMO.stockKeeper).authorize(owner, { scope: 'directory.person.r' })
  const passed = await owner.get(none('directory.person.r'))
  assert.ok(passed.location?.startsWith(`${DEMO.redirectUrl}?code=`), String(passed.location))
})
