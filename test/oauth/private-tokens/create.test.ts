import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../../support/builders.ts'
import {
  filledIn,
  newPrivateToken,
  OWN,
  readableText,
  sendTokenForm,
  tokenIn,
} from '../../support/private-tokens.ts'
import { auditEntries } from '../../support/stored.ts'
import { DEMO_PASSWORD, type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'

const MINUTE_MS = 60_000
const YEAR_SECONDS = 365 * 24 * 3600

/** An organization with an owner, an admin, a member and an app that it is connected to. */
async function world(app: TestApp) {
  const [owner, admin, member, stranger] = [
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
  ]
  const organization = await buildOrganization(app, {
    owner,
    members: { [admin.id]: ['admin'], [member.id]: ['member', 'developer'] },
  })
  const slug = organization.name.toLowerCase().replace(' ', '_')
  const provider = await buildApp(app, {
    provides: [
      { name: 'items', bearer: 'Organization' },
      { name: 'likes', bearer: 'Person' },
    ],
  })
  const other = await buildApp(app, { provides: [{ name: 'parcels' }] })
  const bearer = { type: 'Organization' as const, id: organization.id }
  await buildConnection(app, { appId: provider.id, bearer })
  await buildConnection(app, { appId: provider.id, bearer: { type: 'Person', id: owner.id } })
  return {
    owner,
    admin,
    member,
    stranger,
    organization,
    provider,
    other,
    path: `/organizations/${slug}/tokens`,
  }
}

test('a person makes a token that works for a year at the API (spec oauth.md §13, §10.1)', async () => {
  await using app = await testApp({ isEmpty: true })
  const person = await buildPerson(app)
  const { token, jti, page } = await newPrivateToken(person.browser, {
    scopes: ['directory.person.rw', 'directory.person.r'],
  })
  const now = app.clock.now() / 1000
  assert.deepEqual(claimsOf(token), {
    iss: app.publicUrl,
    sub: `Person/${person.id}`,
    aud: [`Person/${person.id}`],
    jti,
    nbf: now,
    exp: now + YEAR_SECONDS,
    jku: `${app.publicUrl}/api/v1/jwt_public_keys`,
    scope: ['directory.person.r', 'directory.person.rw'],
  })
  assert.equal(page.headers['cache-control'], 'no-store')
  assert.match(readableText(page), /only time it is shown/)
  const client = app.client({ id: 'none' })
  const answer = await client.api(token, '/api/v1/person')
  assert.equal(answer.body.id, person.id)
  app.clock.advance((YEAR_SECONDS - 1) * 1000)
  assert.equal((await client.api(token, '/api/v1/person')).status, 200)
  app.clock.advance(1000)
  assert.deepEqual((await client.api(token, '/api/v1/person')).body, { errors: ['jwt_expired'] })
})

test('an organization’s owners and admins make its tokens, nobody else (platform.md §2, attacks O5, O6)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, admin, member, stranger, organization, path } = await world(app)
  const wish = { path, scopes: ['directory.organization.r'] }
  for (const { browser } of [owner, admin]) {
    const { token } = await newPrivateToken(browser, wish)
    const { sub, aud } = claimsOf(token)
    assert.deepEqual([sub, ...aud], [`Organization/${organization.id}`, `Organization/${organization.id}`])
    const { body } = await app.client({ id: 'none' }).api(token, '/api/v1/organization')
    assert.equal(body.id, organization.id)
  }
  const form = filledIn(await owner.browser.get(`${path}/new`), wish)[1]
  for (const [{ browser }, status] of [
    [member, 403],
    [stranger, 404],
  ] as const) {
    assert.equal((await browser.get(path)).status, status)
    assert.equal((await browser.get(`${path}/new`)).status, status)
    const own = filledIn(await browser.get(`${OWN}/new`))[1].filter(([name]) => name === '_csrf')
    const sent = [...form.filter(([name]) => name !== '_csrf'), ...own]
    assert.equal((await browser.post(`${path}/new`, sent)).status, status)
  }
  assert.equal((await stranger.browser.get('/organizations/none/tokens')).status, 404)
})

test('offered is what the bearer has: of the platform app and of connected apps, for its kind (spec oauth.md §13)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, provider, other, path } = await world(app)
  const offered = async (at: string) => (await owner.browser.get(`${at}/new`)).text
  const ofOrganization = await offered(path)
  assert.match(ofOrganization, new RegExp(`value="${provider.name}.items.rw"`))
  assert.match(ofOrganization, /value="directory.organization.r"/)
  const ofPerson = await offered(OWN)
  assert.match(ofPerson, new RegExp(`value="${provider.name}.likes.r"`))
  for (const [page, foreign] of [
    [ofOrganization, 'directory.person.r'],
    [ofOrganization, `${provider.name}.likes.r`],
    [ofPerson, 'directory.organization.r'],
    [ofPerson, `${provider.name}.items.r`],
    [ofPerson, 'user:read'],
    [ofOrganization, `${other.name}.parcels.r`],
  ] as const) {
    assert.ok(!page.includes(`value="${foreign}"`), foreign)
  }
})

