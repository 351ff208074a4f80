import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currencyOf } from '../../src/modules/directory/currency.ts'
import {
  bitsFromRoles,
  checkOrganization,
  checkPersonChanges,
  fullName,
  isAdministrator,
  languageOf,
  parseEmail,
  parseLocale,
  rolesFromBits,
} from '../../src/modules/directory/index.ts'
import { slugOf } from '../../src/modules/directory/organization.ts'
import { countryOptions } from '../../src/platform/countries.ts'

const keyOf = (text: string) => parseEmail(text)?.key ?? null

test('S6 spellings of one address have one key: case, compatibility characters, international hosts', () => {
  for (const spelling of [
    'mira@example.org',
    ' Mira@Example.ORG ',
    'ＭＩＲＡ@example.org',
    'mira＠example.org',
  ]) {
    assert.equal(keyOf(spelling), 'mira@example.org', spelling)
  }
  assert.equal(keyOf('Mira@MÜNCHEN.de'), 'mira@xn--mnchen-3ya.de')
  assert.equal(keyOf('mira@xn--mnchen-3ya.de'), 'mira@xn--mnchen-3ya.de')
  assert.equal(keyOf('mira@exam\u00adple.org'), 'mira@example.org')
})

test('mails go to the local part as it was written, at a plain host', () => {
  assert.equal(parseEmail('Mira.Okafor@Exam\u00adple.ORG')?.address, 'Mira.Okafor@example.org')
  assert.equal(parseEmail('mira@MÜNCHEN.de')?.address, 'mira@münchen.de')
})

test('S6 different addresses have different keys', () => {
  assert.notEqual(keyOf('mira@example.org'), keyOf('mıra@example.org'))
  assert.notEqual(keyOf('mira@example.org'), keyOf('mirа@example.org')) // the last letter is Cyrillic
  assert.notEqual(keyOf('mira+1@example.org'), keyOf('mira@example.org'))
})

test('what is no address is refused, also when it smuggles a header or is very long (O7)', () => {
  const wrong = [
    '',
    'mira',
    '@example.org',
    'mira@',
    'mira@localhost',
    'mi ra@example.org',
    'a..b@example.org',
  ]
  const smuggled = [
    'mira@example.org\r\nBcc: all@example.org',
    'mira@example.org, all@example.org',
    '<mira@example.org>',
  ]
  const long = [
    `${'a'.repeat(65)}@example.org`,
    `${'a'.repeat(100_000)}@example.org`,
    `a@${'b.'.repeat(130)}org`,
  ]
  for (const text of [...wrong, ...smuggled, ...long]) assert.equal(parseEmail(text), null, text.slice(0, 60))
})

test('roles are bits in their fixed order (directory-api.md §12.1)', () => {
  assert.equal(bitsFromRoles(['owner', 'admin']), 3)
  assert.equal(bitsFromRoles(['developer']), 256)
  assert.deepEqual(rolesFromBits(3), ['owner', 'admin'])
  assert.deepEqual(rolesFromBits(256 + 4), ['member', 'developer'])
  assert.throws(() => bitsFromRoles(['king']))
})

test('owners and admins may act for an organization, nobody else (platform.md §2)', () => {
  for (const role of ['owner', 'admin']) assert.equal(isAdministrator(bitsFromRoles([role, 'member'])), true)
  assert.equal(isAdministrator(bitsFromRoles(['member', 'developer', 'designer'])), false)
})

test('a slug is the transliterated name in snake_case (G-33)', () => {
  assert.equal(slugOf('Northwind Press'), 'northwind_press')
  assert.equal(slugOf('  Müller & Söhne – Größe GmbH '), 'mueller_soehne_groesse_gmbh')
  assert.equal(slugOf('Ærø Łódź'), 'aero_lodz')
  assert.equal(slugOf('株式会社'), 'organization')
  assert.match(slugOf('wide '.repeat(30)), /^[a-z0-9_]{1,60}$/)
})

test('older names of kinds are mapped, each kind counts once (C-40)', () => {
  const checked = checkOrganization({
    name: ' Stockworks ',
    countryCode: 'de',
    kinds: ['developer', 'software_vendor', 'printer'],
    sections: { developer: ['mis'], printer: ['labels', 'labels'], designer: ['studio'] },
  })
  assert.deepEqual(checked, {
    ok: true,
    value: {
      name: 'Stockworks',
      countryCode: 'DE',
      kinds: ['software_developer', 'printer'],
      sections: { software_developer: ['mis'], printer: ['labels'] },
    },
  })
})

test('an organization needs a name, known kinds and sections, and a real country', () => {
  const right = { name: 'Linden Press', countryCode: null, kinds: [] }
  assert.equal(checkOrganization(right).ok, true)
  const faultsOf = (change: object) => {
    const checked = checkOrganization({ ...right, ...change })
    return checked.ok ? {} : checked.faults
  }
  assert.deepEqual(faultsOf({ name: ' ' }), { name: 'blank' })
  assert.deepEqual(faultsOf({ name: 'x'.repeat(101) }), { name: 'too_long' })
  assert.deepEqual(faultsOf({ name: 'Linden \u202eserP' }), { name: 'invalid' })
  assert.deepEqual(faultsOf({ countryCode: 'XX' }), { countryCode: 'inclusion' })
  assert.deepEqual(faultsOf({ kinds: ['__proto__'] }), { kinds: 'inclusion' })
  assert.deepEqual(faultsOf({ kinds: ['printer'], sections: { printer: ['tanks'] } }), {
    sections: 'inclusion',
  })
})

test('a person may leave out what is optional, and empties it with null or nothing', () => {
  const checked = checkPersonChanges({ firstName: ' ', pronoun: null, countryCode: '', name: ' Okafor ' })
  assert.deepEqual(checked, {
    ok: true,
    value: { firstName: null, pronoun: null, countryCode: null, name: 'Okafor' },
  })
})

test('a person cannot be without name, locale and units', () => {
  const checked = checkPersonChanges({ name: null, locale: 'fr', unitSystem: null, firstName: 'Mi\nra' })
  assert.deepEqual(checked, {
    ok: false,
    faults: { name: 'blank', locale: 'inclusion', unitSystem: 'inclusion', firstName: 'invalid' },
  })
})

test('names are shown in full; without a first name the family name stands alone', () => {
  assert.equal(fullName({ firstName: 'Mira', name: 'Okafor' }), 'Mira Okafor')
  assert.equal(fullName({ firstName: null, name: 'Okafor' }), 'Okafor')
})

test('en-US falls back to en, other languages are not offered (G-34)', () => {
  assert.equal(parseLocale('en-us'), 'en-US')
  assert.equal(languageOf('en-US'), 'en')
  assert.equal(languageOf('de'), 'de')
  assert.equal(parseLocale('fr'), null)
})

test('every country has a currency but Antarctica', () => {
  const without = countryOptions('en').filter(({ value }) => currencyOf(value) === null)
  assert.deepEqual(
    without.map(({ value }) => value),
    ['AQ'],
  )
  assert.equal(currencyOf('DE'), 'EUR')
  assert.equal(currencyOf(null), null)
})
