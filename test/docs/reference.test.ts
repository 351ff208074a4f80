import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'
import { decodeHtml, formsOf } from '../support/test-browser.ts'

const app = await testApp()
after(() => app[Symbol.asyncDispose]())

test('the reference lists every request of the document, and each has a page', async () => {
  const browser = app.anonymous()
  const { paths } = JSON.parse((await browser.get('/docs/api.json')).text)
  const list = (await browser.get('/docs/api')).text
  const operations = Object.values<Record<string, { operationId: string; summary: string }>>(paths).flatMap(
    Object.values<{ operationId: string; summary: string }>,
  )
  assert.ok(operations.length > 40)
  for (const { operationId, summary } of operations) {
    assert.ok(list.includes(`href="/docs/api/${operationId}"`), operationId)
    const page = await browser.get(`/docs/api/${operationId}`)
    assert.equal(page.status, 200, operationId)
    assert.ok(
      decodeHtml(page.text).includes(`<h1 class="text-2xl font-semibold" lang="en">${summary}</h1>`),
      operationId,
    )
  }
  assert.equal((await browser.get('/docs/api/nothing')).status, 404)
})

test('without a script the form fills in the curl line, and no secret has a name that could get into an address', async () => {
  const browser = app.anonymous()
  const path = '/docs/api/update-member-of-organization'
  const form = formsOf((await browser.get(path)).text).find(({ action }) => action.startsWith(path))
  assert.ok(form)
  assert.deepEqual(
    [...form.text.matchAll(/ name="([^"]*)"/g)].map(([, name]) => name),
    ['path.organization', 'path.id', 'body'],
  )
  const filled = new URLSearchParams({
    'path.organization': DEMO.linden,
    'path.id': 'a b',
    body: '{"membership":{"roles":["designer"]}}',
  })
  const page = (await browser.get(`${path}?${filled}`)).text
  const [, shown = ''] = /<code id="curl">(.*?)<\/code>/s.exec(page) ?? []
  const curl = decodeHtml(shown.replace(/<[^>]+>/g, ''))
  assert.equal(
    curl,
    [
      `curl ${app.publicUrl}/api/v1/person/organizations/${DEMO.linden}/memberships/a%20b`,
      '-X PATCH',
      '-H "Authorization: Bearer $GRANTORY_TOKEN"',
      "-H 'Content-Type: application/json'",
      `-d '{"membership":{"roles":["designer"]}}'`,
    ].join(' \\\n  '),
  )
})

test('no request of the reference has a secret that a form could put into an address, nor shows one from there', async () => {
  const browser = app.anonymous()
  const document = JSON.parse((await browser.get('/docs/api.json')).text)
  const ids = Object.values<Record<string, { operationId?: string }>>(document.paths).flatMap(path =>
    Object.values(path).flatMap(({ operationId }) => (operationId === undefined ? [] : [operationId])),
  )
  assert.ok(ids.length > 30)
  for (const id of ids) {
    const path = `/docs/api/${id}`
    const sent = new URLSearchParams({ body: '{"password":"hunter2"}' })
    for (const name of ['token', 'code', 'code_verifier', 'refresh_token', 'device_code', 'subject_token'])
      sent.set(`form.${name}`, 'hunter2')
    const page = await browser.get(`${path}?${sent}`)
    assert.equal(page.status, 200, id)
    const form = formsOf(page.text).find(({ action }) => action.startsWith(path))
    const names = [...(form?.text ?? '').matchAll(/ name="([^"]*)"/g)].map(([, name]) => name)
    const secrets = names.filter(name => /token$|code$|verifier|secret|password/.test(name ?? ''))
    assert.deepEqual(secrets, [], id)
    const mayShow = names.includes('body')
    const [curl = ''] = /<code id="curl">.*?<\/code>/s.exec(page.text) ?? []
    assert.equal(`${form?.text}${curl}`.includes('hunter2'), mayShow, id)
  }
  assert.match((await browser.get('/docs/api/create-test-account')).text, /data-field="body"/)
})

test('what is filled in stays text (attack O7)', async () => {
  const evil = '"><script>alert(1)</script>'
  const query = new URLSearchParams({ 'path.organization': evil, 'query.updated_or_created_since': evil })
  const page = (await app.anonymous().get(`/docs/api/list-members-of-organization?${query}`)).text
  assert.ok(!page.includes('<script>alert'))
})

test('a request says by whom it can be sent, with which scopes, and what comes of it', async () => {
  const page = (await app.anonymous().get('/docs/api/get-organization')).text
  assert.match(page, /A token of an organization, also on its behalf\./)
  assert.match(page, /href="\/docs\/scopes\?q=directory\.organization\.r">directory\.organization\.r</)
  assert.match(page, /require_two_factor_authentication/)
  assert.match(page, /href="\/docs\/errors#rest-api"/)
})

test('in German the reference is German around its English texts', async () => {
  const page = (await app.anonymous().get('/docs/api/get-organization?lang=de')).text
  assert.match(page, /Ein Token einer Organisation, auch in ihrem Auftrag\./)
  assert.match(page, /Diese Seite gibt es nur auf Englisch\./)
})
