import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createScopeNames } from '../../src/modules/apps/index.ts'
import {
  ask,
  CATALOGUE,
  DESIRED,
  decided,
  FOREIGN,
  holding,
  name,
  names,
  nothing,
  OWN,
  rejected,
  WORKPLACE,
} from '../support/scope-questions.ts'

describe('step 6: availability; what is not available is dropped silently', () => {
  const own = { chosenOrganizationId: OWN }

  test('what its provider took back', () => {
    const bearer = holding({ apps: ['warehouse'] })
    assert.deepEqual(decided(ask('warehouse.audits.r', { bearer })), {
      ...nothing,
      unavailable: ['warehouse.audits.r'],
    })
  })

  test('what is not offered to this kind of bearer', () => {
    const answer = decided(ask('Org.directory.person.r,Org.directory.sites.r', { ...own, bearer: holding() }))
    assert.deepEqual(answer, {
      ...nothing,
      ungranted: ['directory.sites.r'],
      unavailable: ['directory.person.r'],
    })
    assert.deepEqual(decided(ask('directory.organization.r', { bearer: holding() })).unavailable, [
      'directory.organization.r',
    ])
  })

  test('what an app provides that the bearer is not connected to', () => {
    const list = 'Org.warehouse.items.rw'
    assert.deepEqual(decided(ask(list, { ...own, bearer: holding() })).unavailable, ['warehouse.items.rw'])
    const bearer = holding({ apps: ['warehouse'] })
    assert.deepEqual(decided(ask(list, { ...own, bearer })).ungranted, ['warehouse.items.rw'])
  })

  test('everybody is connected to the platform app, and an app to itself (G-23)', () => {
    const answer = decided(
      ask('directory.person.r,keeper.orders.rw', { bearer: holding({ connected: false }) }),
    )
    assert.deepEqual(answer.ungranted, ['directory.person.r', 'keeper.orders.rw'])
  })

  test('rw does not make w exist (G-23)', () => {
    const bearer = holding({ apps: ['warehouse'] })
    assert.deepEqual(decided(ask('warehouse.items.w', { bearer })).unavailable, ['warehouse.items.w'])
    assert.deepEqual(decided(ask('warehouse.items.r', { bearer })).ungranted, ['warehouse.items.r'])
  })

  test('a name of the platform app that was switched off (C-07)', () => {
    const facts = { names: createScopeNames('directory', []), bearer: holding() }
    assert.deepEqual(decided(ask('zaikio.sites.rw', facts)).unavailable, ['zaikio.sites.rw'])
    assert.deepEqual(decided(ask('directory.person.r', facts)).ungranted, ['directory.person.r'])
  })
})

describe('step 7: grant', () => {
  test('what was granted before is granted, the rest must be asked for', () => {
    const bearer = holding({ granted: ['directory.person.r'] })
    const answer = decided(ask('directory.person.r,user:read', { bearer }))
    assert.deepEqual(answer, { ...nothing, granted: ['directory.person.r'], ungranted: ['user:read'] })
  })

  test('a granted rw covers r; a granted r does not cover rw (oauth.md §3.4)', () => {
    const wide = holding({ granted: ['zaikio.sites.rw'] })
    assert.deepEqual(decided(ask('directory.sites.r', { bearer: wide })).granted, ['directory.sites.r'])
    const narrow = holding({ granted: ['zaikio.sites.r'] })
    assert.deepEqual(decided(ask('directory.sites.rw', { bearer: narrow })).ungranted, ['directory.sites.rw'])
  })

  test('what was granted and is not available any more is not granted', () => {
    const bearer = holding({ granted: ['warehouse.items.rw'] })
    assert.deepEqual(decided(ask('warehouse.items.rw', { bearer })), {
      ...nothing,
      unavailable: ['warehouse.items.rw'],
    })
  })

  test('without anybody to ask, an ungranted scope rejects the list (C-13, ungranted_scope)', () => {
    const list = `Org/${OWN}.directory.organization.r,Org/${OWN}.directory.sites.r`
    const bearer = holding({ granted: ['directory.organization.r'] })
    assert.deepEqual(ask(list, { flow: 'client_credentials', bearer }), rejected('ungranted_scope'))
  })

  test('without anybody to ask, an unavailable scope is dropped all the same (C-13)', () => {
    const list = `Org/${OWN}.directory.organization.r,Org/${OWN}.warehouse.items.rw`
    const bearer = holding({ granted: ['directory.organization.r'] })
    assert.deepEqual(decided(ask(list, { flow: 'client_credentials', bearer })), {
      ...nothing,
      granted: ['directory.organization.r'],
      unavailable: ['warehouse.items.rw'],
    })
  })
})

