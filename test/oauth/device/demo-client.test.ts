import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp, buildOrganization, buildPerson } from '../../support/builders.ts'
import { typeCode } from '../../support/devices.ts'
import { allow, choose } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'

const ORIGIN = { origin: 'https://device.example', accept: 'application/json, text/plain, */*' }
const JSON_BODY = { 'content-type': 'application/json', ...ORIGIN }

test('a browser page as a device: JSON from another origin, a poll every 500 ms whatever the answer says (clients.md §9)', async () => {
  await using app = await testApp()
  const person = await buildPerson(app)
  const { id } = await buildOrganization(app, { owner: person })
  const { publicClient } = await buildApp(app, { desires: ['zaikio.machines.rw'] })
  const post = (path: string, body: object) => publicClient.send(path, JSON.stringify(body), JSON_BODY)
  const clientId = { client_id: publicClient.id }

  const started = await post('/oauth/device_authorizations/authorize.json', {
    ...clientId,
    scope: 'Org.zaikio.machines.rw',
  })
  assert.equal(started.status, 200, started.text)
  assert.equal(started.headers['access-control-allow-origin'], '*')
  const poll = () =>
    post('/oauth/access_token.json', {
      ...clientId,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: started.body.device_code,
    })
  const polls = async (seconds: number) => {
    for (let turn = 0; turn < seconds * 2; turn += 1) {
      const answer = await poll()
      // Any 2xx ends its polling.
      assert.equal(answer.status, 400, answer.text)
      assert.match(answer.body.error, /^(authorization_pending|slow_down)$/)
      assert.equal(answer.headers['access-control-allow-origin'], '*')
      app.clock.advance(500)
    }
  }

  await polls(60)
  const { browser } = person
  const url = new URL(started.body.verification_uri_complete)
  const form = await browser.get(url.pathname + url.search)
  assert.equal(form.status, 200)
  const list = await typeCode(browser, started.body.user_code)
  await polls(10)
  await browser.follow(await allow(browser, await choose(browser, list, id)))

  const { status, body } = await poll()
  assert.equal(status, 200)
  assert.equal(body.scope, 'zaikio.machines.rw')
  assert.deepEqual(body.bearer, { id, type: 'Organization' })
  assert.deepEqual(claimsOf(body.access_token).scope, ['zaikio.machines.rw'])
  const api = await publicClient.api(body.access_token, '/api/v1/access_token.json', { headers: ORIGIN })
  assert.deepEqual(
    [api.status, api.body.bearer, api.headers['access-control-allow-origin']],
    [200, { id, type: 'Organization' }, '*'],
  )
  // The machine scope reads sites, too (C-50).
  const sites = await publicClient.api(body.access_token, '/api/v1/sites.json', { headers: ORIGIN })
  assert.deepEqual(
    [sites.status, sites.body.map((site: { headquarter: boolean }) => site.headquarter)],
    [200, [true]],
  )
  assert.equal(sites.headers['access-control-allow-origin'], '*')
  // It never stops polling, not even then.
  assert.equal((await poll()).body.error, 'invalid_grant')
})
