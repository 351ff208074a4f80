import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deactivateApp, removeDesiredScope, switchCredentials } from '../../../src/modules/apps/index.ts'
import { banPerson, changeRoles } from '../../../src/modules/directory/index.ts'
import { actOn, buildApp, buildOrganization, buildPerson } from '../../support/builders.ts'
import { exchange } from '../../support/delegation.ts'
import { DEMO } from '../../support/demo.ts'
import { buildDevice, DEVICE_GRANT } from '../../support/devices.ts'
import { begin, interactionOn } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf, codeIn, newPkce } from '../../support/test-client.ts'
import {
  announcedRevocations,
  assertRefused,
  newCode,
  newTokens,
  revocationList,
  tokensIn,
} from '../../support/tokens.ts'

const NOT_FOUND = 'The application, grant, refresh token or device authorization could not be found.'
const TEN_MINUTES_MS = 600_000
const REDEMPTIONS = 50

test('C1 a replayed code fails and ends what it gave: access token, refresh token, all refreshed ones (oauth.md §4.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  const first = tokensIn(await client.token(code))
  const second = tokensIn(await client.refresh(first.refresh_token))
  assertRefused(await client.token(code), 'invalid_grant', NOT_FOUND)

  for (const { access_token } of [first, second]) {
    const answer = await client.api(access_token, '/api/v1/person')
    assert.equal(answer.status, 403)
    assert.deepEqual(answer.body, { errors: ['invalid_jwt'] })
  }
  const ids = [first, second].map(({ access_token }) => claimsOf(access_token).jti)
  assert.deepEqual(await revocationList(app), ids)
  assert.deepEqual(await announcedRevocations(app), ids)
  assertRefused(await client.refresh(second.refresh_token), 'invalid_grant')

  // Again: nothing more happens, nothing is told twice.
  assertRefused(await client.token(code), 'invalid_grant', NOT_FOUND)
  assert.deepEqual(await announcedRevocations(app), ids)
})

test('C1 of fifty redemptions at once exactly one succeeds and the others are invalid_grant (oauth.md §4.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  const answers = await Promise.all(Array.from({ length: REDEMPTIONS }, () => client.token(code)))
  const [won, ...others] = answers.filter(({ status }) => status === 200)
  assert.ok(won)
  assert.deepEqual(others, [])
  for (const answer of answers) if (answer !== won) assertRefused(answer, 'invalid_grant', NOT_FOUND)
  // The losers were replays.
  assert.deepEqual(await revocationList(app), [claimsOf(won.body.access_token).jti])
  assert.equal((await client.api(won.body.access_token, '/api/v1/person')).status, 403)
})

test('C2 a code of one client is nothing to another, and stays good for its own (G-31)', async () => {
  await using app = await testApp()
  const code = await newCode(app)
  for (const credentials of [DEMO.warehouse, DEMO.stockKeeperPublic])
    assertRefused(await app.client(credentials).token(code), 'invalid_grant', NOT_FOUND)
  assert.equal((await app.client(DEMO.stockKeeper).token(code)).status, 200)
})

test('C3 a code with a challenge needs its verifier; without one it is invalid_request and stays good (P-12, G-31)', async () => {
  await using app = await testApp()
  for (const credentials of [DEMO.stockKeeper, DEMO.stockKeeperPublic]) {
    const client = app.client(credentials)
    const pkce = newPkce()
    const answer = await client.authorize(await app.signedIn(DEMO.owner), {
      scope: 'directory.person.r',
      redirect_uri: DEMO.redirectUrl,
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
    })
    const code = codeIn(answer)
    for (const without of [{ code }, { code, code_verifier: '' }])
      assertRefused(await client.token(without), 'invalid_request')
    assert.equal((await client.token({ code, code_verifier: pkce.verifier })).status, 200)
  }
})

test('C3 a wrong or misshapen verifier is invalid_grant and burns the code (oauth.md §4.6, P-12, G-31)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  const wrong = [newPkce().verifier, 'x'.repeat(42), 'x'.repeat(129), `${'x'.repeat(42)}!`, 'ä'.repeat(43)]
  for (const code_verifier of wrong) {
    const right = await newCode(app, { client })
    assertRefused(await client.token({ ...right, code_verifier }), 'invalid_grant')
    assertRefused(await client.token(right), 'invalid_grant', NOT_FOUND)
  }
})