describe('on behalf of an organization (oauth.md §9)', () => {
  const list = 'Per>Org.directory.sites.rw,Per>Org.directory.person.r'

  test('a member gets what the organization has granted; the rest waits, and is no error', () => {
    const facts = { chosenOrganizationId: WORKPLACE, personally: holding() }
    assert.deepEqual(decided(ask(list, { ...facts, bearer: holding() })), {
      ...nothing,
      ungranted: ['directory.person.r'],
      waiting: ['directory.sites.rw'],
    })
    const bearer = holding({ granted: ['directory.sites.rw'] })
    assert.deepEqual(decided(ask(list, { ...facts, bearer })).granted, ['directory.sites.rw'])
  })

  test('an administrator is asked for the organization as well', () => {
    const facts = { chosenOrganizationId: OWN, bearer: holding({ connected: false }), personally: holding() }
    assert.deepEqual(decided(ask(list, facts)), {
      ...nothing,
      ungranted: ['directory.sites.rw', 'directory.person.r'],
    })
  })

  test('an organization that is not connected needs an administrator first', () => {
    const facts = { chosenOrganizationId: WORKPLACE, personally: holding() }
    assert.deepEqual(ask(list, { ...facts, bearer: holding({ connected: false }) }), {
      outcome: 'administrator_needed',
      organizationId: WORKPLACE,
    })
  })

  test('what only persons have is granted by the person and kept on their connection (C-16, G-23)', () => {
    const answer = ask(list, {
      chosenOrganizationId: WORKPLACE,
      bearer: holding({ granted: ['directory.sites.rw'] }),
      personally: holding({ granted: ['directory.person.r'] }),
    })
    assert(answer.outcome === 'decided')
    assert.deepEqual(
      answer.granted.map(({ asked, holder }) => [asked, holder]),
      [
        ['directory.sites.rw', 'bearer'],
        ['directory.person.r', 'person'],
      ],
    )
  })

  test('whether a scope is available is asked of its holder', () => {
    const facts = { chosenOrganizationId: OWN, bearer: holding({ apps: ['warehouse'] }) }
    const members = 'Per>Org.warehouse.members.r,Per>Org.warehouse.items.r'
    assert.deepEqual(decided(ask(members, { ...facts, personally: holding() })), {
      ...nothing,
      ungranted: ['warehouse.items.r'],
      unavailable: ['warehouse.members.r'],
    })
    const personally = holding({ apps: ['warehouse'] })
    assert.deepEqual(decided(ask(members, { ...facts, personally })).unavailable, [])
  })
})

describe('what is stored and what is answered', () => {
  test('the token carries the name asked for, the connection the one desired (G-01)', () => {
    const answer = ask('directory.sites.r,zaikio.person.r', { bearer: holding() })
    assert(answer.outcome === 'decided')
    assert.deepEqual(
      answer.ungranted.map(({ asked, stored }) => [asked, stored]),
      [
        ['directory.sites.r', 'zaikio.sites.r'],
        ['zaikio.person.r', 'directory.person.r'],
      ],
    )
  })

  test('the same scope with and without its bearer is one scope', () => {
    const answer = decided(ask('directory.person.r,Per.directory.person.r', { bearer: holding() }))
    assert.deepEqual(answer.ungranted, ['directory.person.r'])
    const ids = `Org.directory.sites.r,Org/${OWN}.directory.sites.r`
    assert.deepEqual(decided(ask(ids, { bearer: holding() })).ungranted, ['directory.sites.r'])
  })
})

const anyScope = fc.constantFrom(
  ...CATALOGUE.map(({ scope }) => scope.text),
  'zaikio.person.r',
  'zaikio.sites.w',
  'warehouse.items.w',
  'user:write',
  'nobody.nothing.r',
)
const anyFacts = fc.record({
  list: fc.array(anyScope, { maxLength: 8 }),
  form: fc.constantFrom('', 'Per.', 'Org.', 'Per>Org.', `Org/${OWN}.`, `Per>Org/${WORKPLACE}.`),
  chosen: fc.constantFrom(null, OWN, WORKPLACE, FOREIGN),
  desired: fc.subarray(DESIRED),
  granted: fc.subarray(CATALOGUE.map(({ scope }) => scope)),
  grantedPersonally: fc.subarray(CATALOGUE.map(({ scope }) => scope)),
  apps: fc.subarray(['warehouse']),
  flow: fc.constantFrom('redirect' as const, 'device' as const, 'client_credentials' as const),
})

test('whatever is asked: a token gets nothing beyond what was asked, desired, and granted or consented to (step 8)', () => {
  fc.assert(
    fc.property(anyFacts, facts => {
      const connectedAppIds = new Set(facts.apps)
      const bearer = { connectionId: 'one', granted: facts.granted, connectedAppIds }
      const person = { connectionId: 'two', granted: facts.grantedPersonally, connectedAppIds }
      const scope = facts.list.map(text => facts.form + text).join(' ')
      const answer = ask(scope, {
        flow: facts.flow,
        app: { id: 'keeper', desired: facts.desired, provided: CATALOGUE },
        chosenOrganizationId: facts.chosen,
        holdings: { bearer, person },
      })
      if (answer.outcome !== 'decided') return
      const { granted, ungranted, unavailable, waiting } = answer
      const all = [...granted, ...ungranted, ...unavailable, ...waiting].map(({ asked }) => asked)
      // Every scope asked for is in exactly one of the lists.
      assert.deepEqual([...all].sort(), [...new Set(facts.list)].sort())
      for (const asked of all) assert(facts.desired.some(desired => names.covers(desired.name, name(asked))))
      for (const { asked, holder } of granted) {
        const held = holder === 'person' ? person.granted : bearer.granted
        assert(
          held.some(have => names.covers(have, name(asked))),
          asked,
        )
      }
      if (facts.flow === 'client_credentials') assert.deepEqual([ungranted, waiting], [[], []])
    }),
    { numRuns: 3000 },
  )
})