test('scopes of others, unknown and withdrawn ones are refused, and what was typed is kept (attack O6)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, other, path } = await world(app)
  for (const scope of [
    `${other.name}.parcels.r`,
    'directory.person.r',
    'directory.organization.x',
    '*',
    'user:read',
    '',
  ]) {
    const answer = await sendTokenForm(owner.browser, {
      path,
      note: 'my note',
      scopes: ['directory.organization.r', scope],
    })
    assert.equal(answer.status, 422, scope)
    assert.equal(tokenIn(answer), null)
    assert.match(answer.text, /value="my note"/)
    assert.match(answer.text, /value="directory.organization.r" checked/)
  }
  assert.equal((await owner.browser.get(path)).text.includes('JTI'), false)
})

test('a note of one line and at least one scope are needed', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const faults: [Parameters<typeof sendTokenForm>[1], RegExp][] = [
    [{ note: ' ​' }, /Enter what the token is for/],
    [{ note: 'x'.repeat(101) }, /at most 100 characters/],
    [{ scopes: [] }, /at least one permission/],
  ]
  for (const [wish, text] of faults) {
    const answer = await sendTokenForm(browser, wish)
    assert.equal(answer.status, 422)
    assert.match(readableText(answer), text)
  }
  assert.equal((await sendTokenForm(browser, { note: 'x'.repeat(100) })).status, 200)
})

test('a note is shown as text without hidden characters, on every page (attack O7)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const note = '<img src=x onerror=alert(1)>\u202egnp.exe\r\nSet-Cookie: a=b'
  const { page, jti } = await newPrivateToken(browser, { note })
  for (const shown of [page, await browser.get(OWN), await browser.get(`${OWN}/${jti}/revoke`)]) {
    assert.doesNotMatch(shown.text, /<img src=x|\u202e/)
    assert.ok(readableText(shown).includes('onerror=alert(1)>gnp.exe Set-Cookie: a=b'), shown.text)
  }
})

test('a form that is sent twice, also at the same time, makes one token', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const filled = filledIn(await browser.get(`${OWN}/new`))
  const answers = await Promise.all([
    browser.post(...filled),
    browser.post(...filled),
    browser.post(...filled),
  ])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 303, 303])
  const list = await browser.follow(answers.find(({ status }) => status === 303) ?? answers[0])
  assert.match(readableText(list), /This form was sent already/)
  assert.equal(list.text.match(/\/revoke"/g)?.length, 1)
})

test('a bearer has at most 50 active tokens, also when many are made at the same time', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  for (let made = 0; made < 49; made += 1) await newPrivateToken(browser)
  const forms = [filledIn(await browser.get(`${OWN}/new`)), filledIn(await browser.get(`${OWN}/new`))]
  const answers = await Promise.all(forms.map(filled => browser.post(...filled)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 422])
  const refused = answers.find(({ status }) => status === 422)
  assert.match(refused ? readableText(refused) : '', /50 active tokens/)
})

test('at most 100 tokens a day are made for a bearer, however many were revoked', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser, email } = await buildPerson(app)
  for (let made = 0; made < 100; made += 1) {
    const { token } = await newPrivateToken(browser)
    await app.client({ id: 'none' }).api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  }
  assert.match(readableText(await sendTokenForm(browser)), /Too many tokens/)
  app.clock.advance(24 * 60 * MINUTE_MS)
  await newPrivateToken(await app.signedIn(email))
})

test('at most 100 tokens a day are made by a person, for however many organizations', async () => {
  await using app = await testApp({ isEmpty: true })
  const [owner, admin] = [await buildPerson(app), await buildPerson(app)]
  for (let made = 0; made < 50; made += 1) await newPrivateToken(owner.browser)
  const members = { [admin.id]: ['admin'] }
  const paths: string[] = []
  for (let count = 0; count < 2; count += 1) {
    const { name } = await buildOrganization(app, { owner, members })
    paths.push(`/organizations/${name.toLowerCase().replace(' ', '_')}/tokens`)
  }
  const scopes = ['directory.organization.r']
  const [path = '', other = ''] = paths
  for (let made = 0; made < 50; made += 1) await newPrivateToken(owner.browser, { path, scopes })
  const refused = await sendTokenForm(owner.browser, { path: other, scopes })
  assert.match(readableText(refused), /Too many tokens/)
  await newPrivateToken(admin.browser, { path: other, scopes })
})

