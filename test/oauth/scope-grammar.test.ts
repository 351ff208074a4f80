import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseScopes, separatorOf } from '../../src/modules/oauth/protocol/scope.ts'

/** The anchored superset of spec oauth.md §3.1, as it stands there. */
const ITEM =
  /^(?:(?:(Per)(?:\/([A-Za-z0-9-]+))?(?:>(Org)(?:\/([A-Za-z0-9-]+))?)?|(Org)(?:\/([A-Za-z0-9-]+))?)\.)?([a-z][a-z0-9_]{2,})\.([a-z][a-z_]{2,})\.(rw|r|w)$/

const ID = '6f0c2b1e-3d4a-4f7c-9a58-6e2d1b7f4c90'
const texts = (list: string) => parseScopes(list)?.map(({ text }) => text) ?? null

test('an item has an optional bearer, an app, a name and a permission (oauth.md §3.1)', () => {
  const form = (item: string) => parseScopes(item)?.[0]?.form
  assert.equal(form('directory.person.r'), 'Person')
  assert.equal(form('Per.directory.person.r'), 'Person')
  assert.equal(form('Org.directory.machines.rw'), 'Organization')
  assert.equal(form('Per>Org.directory.machines.rw'), 'Person>Organization')
  assert.deepEqual(parseScopes(`Org/${ID.toUpperCase()}.app_2.items.w`)?.[0], {
    text: 'app_2.items.w',
    app: 'app_2',
    name: 'items',
    permission: 'w',
    form: 'Organization',
    personId: null,
    organizationId: ID,
  })
  const both = parseScopes(`Per/${ID}>Org/${ID}.directory.person.r`)?.[0]
  assert.deepEqual([both?.personId, both?.organizationId], [ID, ID])
  assert.equal(parseScopes(`Per>Org/${ID}.directory.person.r`)?.[0]?.personId, null)
})

test('short scopes stand beside the grammar (oauth.md §16.2)', () => {
  assert.deepEqual(texts('user:read user:write'), ['user:read', 'user:write'])
  assert.equal(parseScopes('user:read')?.[0]?.form, 'Person')
  for (const item of ['user:admin', 'user:', 'USER:read', 'users:read']) assert.equal(parseScopes(item), null)
})

test('every part has its letters: what breaks the grammar is malformed (oauth.md §3.1, C-06)', () => {
  const malformed = [
    'directory.person.read',
    'directory.person',
    'directory.person.r.w',
    'directory.person.rw ,x',
    'di.person.r',
    'directory.pe.r',
    '1app.person.r',
    'directory.pers0n.r',
    'Directory.person.r',
    'directory.person.R',
    'per.directory.person.r',
    'ORG.directory.person.r',
    'Per/.directory.person.r',
    'Org>Per.directory.person.r',
    'Per>Per.directory.person.r',
    'Org/a/b.directory.person.r',
    'Org/a_b.directory.person.r',
    'openidd',
    '.directory.person.r',
    'directory..r',
  ]
  for (const item of malformed) assert.equal(parseScopes(item), null, item)
})

test('T9 hostile scope lists are malformed, not dangerous', () => {
  const hostile = [
    'directory.person.r\0',
    '\0',
    'directory.person.r"',
    "directory.person.r'--",
    'dírectory.person.r',
    'zаikio.person.r', // a Cyrillic letter
    'directory.person.r,',
    'directory.person.ｒ',
    '__proto__',
    'constructor',
    '__proto__.person.r',
    'constructor.__proto__.r',
    'Org/__proto__.directory.organization.r',
    'directory.person.r;DROP TABLE person',
    '<script>alert(1)</script>',
    '%2e%2e.person.r',
  ]
  for (const item of hostile) {
    // A comma at the end is no item; the rest of the list is fine.
    assert.equal(parseScopes(item) === null, item !== 'directory.person.r,', JSON.stringify(item))
  }
  assert.deepEqual(texts('constructor.prototype.r'), ['constructor.prototype.r'])
  assert.deepEqual(texts('toString.valueof.r'), null)
})

test('T9 a list of 10,000 scopes is refused, one of 200 is read', () => {
  const list = (length: number) => Array.from({ length }, (_, index) => `app${index}.items.r`).join(',')
  assert.equal(parseScopes(list(200))?.length, 200)
  assert.equal(parseScopes(list(201)), null)
  assert.equal(parseScopes(list(10_000)), null)
  // 10,000 times the same is one scope.
  assert.deepEqual(texts(Array(10_000).fill('app.items.r').join(' ')), ['app.items.r'])
})

test('commas and blanks separate, empty items and repetitions drop out (oauth.md §3.2, T9)', () => {
  assert.deepEqual(texts(' app.items.r,\t,app.items.w \n app.items.r,,'), ['app.items.r', 'app.items.w'])
  assert.deepEqual(texts(''), [])
  assert.deepEqual(texts(' , ,'), [])
})

test('the answer joins with a comma, unless the request used blanks and no comma (C-12)', () => {
  assert.equal(separatorOf('app.items.r,app.items.w'), ',')
  assert.equal(separatorOf('app.items.r app.items.w'), ' ')
  assert.equal(separatorOf('app.items.r, app.items.w'), ',')
  assert.equal(separatorOf('app.items.r'), ',')
  assert.equal(separatorOf(' app.items.r '), ',')
  assert.equal(separatorOf(''), ',')
})

const part = fc.stringMatching(/^[a-z][a-z_]{2,8}$/)
const wellFormed = fc
  .tuple(
    fc.constantFrom('', 'Per.', 'Org.', 'Per>Org.', `Org/${ID}.`, `Per/${ID}>Org/${ID}.`, 'Per/Ab-1>Org.'),
    part,
    part,
    fc.constantFrom('r', 'w', 'rw'),
  )
  .map(([bearer, app, name, permission]) => `${bearer}${app}.${name}.${permission}`)

test('everything well formed is read, whatever separates it (oauth.md §3.1, §3.2)', () => {
  const list = fc.array(wellFormed, { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(list, fc.constantFrom(',', ' ', ', ', '\t', ',,'), (items, separator) => {
      const scopes = parseScopes(items.join(separator))
      assert.equal(scopes?.length, new Set(items).size)
    }),
  )
})

test('exactly what matches the published grammar is read (oauth.md §3.1)', () => {
  const letters = 'PerOg>/.abc_0- r'
  const near = fc.oneof(
    wellFormed,
    fc.tuple(wellFormed, fc.nat(60), fc.constantFrom(...letters)).map(([text, at, letter]) => {
      const index = at % text.length
      return text.slice(0, index) + letter + text.slice(index + 1)
    }),
    fc.string({ unit: fc.constantFrom(...letters), maxLength: 30 }),
  )
  fc.assert(
    fc.property(near, text => {
      const items = text.split(/[\s,]+/).filter(item => item !== '')
      assert.equal(
        parseScopes(text) !== null,
        items.every(item => ITEM.test(item)),
        text,
      )
    }),
    { numRuns: 2000 },
  )
})
