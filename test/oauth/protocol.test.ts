import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isTruthy, listParameter, readParameters } from '../../src/modules/oauth/protocol/parameters.ts'
import { readChallenge, verifierMatches } from '../../src/modules/oauth/protocol/pkce.ts'

const KNOWN = new Set(['scope', 'state', 'code', 'resource'])

function read(...sources: unknown[]) {
  const result = readParameters(sources, KNOWN)
  return 'repeated' in result ? result : Object.fromEntries(result)
}

test('parameters come from query and body, each once (oauth.md §2.2, G-04)', () => {
  assert.deepEqual(read({ scope: 'a' }, { code: 'b' }), { scope: 'a', code: 'b' })
  assert.deepEqual(read({ scope: 'a' }, { scope: 'a' }), { scope: 'a' }, 'the same value in both places')
  assert.deepEqual(read(undefined, null, 'text', ['x'], { scope: 'a' }), { scope: 'a' })
})

test('R4 a parameter given twice in one place, or differently in two, is refused (RFC 6749 §3.1, G-04)', () => {
  assert.deepEqual(read({ scope: ['a', 'b'] }), { repeated: 'scope' })
  assert.deepEqual(read({ scope: ['a', 'a'] }), { repeated: 'scope' })
  assert.deepEqual(read({ scope: 'a' }, { scope: 'b' }), { repeated: 'scope' })
  assert.deepEqual(read({ scope: { nested: 'a' } }), { repeated: 'scope' })
})

test('resource and unknown parameters may repeat (RFC 8707 §2, G-04)', () => {
  assert.deepEqual(read({ resource: ['a', 'b'], other: ['a', 'b'], 'kinds[]': ['a'] }), {})
  assert.deepEqual(read({ other: 'a' }, { other: 'b' }), { other: 'b' })
})

test('an empty value counts as absent, except state (G-04)', () => {
  assert.deepEqual(read({ scope: '', state: '', code: null }, { scope: 'a' }), { state: '', scope: 'a' })
})

test('numbers and booleans of a JSON body are read as their text', () => {
  assert.deepEqual(read({ code: 12, scope: true }), { code: '12', scope: 'true' })
})

test('T9 names that mean something to JavaScript are names like any other', () => {
  const body = JSON.parse('{"__proto__":"x","constructor":"y","scope":"a"}')
  const result = readParameters([body], KNOWN)
  assert(!('repeated' in result))
  assert.deepEqual(
    [...result],
    [
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['scope', 'a'],
    ],
  )
  assert.deepEqual(listParameter({}, 'constructor'), [])
  assert.deepEqual(listParameter({}, '__proto__'), [])
})

test('whatever a body holds, reading it gives texts or names what is repeated', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 3 }), sources => {
      const result = readParameters(sources, KNOWN)
      if ('repeated' in result) return assert.ok(KNOWN.has(result.repeated))
      for (const [name, value] of result) assert.ok(value !== '' || name === 'state')
    }),
  )
})

test('a list is read from one value or several, and holds texts only (oauth.md §2.2)', () => {
  assert.deepEqual(listParameter({ 'kinds[]': 'a' }, 'kinds[]'), ['a'])
  assert.deepEqual(listParameter({ 'kinds[]': ['a', 1, 'b', null] }, 'kinds[]'), ['a', 'b'])
  assert.deepEqual(listParameter('kinds[]=a', 'kinds[]'), [])
})

test('truthy is 1 or true (oauth.md §4.1)', () => {
  for (const value of ['1', 'true']) assert.equal(isTruthy(value), true)
  for (const value of ['0', 'false', '', 'yes', 'TRUE', undefined]) assert.equal(isTruthy(value), false)
})

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

test('the vector of RFC 7636 appendix B (oauth.md §4.6)', () => {
  assert.equal(verifierMatches({ challenge: CHALLENGE, method: 'S256' }, VERIFIER), true)
  assert.equal(verifierMatches({ challenge: CHALLENGE, method: 'S256' }, CHALLENGE), false)
  assert.equal(verifierMatches({ challenge: VERIFIER, method: 'plain' }, VERIFIER), true)
  assert.equal(verifierMatches({ challenge: VERIFIER, method: 'plain' }, `${VERIFIER}x`), false)
})

test('C3 a verifier has 43 to 128 unreserved characters (RFC 7636 §4.1)', () => {
  for (const length of [43, 128]) {
    const verifier = 'a'.repeat(length)
    assert.equal(verifierMatches({ challenge: verifier, method: 'plain' }, verifier), true)
  }
  for (const verifier of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}+`, `${'a'.repeat(43)}\n`, ''])
    assert.equal(verifierMatches({ challenge: verifier, method: 'plain' }, verifier), false)
})

test('a challenge names its method; plain needs permission (G-05, C3)', () => {
  assert.deepEqual(readChallenge(CHALLENGE, 'S256', false), { challenge: CHALLENGE, method: 'S256' })
  assert.deepEqual(readChallenge(VERIFIER, 'plain', true), { challenge: VERIFIER, method: 'plain' })
  for (const [challenge, method, allowsPlain] of [
    [CHALLENGE, undefined, true],
    [CHALLENGE, 'plain', false],
    [CHALLENGE, 'S512', true],
    [`${CHALLENGE}=`, 'S256', false],
    ['', 'S256', false],
    ['short', 'plain', true],
  ] as const)
    assert.ok('fault' in readChallenge(challenge, method, allowsPlain))
})