test('C3 the vector of RFC 7636 appendix B is redeemed, its challenge as a verifier is not', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  const challenge = {
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }
  const authorize = async () =>
    codeIn(
      await client.authorize(await app.signedIn(DEMO.owner), {
        scope: 'directory.person.r',
        redirect_uri: DEMO.redirectUrl,
        ...challenge,
      }),
    )
  const plain = { code: await authorize(), code_verifier: challenge.code_challenge }
  assertRefused(await client.token(plain), 'invalid_grant')
  const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  assert.equal((await client.token({ code: await authorize(), code_verifier })).status, 200)
})

test('C3 plain is compared as it is where the credentials may use it (oauth.md §4.6, G-05)', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app, { redirectUrls: [DEMO.redirectUrl] })
  const act = { clientId: client.id, actor: 'operator', switches: { allowsPlainPkce: true } }
  await app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
  const verifier = 'plain-verifier-plain-verifier-plain-verifier'
  for (const [code_verifier, status] of [
    [verifier.toUpperCase(), 400],
    [verifier, 200],
  ] as const) {
    const answer = await client.authorize(await app.signedIn(DEMO.owner), {
      scope: 'directory.person.r',
      redirect_uri: DEMO.redirectUrl,
      code_challenge: verifier,
      code_challenge_method: 'plain',
    })
    assert.equal((await client.token({ code: codeIn(answer), code_verifier })).status, status)
  }
})

test('C3 a verifier for a code without challenge is invalid_grant (G-31)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const answer = await client.token({ ...(await newCode(app)), code_verifier: newPkce().verifier })
  assertRefused(answer, 'invalid_grant')
})

test('C4 another redirect_uri burns the code (G-31)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  const redirect_uri = DEMO.organizationRedirectUrl
  assertRefused(await client.token({ ...code, redirect_uri }), 'invalid_grant')
  assertRefused(await client.token(code), 'invalid_grant', NOT_FOUND)
})

test('C4 a code lives for ten minutes (oauth.md §11)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  app.clock.advance(TEN_MINUTES_MS - 1)
  assert.equal((await client.token(code)).status, 200)
  const late = await newCode(app)
  app.clock.advance(TEN_MINUTES_MS)
  assertRefused(await client.token(late), 'invalid_grant', NOT_FOUND)
})

test('C1 a code that was redeemed is still known when it would have expired: the replay ends its tokens', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  const { refresh_token } = tokensIn(await client.token(code))
  app.clock.advance(24 * 3600_000)
  await app.runJobs()
  assertRefused(await client.token(code), 'invalid_grant', NOT_FOUND)
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'code replayed')
})

test('C9 what ends a connection between consent and exchange denies the code, and says why (oauth.md §11, §12.2)', async () => {
  await using app = await testApp()
  const { db, clock } = app
  const causes: [string, (built: Awaited<ReturnType<typeof consented>>) => Promise<unknown>][] = [
    [
      'app deactivated',
      ({ appId }) => db.transaction(tx => deactivateApp(tx, actOn(appId), app.app.apps, clock.now())),
    ],
    [
      'scope no longer granted',
      ({ appId }) => {
        const scope = { ...actOn(appId), scope: 'directory.organization.r' }
        return db.transaction(tx => removeDesiredScope(tx, scope, app.app.apps, clock.now()))
      },
    ],
    [
      'person not available',
      ({ personId }) =>
        db.transaction(tx => banPerson(tx, { personId }, app.app.directoryHooks, clock.now())),
    ],
    [
      'roles changed',
      ({ organizationId, personId }) => {
        const roles = { organizationId, personId, roles: 4 }
        return db.transaction(tx => changeRoles(tx, roles, app.app.directoryHooks, clock.now()))
      },
    ],
    [
      'credentials changed',
      ({ client }) => {
        const act = { clientId: client.id, actor: 'operator', switches: { isConfidential: false } }
        return db.transaction(tx => switchCredentials(tx, act, clock.now()))
      },
    ],
  ]
  for (const [reason, cause] of causes) {
    const built = await consented()
    await cause(built)
    assertRefused(await built.client.token(built.code), 'invalid_grant', reason)
  }

  /** An app that may act on behalf of an organization, and its code. */
  async function consented() {
    const [owner, person] = [await buildPerson(app), await buildPerson(app)]
    const members = { [person.id]: ['admin', 'designer'] }
    const { id: organizationId } = await buildOrganization(app, { owner, members })
    const { id: appId, client } = await buildApp(app, { redirectUrls: [DEMO.redirectUrl] })
    const scope = `Per>Org/${organizationId}.directory.organization.r`
    const code = await newCode(app, { client, person: person.email, scope })
    return { appId, client, code, organizationId, personId: person.id }
  }
})

