import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { DEMO } from '../support/demo.ts'
import { exampleFolder, folderOf } from '../support/guides.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import { type RunningSite, startSite } from '../support/passport-app.ts'
import { itemsToken } from '../support/resource-server.ts'
import type { TestApp } from '../support/test-app.ts'
import { allowAll, codeIn } from '../support/test-client.ts'

const EXAMPLE = exampleFolder('resource-api')
const LINDEN_STOCK = ['Coated paper, 115 g, 70 × 100', 'Uncoated paper, 90 g, 70 × 100', 'Printing plates']

/** The example as it is, with one of the frameworks, beside this hub. */
async function resourceApi(hub: TestApp, script = 'app.js'): Promise<RunningSite> {
  const variables = { HUB_URL: hub.publicUrl, PORT: String(await freePort()) }
  const site = await startSite(EXAMPLE, variables, script)
  return { ...site, url: new URL(site.url).origin }
}

async function call(url: string, token: string | null, json?: unknown) {
  const response = await fetch(url, {
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && {
      method: 'POST',
      body: typeof json === 'string' ? json : JSON.stringify(json),
    }),
  })
  // A test reads whatever the server answered.
  // biome-ignore lint/suspicious/noExplicitAny: the members are what the test is about
  const body: any = await response.json()
  return { status: response.status, headers: response.headers, body }
}

function namesIn(items: { name: string }[]): string[] {
  return items.map(({ name }) => name)
}

for (const script of ['app.js', 'app-fastify.js']) {
  test(`${script}: a token of Linden Press sees its items and nobody else's, and adds to them as far as its scope goes`, async () => {
    await using hub = await listeningApp()
    await using api = await resourceApi(hub, script)
    const items = `${api.url}/items`
    const reading = await itemsToken(hub)
    const writing = await itemsToken(hub, `Org/${DEMO.linden}`, 'rw')
    const ink = { name: 'Ink', quantity: 12 }

    const before = await call(items, reading)
    assert.equal(before.status, 200)
    assert.deepEqual(namesIn(before.body.items), LINDEN_STOCK)
    const refused = await call(items, reading, ink)
    assert.deepEqual([refused.status, refused.body.errors[0]], [403, 'unpermitted_scope'])
    const added = await call(items, writing, ink)
    assert.deepEqual([added.status, added.body], [201, ink])
    for (const token of [reading, writing, await itemsToken(hub, `Per>Org/${DEMO.linden}`)])
      assert.deepEqual(namesIn((await call(items, token)).body.items), [...LINDEN_STOCK, 'Ink'])

    const other = await itemsToken(hub, 'Per')
    assert.deepEqual((await call(items, other)).body, { items: [] })
  })

  test(`${script}: bad input gets a clear error, and a body is not read before the token`, async () => {
    await using hub = await listeningApp()
    await using api = await resourceApi(hub, script)
    const items = `${api.url}/items`
    const token = await itemsToken(hub, `Org/${DEMO.linden}`, 'rw')
    const faults: [wish: unknown, fields: string[]][] = [
      [{}, ['name', 'quantity']],
      [[], ['name', 'quantity']],
      [{ name: ' ', quantity: 1 }, ['name']],
      [{ name: ['Ink'], quantity: 1 }, ['name']],
      [{ name: 'Ink', quantity: -1 }, ['quantity']],
      [{ name: 'Ink', quantity: 1.5 }, ['quantity']],
      [{ name: 'Ink', quantity: '1' }, ['quantity']],
    ]
    for (const [wish, fields] of faults) {
      const { status, body } = await call(items, token, wish)
      assert.deepEqual([status, Object.keys(body.errors)], [422, fields], JSON.stringify(wish))
    }
    assert.equal((await call(items, token, '{')).status, 400)
    assert.equal((await call(items, token, { name: 'x'.repeat(2_000_000), quantity: 1 })).status, 413)
    assert.equal((await call(items, null, '{')).status, 401)
    assert.equal((await call(items, 'x', '{')).status, 403)
    assert.deepEqual((await call(`${api.url}/nothing`, token)).body, { errors: ['not_found'] })
    assert.deepEqual(namesIn((await call(items, token)).body.items), LINDEN_STOCK)
  })

  test(`${script}: who has no token is led to the metadata, and from there to the hub (RFC 9728 §3, §5.1)`, async () => {
    await using hub = await listeningApp()
    await using api = await resourceApi(hub, script)
    const { status, headers } = await call(`${api.url}/items`, null)
    assert.equal(status, 401)
    const [, url = ''] =
      /^Bearer resource_metadata="([^"]+)"$/.exec(headers.get('www-authenticate') ?? '') ?? []
    const { body } = await call(url, null)
    // RFC 9728 §3.3: the resource is the URL from which the client came here.
    assert.equal(body.resource, api.url)
    assert.deepEqual(body.authorization_servers, [hub.publicUrl])
    assert.ok(body.scopes_supported.includes('warehouse.items.r'))
    const found = await call(`${hub.publicUrl}/.well-known/oauth-authorization-server`, null)
    assert.equal(found.body.issuer, hub.publicUrl)
  })
}

test('the commands in the README of the example lead from nothing to the items of Linden Press', async () => {
  await using hub = await listeningApp()
  await using api = await resourceApi(hub)
  const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8')
  const [, path = ''] = /http:\/\/localhost:4000(\/oauth\/authorize\S+)/.exec(readme) ?? []
  const code = codeIn(await allowAll(await hub.signedIn(DEMO.owner), path))

  const commands = [...readme.matchAll(/^ {3}(app=.*|curl .*)$/gm)].map(([, command = '']) => command)
  const [app = '', exchange = '', ...others] = commands.map(command =>
    command
      .replaceAll('http://localhost:4000', hub.publicUrl)
      .replaceAll('http://localhost:3100', api.url)
      .replace('<code>', code),
  )
  const run = (token: string, ...lines: string[]) =>
    promisify(execFile)('bash', ['-ec', [app, `token=${token}`, ...lines].join('\n')])
  const { access_token } = JSON.parse((await run('', exchange)).stdout)
  const [see = '', add = '', revoke = '', seeAgain = ''] = others
  assert.deepEqual(namesIn(JSON.parse((await run(access_token, see)).stdout).items), LINDEN_STOCK)
  assert.deepEqual(JSON.parse((await run(access_token, add)).stdout), { name: 'Ink', quantity: 12 })
  await run(access_token, revoke)
  // The list here is a moment old; a server that starts now has the new one.
  await using restarted = await resourceApi(hub)
  const { stdout } = await run(access_token, seeAgain.replace(api.url, restarted.url))
  assert.match(stdout, /^HTTP\/1\.1 403 .*"invalid_jwt"/s)
})

test('who follows the guide has an API that takes the token of Linden Press, and refuses it when it was revoked', async () => {
  await using hub = await listeningApp()
  using folder = folderOf('verify-tokens.md')
  cpSync(join(EXAMPLE, 'hub-tokens.js'), join(folder.path, 'hub-tokens.js'))
  const start = async () => startSite(folder.path, { HUB_URL: hub.publicUrl, PORT: String(await freePort()) })
  await using site = await start()
  const token = await itemsToken(hub)
  const { status, body } = await call(site.url, token)
  const message = `stock_keeper may see the items of Organization/${DEMO.linden}`
  assert.deepEqual([status, body], [200, { message }])
  const refused = await call(site.url, null)
  assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer'])

  await hub.client(DEMO.stockKeeper).api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  await using restarted = await start()
  assert.deepEqual((await call(restarted.url, token)).body, { errors: ['invalid_jwt'] })
})
