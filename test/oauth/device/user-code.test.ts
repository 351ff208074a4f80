import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPollPace } from '../../../src/modules/oauth/device/poll-pace.ts'
import { createUserCodes, newUserCode, parseUserCode } from '../../../src/modules/oauth/device/user-code.ts'
import { createSecretBox } from '../../../src/platform/crypto/secret-box.ts'

test('user codes have eight of twenty consonants, all of them equally likely (RFC 8628 §6.1, D1)', () => {
  const counts = new Map<string, number>()
  for (let made = 0; made < 5000; made += 1) {
    const code = newUserCode()
    assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    for (const letter of code.replace('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  assert.equal(counts.size, 20)
  // 2,000 of each are expected, with a deviation of 44.
  for (const [letter, count] of counts) assert.ok(count > 1700 && count < 2300, `${letter}: ${count}`)
})

test('a typed code has one spelling, or is none (D1)', () => {
  for (const typed of [
    'KMXR-TZWQ',
    'kmxrtzwq',
    ' kmxr tzwq ',
    'k-m-x-r-t-z-w-q',
    'KMXR—TZWQ',
    'KMXR\u00a0TZWQ',
  ])
    assert.equal(parseUserCode(typed), 'KMXR-TZWQ', typed)
  for (const typed of ['', 'KMXR', 'KMXR-TZWQB', 'KMXR-TZWA', 'KMXR_TZWQ', 'KMXR.TZWQ', 'ＫＭＸＲＴＺＷＱ'])
    assert.equal(parseUserCode(typed), null, typed)
})

test('a code that waits while the secret key is changed is found and read by both keys (G-24)', () => {
  const before = createUserCodes(createSecretBox('the former secret key: 0123456789abcdef'))
  const after = createUserCodes(
    createSecretBox('the new secret key: 0123456789abcdef012345', 'the former secret key: 0123456789abcdef'),
  )
  const [stored] = before.hashes('KMXR-TZWQ')
  assert.ok(after.hashes('KMXR-TZWQ').includes(stored))
  assert.notEqual(after.hashes('KMXR-TZWQ')[0], stored)
  assert.equal(after.open(before.seal('KMXR-TZWQ')), 'KMXR-TZWQ')
})

test('slow_down makes the interval five seconds longer each time, up to a minute (RFC 8628 §3.5)', () => {
  const pace = createPollPace()
  let now = 0
  const after = (seconds: number) => {
    now += seconds * 1000
    return pace('device', now)
  }
  assert.equal(after(0), 'polite')
  for (let interval = 5; interval <= 60; interval += 5) {
    assert.equal(after(interval), 'polite')
    assert.equal(after(interval - 1), 'fast', `${interval}`)
  }
  assert.equal(after(60), 'polite')
  assert.equal(pace('another', now), 'polite')
})

test('the network may bring two polls half a second closer together', () => {
  const pace = createPollPace()
  pace('device', 0)
  assert.equal(pace('device', 4500), 'polite')
  assert.equal(pace('device', 8999), 'fast')
})
