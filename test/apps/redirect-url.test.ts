import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  validateRedirectUrl,
  validateWebhookUrl,
  validateWebUrl,
} from '../../src/modules/apps/redirect-url.ts'

const dangerousSchemes = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'javascript://localhost/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://app.example.com/0190c8a4',
  'about:blank',
  'view-source:https://app.example.com/',
  'intent://app#Intent;scheme=http;end',
]

test('R3 URLs that run code or open local things cannot be registered, in any of the places for URLs', () => {
  for (const url of dangerousSchemes) {
    assert.notEqual(validateRedirectUrl(url, 'sandbox'), null, url)
    assert.notEqual(validateWebUrl(url, 'sandbox'), null, url)
    assert.notEqual(validateWebhookUrl(url, 'sandbox'), null, url)
  }
})

test('https redirect URLs can be registered as they are (platform.md §4.6)', () => {
  for (const url of [
    'https://app.example.com',
    'https://app.example.com/',
    'https://app.example.com/auth/callback?tenant=1&x=%20',
    'https://app.example.com:8443/a%2Fb',
    'https://xn--bcher-kva.example/cb',
    'https://[2001:db8::1]/cb',
  ]) {
    assert.equal(validateRedirectUrl(url, 'production'), null, url)
  }
})

test('redirect URLs that a browser would rewrite or that could match more than one address are refused', () => {
  for (const url of [
    '',
    'callback',
    '//app.example.com/cb',
    'https:app.example.com/cb',
    'https:///cb',
    'https://app.example.com/cb#done',
    'https://app.example.com/cb#',
    'https://user@app.example.com/cb',
    'https://good.example@evil.example/cb',
    'https://*.example.com/cb',
    'https://app.example.com/*',
    'https://APP.example.com/cb',
    'HTTPS://app.example.com/cb',
    'https://app.example.com./cb',
    'https://app.example.com\\@evil.example/cb',
    'https://app.example.com/a/../cb',
    'https://app.example.com/%2e%2e/cb',
    'https://app.exämple.com/cb',
    'https://app.example.com/c b',
    'https://app.example.com/\ncb',
    'https://2130706433/cb',
    'https://app.example.com:99999/cb',
    `https://app.example.com/${'a'.repeat(2000)}`,
  ]) {
    assert.notEqual(validateRedirectUrl(url, 'sandbox'), null, url)
  }
})

test('native apps can register a scheme of their own (spec oauth.md §4.1)', () => {
  for (const url of ['myapp://auth/done', 'com.example.app:/oauth2redirect', 'my-app+test.1://x']) {
    assert.equal(validateRedirectUrl(url, 'production'), null, url)
  }
  for (const url of [
    'myapp:done',
    'MyApp://done',
    'myapp://user@done',
    'myapp://done#x',
    'my_app://x',
    'urn:ietf:wg:oauth:2.0:oob',
  ]) {
    assert.notEqual(validateRedirectUrl(url, 'production'), null, url)
  }
})

test('http redirect URLs are for the own machine in production and for every host in the sandbox (G-36)', () => {
  for (const url of ['http://localhost:3000/cb', 'http://127.0.0.1/callback', 'http://[::1]:8080/cb']) {
    assert.equal(validateRedirectUrl(url, 'production'), null, url)
  }
  for (const url of [
    'http://app.example.com/cb',
    'http://localhost.evil.example/cb',
    'http://127.0.0.1.evil.example/',
    'http://0.0.0.0/cb',
  ]) {
    assert.notEqual(validateRedirectUrl(url, 'production'), null, url)
    assert.equal(validateRedirectUrl(url, 'sandbox'), null, url)
  }
})

test('webhook URLs may carry a name, a password and a place for the subject (events.md §5)', () => {
  assert.equal(validateWebhookUrl('https://user:pass@app.example.com/events/:subject', 'production'), null)
  assert.notEqual(validateWebhookUrl('http://user:pass@app.example.com/events', 'production'), null)
  assert.notEqual(validateWebhookUrl('https://a@b@app.example.com/events', 'production'), null)
})

test('webhooks lead to the public network in production, and nowhere to what clouds keep secret (attack F1)', () => {
  const never = ['169.254.169.254', '0.0.0.0', '[fe80::1]', '[::]', '[::ffff:a9fe:a9fe]', '224.0.0.1']
  const internal = [
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '[::1]', '[fd00::1]'],
    ...['[::ffff:7f00:1]', 'localhost', 'db.localhost', 'hub.internal', 'printer.local', 'intranet'],
  ]
  for (const host of never) {
    assert.notEqual(validateWebhookUrl(`https://${host}/hooks`, 'production'), null, host)
    assert.notEqual(validateWebhookUrl(`https://u:p@${host}/hooks`, 'sandbox'), null, host)
  }
  for (const host of internal) {
    assert.notEqual(validateWebhookUrl(`https://${host}/hooks`, 'production'), null, host)
    assert.equal(validateWebhookUrl(`http://${host}:3000/hooks`, 'sandbox'), null, host)
  }
  for (const host of ['app.example.com', '8.8.8.8', '[2606:4700::1111]'])
    assert.equal(validateWebhookUrl(`https://${host}/hooks`, 'production'), null, host)
  // Spellings a resolver would read as addresses are none that browsers write.
  for (const host of ['2130706433', '0x7f.1', '017700000001', '127.1'])
    assert.notEqual(validateWebhookUrl(`https://${host}/hooks`, 'sandbox'), null, host)
})
