import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const app = await testApp()
after(() => app[Symbol.asyncDispose]())

test('every page of the folder is shown, in the menu, and there as Markdown (platform.md §13)', async () => {
  const browser = app.anonymous()
  const home = (await browser.get('/docs')).text
  for (const file of globSync('docs/**/*.md', { cwd: root })) {
    const path = `/${file.replace(/\.md$/, '').replace(/\/README$/, '')}`
    const answer = await browser.get(path)
    assert.equal(answer.status, 200, path)
    assert.match(answer.text, /<h1[ >]/, path)
    if (path !== '/docs/guides') assert.ok(home.includes(`href="${path}"`), `${path} is in the menu`)
    const markdown = await browser.get(`/${file}`)
    assert.equal(markdown.headers['content-type'], 'text/markdown; charset=utf-8', file)
    assert.match(markdown.text, /^# /m)
  }
})

test('no link in a page of the documentation is dead, and every anchor is there', async () => {
  const browser = app.anonymous()
  const pages = new Map<string, string>()
  const dead: string[] = []
  const waiting = [{ from: '', href: '/docs' }]
  while (waiting.length > 0) {
    const { from, href } = waiting.pop() ?? { from: '', href: '' }
    const [path = '', anchor] = href.split('#', 2)
    if (!pages.has(path)) {
      const answer = await browser.get(path)
      const isPage = String(answer.headers['content-type']).startsWith('text/html')
      pages.set(path, answer.text)
      if (![200, 302, 303].includes(answer.status)) dead.push(`${from}: ${href} answers ${answer.status}`)
      // Other parts of the hub are looked at, not walked through; languages and pages of lists repeat.
      if (isPage && path.startsWith('/docs') && !/[?&](?:lang|page|q)=/.test(path)) {
        waiting.push(...linksIn(path, answer.text).map(link => ({ from: path, href: link })))
      }
    }
    if (anchor !== undefined && !pages.get(path)?.includes(` id="${anchor}"`)) dead.push(`${from}: ${href}`)
  }
  assert.ok(pages.size > 15)
  assert.deepEqual(dead, [])
})

test('no identifier is used twice within a page', async () => {
  for (const path of ['/docs/errors', '/docs/configuration', '/docs/guides/log-in-with-the-hub']) {
    const ids = [...(await app.anonymous().get(path)).text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
      path,
    )
  }
})

test('every error in the catalogue, and every variable of the configuration, can be linked to', async () => {
  const errors = (await app.anonymous().get('/docs/errors')).text
  for (const [, identifier = ''] of readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(
    /^\| (?:\d+ \| )?`([a-z_]+)`(?! \| (?:Text|Cause))/gm,
  )) {
    assert.ok(errors.includes(` id="${identifier}"`), identifier)
  }
  const variables = (await app.anonymous().get('/docs/configuration')).text
  assert.ok(variables.includes('<tr id="PUBLIC_URL">'))
})

test('guides speak of this hub, and of its address only where it is one', async () => {
  await using elsewhere = await testApp({ environment: { PUBLIC_URL: 'https://hub.example.org' } })
  const browser = elsewhere.anonymous()
  const guide = await browser.get('/docs/guides/verify-tokens')
  assert.ok(guide.text.includes('https://hub.example.org'))
  assert.ok(!guide.text.includes('localhost:4000'))
  const markdown = await browser.get('/docs/guides/verify-tokens.md')
  assert.ok(markdown.text.includes('https://hub.example.org'))
  assert.ok((await browser.get('/docs/configuration')).text.includes('http://localhost:PORT'))
})

test('a visitor’s browser asks whether a page has changed; pages with a name on them are kept nowhere', async () => {
  const browser = app.anonymous()
  const first = await browser.get('/docs/errors')
  assert.equal(first.headers['cache-control'], 'private, no-cache')
  const etag = String(first.headers['etag'])
  const again = await browser.get('/docs/errors', { 'if-none-match': `"other", ${etag}` })
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
  assert.notEqual((await browser.get('/docs/errors?lang=de')).headers['etag'], etag)
  const owner = await app.signedIn(DEMO.owner)
  const own = await owner.get('/docs/errors', { 'if-none-match': etag })
  assert.equal(own.status, 200)
  assert.equal(own.headers['cache-control'], 'no-store')
  assert.match(own.text, /Mara Lindqvist/)
})

test('nothing but the documentation can be read by its addresses (attack O5)', async () => {
  for (const path of [
    '/docs/nothing',
    '/docs/../package.json',
    '/docs/%2e%2e/package.json',
    '/docs/..%2fpackage.json',
    '/docs/examples/passport-app/.env',
    '/docs/examples/passport-app/node_modules/express/index.js',
    '/docs/README.md',
    // It is there, and no page names it.
    '/docs/examples/passport-app/package.json',
  ]) {
    assert.equal((await app.anonymous().get(path)).status, 404, path)
  }
})

test('files that pages link to are served as what they are', async () => {
  const code = await app.anonymous().get('/docs/examples/resource-api/hub-tokens.js')
  assert.equal(code.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal((await app.anonymous().get('/docs/images/consent.png')).headers['content-type'], 'image/png')
  assert.equal(code.text, readFileSync(join(root, 'examples/resource-api/hub-tokens.js'), 'utf8'))
})

test('in German everything but the guides is German, and the page says so', async () => {
  const page = (await app.anonymous().get('/docs/errors?lang=de')).text
  assert.match(page, /<html lang="de">/)
  assert.match(page, /Diese Seite gibt es nur auf Englisch\./)
  assert.match(page, /<div class="g-prose" lang="en">/)
  assert.match(page, />Anleitungen</)
})

test('a search finds sections and identifiers, those first whose name it is', async () => {
  const found = async (query: string) => {
    const page = await app.anonymous().get(`/docs/search?${new URLSearchParams({ q: query })}`)
    return [...page.text.matchAll(/<a class="font-medium hover:underline" href="([^"]*)"/g)].map(
      ([, href]) => href,
    )
  }
  assert.equal((await found('invalid_grant'))[0], '/docs/errors#invalid_grant')
  assert.equal((await found('PUBLIC_URL'))[0], '/docs/configuration#PUBLIC_URL')
  assert.ok((await found('refresh token')).length > 3)
  assert.deepEqual(await found('zebra unicorn'), [])
})

test('what was searched for stays text (attack O7)', async () => {
  const page = await app.anonymous().get('/docs/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E')
  assert.equal(page.status, 200)
  assert.doesNotMatch(page.text, /<script>alert/)
})

/** The addresses within the hub that a page links to. */
function linksIn(path: string, page: string): string[] {
  return [...page.matchAll(/ (?:href|src)="([^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter(href => href.startsWith('/') || href.startsWith('#'))
    .map(href => (href.startsWith('#') ? path + href : href))
}
