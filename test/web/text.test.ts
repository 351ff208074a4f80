import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, raw } from '../../src/platform/web/html.ts'
import { pageLanguage } from '../../src/platform/web/language.ts'
import { monogramPicture, tilePicture } from '../../src/platform/web/pictures.ts'
import { plainName, visibleText } from '../../src/platform/web/plain-text.ts'
import { destinationOf, safeImageUrl, safeUrl } from '../../src/platform/web/safe-url.ts'
import { listOfNames, textsOf } from '../../src/platform/web/texts.ts'

test('a template escapes text and keeps markup, also in lists (attack O7)', () => {
  const inner = html`<b>${'<i>'}</b>`
  assert.equal(
    String(html`<p title="${`"'<>&`}">${inner}${['<u>', inner]}${raw('<br>')}</p>`),
    '<p title="&quot;&#39;&lt;&gt;&amp;"><b>&lt;i&gt;</b>&lt;u&gt;<b>&lt;i&gt;</b><br></p>',
  )
})

test('a template leaves out booleans, null and undefined, but not zero', () => {
  assert.equal(String(html`${true}${false}${null}${undefined}${0}${''}`), '0')
})

test('a template drops characters that hide or reorder text (attack O7)', () => {
  assert.equal(String(html`${'Stock\u202eKeeper\u200b\u0007'}`), 'StockKeeper')
})

test('visible text keeps joiners, direction marks, line feeds and tabs, which real texts use', () => {
  const text = 'می\u200cخواهم\u200f 👩\u200d🚀\n\tnext'
  assert.equal(visibleText(text), text)
})

test('a plain name is one line without hidden characters, so that it cannot begin a mail header (attack O7)', () => {
  assert.equal(
    plainName(' Linden\r\nBcc: all@example.com\u2028\u202e Press\u0000 '),
    'Linden Bcc: all@example.com Press',
  )
})

for (const address of [
  'https://stock.stockworks.example/start?a=1',
  'http://localhost:3000/',
  'mailto:help@stockworks.example',
  '/signin?interaction=1',
]) {
  test(`${address} may be a link (attack R3)`, () => assert.equal(safeUrl(address), address))
}

for (const address of [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' \tjava\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://hub.example/1',
  'com.stockworks.keeper:/callback',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  'signin',
  '',
]) {
  test(`${JSON.stringify(address)} may not be a link (attacks R3, R7)`, () =>
    assert.equal(safeUrl(address), null))
}

test('a picture comes over https or from ourselves', () => {
  assert.equal(safeImageUrl('https://cdn.example/logo.png'), 'https://cdn.example/logo.png')
  assert.equal(safeImageUrl('/assets/logo.svg'), '/assets/logo.svg')
  for (const address of [
    'http://cdn.example/logo.png',
    'data:image/svg+xml,<svg/>',
    'mailto:a@b.example',
    null,
  ]) {
    assert.equal(safeImageUrl(address), null)
  }
})

test('a destination is named by host and port, in ASCII so that look-alike letters show', () => {
  assert.deepEqual(destinationOf('https://stock.example/callback'), { kind: 'site', name: 'stock.example' })
  assert.deepEqual(destinationOf('http://localhost:3000/callback'), { kind: 'site', name: 'localhost:3000' })
  assert.deepEqual(destinationOf('https://grаntory.example/'), {
    kind: 'site',
    name: 'xn--grntory-3fg.example',
  })
})

test('a destination in an app on the device is named by its scheme', () => {
  assert.deepEqual(destinationOf('com.stockworks.keeper:/callback'), {
    kind: 'installed_app',
    name: 'com.stockworks.keeper:',
  })
})

test('the language is the first candidate that is one of ours; regions fall back (G-34)', () => {
  assert.equal(pageLanguage(['de-AT', 'en'], undefined), 'de')
  assert.equal(pageLanguage([null, 'en-US'], 'de'), 'en')
  assert.equal(pageLanguage(['fr', null], 'de'), 'de')
})

test('without a candidate the browser decides, by its weights; English is the last resort', () => {
  assert.equal(pageLanguage([], 'fr, de;q=0.7, en;q=0.8'), 'en')
  assert.equal(pageLanguage([], 'fr, en;q=0.2, de;q=0.9'), 'de')
  assert.equal(pageLanguage([], 'de;q=0, en;q=0.1'), 'en')
  assert.equal(pageLanguage([], 'fr;q=x,,;;'), 'en')
  assert.equal(pageLanguage([], undefined), 'en')
})

test('the same name gives the same picture, other names other ones', () => {
  assert.equal(String(tilePicture('stock_keeper')), String(tilePicture('stock_keeper')))
  assert.notEqual(String(tilePicture('stock_keeper')), String(tilePicture('warehouse')))
})

test('a monogram holds at most two letters or digits, so nothing in a name becomes markup (attack O7)', () => {
  const letters = (name: string) => />([^<]*)<\/text>/.exec(String(monogramPicture(name)))?.[1]
  assert.equal(letters('Mara van den Berg'), 'MB')
  assert.equal(letters('émile'), 'É')
  assert.equal(letters('<img src=x onerror=alert(1)>'), 'I1')
  assert.equal(letters('***'), '?')
})

test('German has every text of English, none empty, none left in English', () => {
  const same: string[] = []
  compare(textsOf('en'), textsOf('de'), '')
  assert.deepEqual(same, SAME_IN_BOTH)

  function compare(english: unknown, german: unknown, path: string): void {
    if (typeof english === 'string') {
      assert.equal(typeof german, 'string', path)
      assert.notEqual(german, '', path)
      if (english === german) same.push(path)
    } else if (typeof english === 'function') {
      assert.equal(typeof german, 'function', path)
    } else if (typeof english === 'object' && english !== null) {
      const other = typeof german === 'object' && german !== null ? german : {}
      assert.deepEqual(Object.keys(other), Object.keys(english), path)
      for (const [key, value] of Object.entries(english))
        compare(value, Reflect.get(other, key), `${path}.${key}`)
    }
  }
})

test('names are listed as the language does it', () => {
  assert.equal(listOfNames('en', ['Ada', 'Bo', 'Cy'], 'or'), 'Ada, Bo, or Cy')
  assert.equal(listOfNames('de', ['Ada', 'Bo', 'Cy'], 'and'), 'Ada, Bo und Cy')
})

const SAME_IN_BOTH = [
  '.page.tabs.apps',
  '.page.account.apps',
  '.roles.admin',
  '.oauth.create.name',
  '.oauth.device.code',
  '.picture.logo.label',
  '.security.step.code',
  '.security.passkeys.title',
  '.connectionTokens.tokens',
  '.docs.links.scopes',
  '.docs.api.document',
  '.docs.api.groups.person',
  '.docs.api.groups.apps',
  '.docs.api.groups.oauth',
  '.docs.api.bodyTypes.application/json',
  '.docs.api.types.null',
  '.flows.verifier.field',
  '.organization.site.name',
  '.organization.sectionNames.studio',
  '.organization.sectionNames.preflight',
  '.organization.sectionNames.workflow',
]