test('C7 whatever is used once is of use in its own place only', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { code } = await newCode(app)
  const { access_token, refresh_token } = await newTokens(app)
  const browser = await app.signedIn(DEMO.owner)
  const session = browser.cookies.get('grantory_session')
  assert.ok(session)
  const anonymous = app.anonymous()
  await anonymous.submit(await anonymous.get('/password/forgot'), { email: DEMO.member })
  await app.runJobs()
  const link = new URL(/https?:\/\/\S+/.exec((await app.mails(DEMO.member)).at(-1)?.text ?? '')?.[0] ?? '')
  const reset = link.searchParams.get('token')
  assert.ok(reset)

  for (const other of [refresh_token, access_token, session, reset])
    assertRefused(await client.token({ code: other }), 'invalid_grant', NOT_FOUND)
  for (const other of [code, access_token, session, reset])
    assertRefused(await client.refresh(other), 'invalid_grant', NOT_FOUND)
  for (const other of [code, refresh_token, session, reset]) {
    const answer = await client.api(other, '/api/v1/person')
    assert.deepEqual([answer.status, answer.body], [403, { errors: ['invalid_jwt'] }])
    const revoked = await client.api(other, '/api/v1/revoked_access_tokens', { method: 'POST' })
    assert.deepEqual([revoked.status, revoked.body], [403, { errors: ['invalid_jwt'] }])
  }
  for (const other of [code, refresh_token, session]) {
    const page = await app.anonymous().get(`/password/reset?token=${other}`)
    assert.doesNotMatch(page.text, /name="password"/)
  }
  // None of them was used up by the attempt.
  assert.equal((await client.token({ code })).status, 200)
  assert.equal((await client.refresh(refresh_token)).status, 200)
  assert.match((await app.anonymous().get(`/password/reset?token=${reset}`)).text, /name="password"/)
})

test('C7 T6 T8 codes of all kinds and interactions are no tokens where tokens are taken', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const redemption = await newCode(app)
  const { code } = redemption
  const tokens = await newTokens(app)
  const device = await buildDevice(app, { client })
  const page = await begin(await app.signedIn(DEMO.owner), client, { scope: 'Org.directory.organization.r' })
  const interaction = interactionOn(page)
  const codes = { code, deviceCode: device.deviceCode, userCode: device.userCode, interaction }
  const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: client.basic }
  for (const [kind, text] of Object.entries({ ...codes, refresh: tokens.refresh_token })) {
    if (kind !== 'refresh') {
      const asked = await client.send('/oauth/introspect', `token=${text}`, form)
      assert.deepEqual(asked.body, { active: false }, kind)
      assert.equal((await client.send('/oauth/revoke', `token=${text}`, form)).status, 200, kind)
    }
    const bearer = { ...form, authorization: `Bearer ${text}` }
    const delegated = await client.send('/oauth/delegate', `client_id=${client.id}`, bearer)
    assert.deepEqual([delegated.status, delegated.body.errors], [403, ['invalid_jwt']], kind)
    assertRefused(await exchange(client, text), 'invalid_request')
    const polled = await client.token({
      grant_type: DEVICE_GRANT,
      device_code: kind === 'deviceCode' ? 'x' : text,
    })
    assertRefused(polled, 'invalid_grant', NOT_FOUND)
    if (kind !== 'refresh') assertRefused(await client.refresh(text), 'invalid_grant', NOT_FOUND)
    if (kind !== 'code') assertRefused(await client.token({ code: text }), 'invalid_grant', NOT_FOUND)
  }
  // None of them was used up by the attempt.
  tokensIn(await client.token(redemption))
  tokensIn(await client.refresh(tokens.refresh_token))
  assertRefused(await device.poll(), 'authorization_pending')
})