test('making a token asks for the password again when the sign-in is older than ten minutes (attack S10)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  app.clock.advance(10 * MINUTE_MS)
  const form = filledIn(await browser.get(`${OWN}/new?lang=en`))
  app.clock.advance(1)
  assert.equal((await browser.get(OWN)).status, 200, 'the list is no sensitive page')
  const answer = await browser.get(`${OWN}/new?lang=en`)
  assert.equal(answer.location, `/signin?again=1&return_to=${encodeURIComponent(`${OWN}/new?lang=en`)}`)
  const page = await browser.follow(answer)
  assert.match(page.text, /Confirm that it is you/)
  const isPassword = ({ action }: { action: string }) => action.startsWith('/signin')
  const wrong = await browser.submit(page, { password: 'wrong' }, isPassword)
  assert.match(wrong.text, /Confirm that it is you/)
  const right = await browser.submit(wrong, { password: DEMO_PASSWORD }, isPassword)
  assert.equal(right.location, `${OWN}/new?lang=en`)
  assert.equal((await browser.follow(right)).status, 200)

  const patient = (await buildPerson(app)).browser
  const open = filledIn(await patient.get(`${OWN}/new`))
  app.clock.advance(60 * MINUTE_MS)
  assert.equal((await patient.post(...open)).status, 200, 'a form may be sent within the hour')
  app.clock.advance(1)
  assert.equal((await patient.post(...form)).status, 403)
  const late = await patient.post(...filledAgain(open))
  assert.match(late.location ?? '', /^\/signin\?again=1/)
})

/** The same form under another id, as if it had been opened twice. */
function filledAgain([action, fields]: ReturnType<typeof filledIn>): ReturnType<typeof filledIn> {
  return [
    action,
    fields.map(([name, value]) => [name, name === 'form_id' ? value.replace(/^./, '1') : value]),
  ]
}

test('nobody makes a token for somebody else by a foreign form or field (attacks S9, O6)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const victim = await buildPerson(app)
  const [action, fields] = filledIn(await browser.get(`${OWN}/new`))
  const elsewhere = await browser.post(action, fields, { origin: 'https://evil.example' })
  assert.equal(elsewhere.status, 403)
  assert.equal(
    (
      await browser.post(
        action,
        fields.filter(([name]) => name !== '_csrf'),
      )
    ).status,
    403,
  )
  const more: [string, string][] = [
    ['bearer', `Person/${victim.id}`],
    ['created_by', victim.id],
    ['jti', victim.id],
  ]
  const token = tokenIn(await browser.post(action, [...fields, ...more])) ?? ''
  assert.notEqual(claimsOf(token).sub, `Person/${victim.id}`)
  assert.notEqual(claimsOf(token).jti, victim.id)
  for (const formId of ['', 'x', '0'.repeat(100)]) {
    const odd = fields.map(([name, value]): [string, string] => [name, name === 'form_id' ? formId : value])
    assert.equal((await browser.post(action, odd)).status, 400, formId)
  }
})

test('the token is signed as the installation signs by default, and is nowhere kept or logged (G-03)', async () => {
  const lines: string[] = []
  await using app = await testApp({
    isEmpty: true,
    environment: { SIGNING_ALGORITHM: 'EdDSA' },
    logTo: line => lines.push(line),
  })
  const person = await buildPerson(app)
  const { token, jti } = await newPrivateToken(person.browser, { note: 'secret plan' })
  const [head = ''] = token.split('.')
  assert.equal(JSON.parse(Buffer.from(head, 'base64url').toString()).alg, 'EdDSA')
  assert.equal(claimsOf(token).jku, `${app.publicUrl}/.well-known/jwks.json`)
  const signature = token.split('.')[2] ?? token
  assert.ok(!lines.join('\n').includes(signature))
  assert.ok(!(await person.browser.get(OWN)).text.includes(signature))
  const [entry] = await auditEntries(app.db)
  assert.equal(entry?.action, 'private_token_created')
  assert.equal(entry.actor, `Person/${person.id}`)
  assert.equal(entry.subject, `Person/${person.id}`)
  assert.equal(entry.reason, `AccessToken/${jti}: directory.person.r`)
})

test('what is shown for the current app is nothing with a private token, which has none (directory-api.md §1, §12.4)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, organization, path } = await world(app)
  const client = app.client({ id: 'none' })
  const person = await newPrivateToken(owner.browser, { scopes: ['directory.person.rw'] })
  const { body } = await client.api(person.token, '/api/v1/person')
  assert.ok(body.organization_memberships.length > 0)
  for (const membership of body.organization_memberships) {
    assert.equal(membership.organization.connected, false)
    assert.equal(membership.organization.subscription, null)
  }
  const changed = await client.api(person.token, '/api/v1/person', {
    method: 'PATCH',
    json: { person: { first_name: 'Augusta' } },
  })
  assert.equal(changed.status, 200, changed.text)
  const { token, jti } = await newPrivateToken(owner.browser, { path, scopes: ['directory.organization.r'] })
  const shown = (await client.api(token, '/api/v1/organization')).body
  assert.equal(shown.id, organization.id)
  assert.equal(shown.subscription ?? null, null)
  const described = (await client.api(token, '/api/v1/access_token')).body
  assert.deepEqual(
    [described.id, described.app, described.audiences],
    [jti, null, [`Organization/${organization.id}`]],
  )
})
