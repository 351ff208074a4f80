import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equalInConstantTime, hmacHex, sha256Base64Url, sha256Hex } from '../../src/platform/crypto/digest.ts'
import { firstUuidAt, randomSecret, uuid } from '../../src/platform/crypto/random.ts'
import { createSecretBox } from '../../src/platform/crypto/secret-box.ts'

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const timeOf = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

test('an identifier is a UUID of version 7 that carries the given instant (RFC 9562 §5.7)', () => {
  const now = Date.UTC(2026, 0, 1)
  const id = uuid(now)
  assert.match(id, version7)
  assert.equal(timeOf(id), now)
})

test('identifiers of one process grow, also within a millisecond and when the clock steps back a little', () => {
  const now = Date.UTC(2027, 0, 1)
  const ids = Array.from({ length: 20_000 }, (_, index) => uuid(now - (index % 3)))
  assert.deepEqual(ids, ids.toSorted())
  assert.equal(new Set(ids).size, ids.length)
})

test('identifiers follow a clock that was set back for good', () => {
  const earlier = Date.UTC(2025, 0, 1)
  uuid(Date.UTC(2028, 0, 1))
  assert.equal(timeOf(uuid(earlier)), earlier)
})

test('what was made before an instant is told by its identifier', () => {
  const instant = Date.UTC(2029, 5, 1, 12)
  const [before, at] = [uuid(instant - 1), uuid(instant)]
  assert.ok(before < firstUuidAt(instant) && firstUuidAt(instant) < at)
})

test('a secret has letters and digits only, all of them, and does not repeat', () => {
  assert.match(randomSecret(), /^[A-Za-z0-9]{32}$/)
  assert.match(randomSecret(7), /^[A-Za-z0-9]{7}$/)
  assert.equal(new Set(randomSecret(20_000)).size, 62)
  assert.notEqual(randomSecret(), randomSecret())
})

test('digests agree with published vectors', () => {
  assert.equal(sha256Hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad') // FIPS 180-4
  assert.equal(
    sha256Base64Url('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'), // RFC 7636 appendix B
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
  assert.equal(
    hmacHex(Buffer.from('Jefe'), 'what do ya want for nothing?'), // RFC 4231 §4.3
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('texts are equal only when every character is', () => {
  assert.equal(equalInConstantTime('secret', 'secret'), true)
  assert.equal(equalInConstantTime('secret', 'secreT'), false)
  assert.equal(equalInConstantTime('secret', 'secret1'), false)
  assert.equal(equalInConstantTime('', ''), true)
})

test('a sealed secret can be opened, and looks different each time', () => {
  const box = createSecretBox('k'.repeat(32))
  const sealed = box.seal('client secret', 'größer')
  assert.equal(box.open('client secret', sealed), 'größer')
  assert.notEqual(box.seal('client secret', 'größer'), sealed)
  assert.equal(box.open('client secret', box.seal('client secret', '')), '')
})

test('a ciphertext opens only for its purpose and unchanged', () => {
  const box = createSecretBox('k'.repeat(32))
  const sealed = box.seal('client secret', 'hidden')
  assert.throws(() => box.open('signing key', sealed))
  const at = sealed.indexOf('.') + 3
  const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
  assert.throws(() => box.open('client secret', changed))
  assert.throws(() => box.open('client secret', sealed.slice(0, 20)))
  assert.throws(() => box.open('client secret', ''))
})

test('after a change of the secret key the previous one still reads, a foreign one does not (G-24)', () => {
  const old = createSecretBox('old'.repeat(11))
  const sealed = old.seal('signing key', 'hidden')
  const changed = createSecretBox('new'.repeat(11), 'old'.repeat(11))
  assert.equal(changed.open('signing key', sealed), 'hidden')
  assert.notEqual(changed.seal('signing key', 'hidden').split('.')[0], sealed.split('.')[0])
  assert.throws(() => createSecretBox('new'.repeat(11)).open('signing key', sealed), /another SECRET_KEY/)
})

test('each purpose and each secret key has its own key of 32 bytes', () => {
  const box = createSecretBox('k'.repeat(32))
  assert.equal(box.key('successor').length, 32)
  assert.deepEqual(box.key('successor'), createSecretBox('k'.repeat(32)).key('successor'))
  assert.notDeepEqual(box.key('successor'), box.key('csrf'))
  assert.notDeepEqual(box.key('successor'), createSecretBox('l'.repeat(32)).key('successor'))
})
