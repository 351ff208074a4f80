import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'
import { answerParameters, claimsOf, codeIn } from '../support/test-client.ts'

test('a person allows an app and the app reads the person (oauth.md §4, §5.1, §6)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const answer = await client.authorize(browser, {
    scope: 'directory.person.r',
    redirect_uri: DEMO.redirectUrl,
    state: 'abc',
  })
  assert.equal(answerParameters(answer).get('state'), 'abc')
  const tokens = await client.token({ code: codeIn(answer) })
  assert.equal(tokens.status, 200, tokens.text)
  assert.equal(tokens.body.expires_in, 3600)
  assert.equal(tokens.body.scope, 'directory.person.r')
  assert.deepEqual(claimsOf(tokens.body.access_token).aud, ['stock_keeper'])
  const person = await client.api(tokens.body.access_token, '/api/v1/person')
  assert.equal(person.status, 200, person.text)
  assert.equal(person.body.email, DEMO.owner)
  const refreshed = await client.refresh(tokens.body.refresh_token)
  assert.equal(refreshed.status, 200, refreshed.text)
})
