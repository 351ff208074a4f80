import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerUrl, formTarget, matchRedirectUri } from '../../src/modules/oauth/protocol/redirect-uri.ts'

const GOOD = 'https://good.example/auth/callback'

test('without a redirect URI the first registered one is taken (oauth.md §4.1)', () => {
  assert.equal(matchRedirectUri([GOOD, 'https://other.example/'], undefined), GOOD)
  assert.equal(matchRedirectUri([], undefined), null)
})

test('a redirect URI is compared character by character (oauth.md §4.1, G-06)', () => {
  const registered = [GOOD, 'myapp://auth/done', 'http://localhost:3000/callback', 'http://localhost:8081']
  for (const url of registered) assert.equal(matchRedirectUri(registered, url), url)
  assert.equal(matchRedirectUri(registered, 'http://localhost:8081/'), null)
  assert.equal(matchRedirectUri(registered, 'http://localhost:3001/callback'), null)
  assert.equal(matchRedirectUri(registered, 'myapp://auth/done/'), null)
})

test('R1 no variant of a registered redirect URI passes for it', () => {
  const variants = [
    'https://good.example.evil.example/auth/callback',
    'https://evilgood.example/auth/callback',
    'https://good.example@evil.example/auth/callback',
    'https://a@b@good.example/auth/callback',
    'https://good.example\\@evil.example/auth/callback',
    'https://good.example%5c@evil.example/auth/callback',
    'https:\\\\good.example\\auth\\callback',
    'https://good.example/auth/..;/callback',
    'https://good.example/x/%2e%2e/auth/callback',
    'https://good.example/x/../auth/callback',
    `${GOOD}/more`,
    `${GOOD}/`,
    `${GOOD}?next=evil`,
    `${GOOD}?`,
    `${GOOD}#fragment`,
    `${GOOD}#`,
    'https://GOOD.example/auth/callback',
    'HTTPS://good.example/auth/callback',
    'https://good.example/AUTH/callback',
    'https://good.example./auth/callback',
    'https://gооd.example/auth/callback', // Cyrillic letters
    'https://xn--gd-fmca.example/auth/callback',
    'http://good.example/auth/callback',
    'https://good.example:443/auth/callback',
    'https://good.example:8443/auth/callback',
    'https://*.example/auth/callback',
    '*',
    'https://[::ffff:127.0.0.1]/auth/callback',
    `${GOOD}\t`,
    `${GOOD}\n`,
    `\n${GOOD}`,
    ` ${GOOD}`,
    `${GOOD}\0`,
    'https://good.example//auth/callback',
    '//good.example/auth/callback',
    'good.example/auth/callback',
    `${GOOD}?${'a'.repeat(8192)}`,
    'javascript:alert(1)',
    '',
  ]
  for (const variant of variants)
    assert.equal(matchRedirectUri([GOOD], variant), null, JSON.stringify(variant))
})

test('R2 for registered loopback addresses the port is free, and nothing else (RFC 8252 §7.3, G-06)', () => {
  const registered = ['http://127.0.0.1/callback', 'http://[::1]:8000/callback?a=1']
  const allowed = [
    'http://127.0.0.1:51004/callback',
    'http://127.0.0.1:1/callback',
    'http://[::1]/callback?a=1',
    'http://[::1]:65535/callback?a=1',
  ]
  for (const url of allowed) assert.equal(matchRedirectUri(registered, url), url, url)
  const refused = [
    'http://127.0.0.1:51004/callback/',
    'http://127.0.0.1:51004/other',
    'http://127.0.0.1:51004/callback?x=1',
    'http://127.0.0.1:51004/callback#x',
    'http://127.0.0.1:51004',
    'https://127.0.0.1:51004/callback',
    'http://localhost:51004/callback',
    'http://localhost.evil.example:51004/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://127.0.0.1:80@evil.example/callback',
    'http://127.0.0.2:51004/callback',
    'http://127.1:51004/callback',
    'http://2130706433/callback',
    'http://[::ffff:127.0.0.1]:51004/callback',
    'http://[0:0:0:0:0:0:0:1]:8000/callback?a=1',
    'http://127.0.0.1:/callback',
    'http://127.0.0.1:65536/callback',
    'http://127.0.0.1:99999/callback',
    'http://127.0.0.1:123456/callback',
    'http://127.0.0.1:-1/callback',
    'http://127.0.0.1:51004/callback\n',
  ]
  for (const url of refused) assert.equal(matchRedirectUri(registered, url), null, JSON.stringify(url))
})

test('R2 localhost is a name like any other: its port counts', () => {
  assert.equal(matchRedirectUri(['http://localhost:3000/cb'], 'http://localhost:3001/cb'), null)
  assert.equal(matchRedirectUri(['http://localhost/cb'], 'http://localhost:3000/cb'), null)
})

test('parameters of an answer follow the query the URL has, in their order (oauth.md §4.2, C-51)', () => {
  assert.equal(answerUrl(GOOD, { code: 'c', state: undefined, iss: 'i' }), `${GOOD}?code=c&iss=i`)
  assert.equal(answerUrl(`${GOOD}?a=1`, { code: 'c', state: '' }), `${GOOD}?a=1&code=c&state=`)
  assert.equal(answerUrl('myapp://done', { state: 'a+b/c== --' }), 'myapp://done?state=a%2Bb%2Fc%3D%3D%20--')
})

test('a page allows its form the way to the app and no other (architecture §7)', () => {
  assert.equal(formTarget(GOOD), 'https://good.example')
  assert.equal(formTarget('http://localhost:3000/cb'), 'http://localhost:3000')
  assert.equal(formTarget('myapp://auth/done'), 'myapp:')
  assert.equal(formTarget('http://[::1]:3000/cb'), 'http:')
})
