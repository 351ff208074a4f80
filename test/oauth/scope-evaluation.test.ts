import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  ask,
  decided,
  FOREIGN,
  holding,
  nothing,
  OWN,
  PERSON,
  rejected,
  WORKPLACE,
} from '../support/scope-questions.ts'

describe('step 1: parse', () => {
  test('an item that breaks the grammar rejects the list (oauth.md §3.6, §15.2 malformed_scope)', () => {
    assert.deepEqual(ask('directory.person.r,nonsense'), rejected('malformed_scope'))
    assert.deepEqual(ask('directory.person.read'), rejected('malformed_scope'))
  })

  test('malformed comes before all other faults', () => {
    assert.deepEqual(ask(`nonsense Org/${FOREIGN}.directory.person.r Per.x`), rejected('malformed_scope'))
  })

  test('without a list everything desired that a person can give is asked for (P-07)', () => {
    const answer = decided(ask(null, { bearer: holding() }))
    assert.deepEqual(answer, {
      ...nothing,
      ungranted: ['directory.person.r', 'zaikio.sites.rw', 'user:read', 'keeper.orders.rw'],
      unavailable: ['warehouse.items.rw', 'warehouse.audits.r', 'warehouse.members.r'],
    })
  })

  test('an empty list asks for nothing, and that is no error (step 8)', () => {
    assert.deepEqual(decided(ask(' ', { bearer: holding() })), nothing)
  })
})

describe('step 2: one bearer type', () => {
  test('persons, organizations and persons for organizations do not mix (different_bearer_types)', () => {
    for (const list of [
      'directory.person.r,Org.directory.organization.r',
      'Per.directory.person.r,Per>Org.directory.organization.r',
      'Org.directory.organization.r,Per>Org.directory.organization.r',
    ]) {
      assert.deepEqual(ask(list), rejected('different_bearer_types'), list)
    }
  })

  test('an item without bearer counts as Per', () => {
    const answer = ask('directory.person.r,Per.user:read', { bearer: holding() })
    assert.deepEqual(decided(answer).ungranted, ['directory.person.r', 'user:read'])
  })
})

describe('step 3: ids', () => {
  test('two ids of one kind contradict each other (different_bearer_ids)', () => {
    assert.deepEqual(
      ask(`Org/${OWN}.directory.organization.r,Org/${WORKPLACE}.directory.sites.r`),
      rejected('different_bearer_ids'),
    )
    assert.deepEqual(
      ask(`Per/${PERSON}.directory.person.r,Per/${FOREIGN}.user:read`),
      rejected('different_bearer_ids'),
    )
  })

  test('the same id in another spelling is the same id', () => {
    const list = `Org/${OWN}.directory.organization.r,Org/${OWN.toUpperCase()}.directory.sites.r`
    assert.equal(ask(list).outcome, 'bearer_known')
  })

  test('items without an id inherit the one given (P-04)', () => {
    const answer = ask(`Org.directory.organization.r,Org/${OWN}.directory.sites.r`)
    assert.deepEqual(answer, {
      outcome: 'bearer_known',
      bearer: { type: 'Organization', id: OWN },
      onBehalfOf: null,
    })
  })

  test('where a person is signed in, an id of a person is not permitted (unpermitted_bearer_id)', () => {
    for (const flow of ['redirect', 'device'] as const) {
      assert.deepEqual(ask(`Per/${PERSON}.directory.person.r`, { flow }), rejected('unpermitted_bearer_id'))
      assert.deepEqual(
        ask(`Per/${PERSON}>Org/${OWN}.directory.sites.r`, { flow }),
        rejected('unpermitted_bearer_id'),
      )
    }
  })

  test('without anybody to ask, every id must be there (P-04, bearer_does_not_exist)', () => {
    const flow = 'client_credentials'
    for (const list of [
      'directory.person.r',
      'Org.directory.organization.r',
      'Per>Org.directory.sites.r',
      `Per>Org/${OWN}.directory.sites.r`,
      `Per/${PERSON}>Org.directory.sites.r`,
    ]) {
      assert.deepEqual(ask(list, { flow }), rejected('bearer_does_not_exist'), list)
    }
    assert.equal(ask(`Per/${PERSON}.directory.person.r`, { flow }).outcome, 'bearer_known')
  })
})

describe('step 4: desired', () => {
  const refused = rejected('scope_is_not_included_in_desired_scopes')

  test('one scope that is not desired rejects the whole list (oauth.md §3.5)', () => {
    assert.deepEqual(ask('directory.person.r,directory.person.rw'), refused)
    assert.deepEqual(ask('Org.nobody.nothing.r'), refused)
    assert.deepEqual(ask('user:write'), refused)
  })

  test('a desired rw covers r and w, a desired r covers nothing else (oauth.md §3.4)', () => {
    assert.equal(ask('directory.sites.r').outcome, 'bearer_known')
    assert.equal(ask('warehouse.items.w').outcome, 'bearer_known')
    assert.deepEqual(ask('directory.person.w'), refused)
  })

  test('all names of the platform app are equal, those of others are not (G-01)', () => {
    assert.equal(ask('zaikio.person.r').outcome, 'bearer_known')
    assert.equal(ask('directory.sites.rw').outcome, 'bearer_known')
    assert.deepEqual(ask('zaikia.person.r'), refused)
  })

  test('rejections 1 to 4 do not wait for a person (P-05)', () => {
    assert.deepEqual(ask('directory.person.rw', { person: null }), refused)
    assert.deepEqual(ask('nonsense', { person: null }), rejected('malformed_scope'))
    assert.deepEqual(ask('directory.person.r', { person: null }), { outcome: 'person_needed' })
  })
})

describe('step 5: bearer', () => {
  test('a person request speaks for whoever is signed in', () => {
    assert.deepEqual(ask('directory.person.r'), {
      outcome: 'bearer_known',
      bearer: { type: 'Person', id: PERSON },
      onBehalfOf: null,
    })
  })

  test('an organization without id is chosen by the person, who must administer it', () => {
    const list = 'Org.directory.organization.r'
    assert.deepEqual(ask(list), { outcome: 'organization_needed', form: 'Organization' })
    assert.equal(ask(list, { chosenOrganizationId: OWN }).outcome, 'bearer_known')
    assert.deepEqual(ask(list, { chosenOrganizationId: WORKPLACE }), {
      outcome: 'administrator_needed',
      organizationId: WORKPLACE,
    })
  })

  test('what was chosen and is not theirs is no choice: they are asked again', () => {
    const list = 'Org.directory.organization.r'
    const again = { outcome: 'organization_needed', form: 'Organization' }
    assert.deepEqual(ask(list, { chosenOrganizationId: FOREIGN }), again)
  })

  test('a named organization must be administered by the person (C-14, T4)', () => {
    assert.equal(ask(`Org/${OWN}.directory.sites.r`).outcome, 'bearer_known')
    assert.deepEqual(ask(`Org/${WORKPLACE}.directory.sites.r`), {
      outcome: 'administrator_needed',
      organizationId: WORKPLACE,
    })
    assert.deepEqual(ask(`Org/${FOREIGN}.directory.sites.r`), rejected('bearer_does_not_exist'))
    assert.deepEqual(ask('Org/nobody.directory.sites.r'), rejected('bearer_does_not_exist'))
  })

  test('the id in the request goes before what was chosen on the page', () => {
    const answer = ask(`Org/${OWN}.directory.sites.r`, { chosenOrganizationId: WORKPLACE })
    assert.deepEqual(answer.outcome === 'bearer_known' && answer.bearer.id, OWN)
  })

  test('on behalf of an organization acts any member, and nobody else (C-14, T4)', () => {
    assert.deepEqual(ask(`Per>Org/${WORKPLACE}.directory.sites.r`), {
      outcome: 'bearer_known',
      bearer: { type: 'Organization', id: WORKPLACE },
      onBehalfOf: PERSON,
    })
    assert.deepEqual(ask(`Per>Org/${FOREIGN}.directory.sites.r`), rejected('bearer_does_not_exist'))
    assert.deepEqual(ask('Per>Org.directory.sites.r'), {
      outcome: 'organization_needed',
      form: 'Person>Organization',
    })
  })

  test('without anybody to ask, whoever is named must be connected (bearer_does_not_exist)', () => {
    const flow = 'client_credentials'
    const list = `Org/${OWN}.directory.organization.r`
    const connected = holding({ granted: ['directory.organization.r'] })
    assert.deepEqual(decided(ask(list, { flow, bearer: connected })).granted, ['directory.organization.r'])
    assert.deepEqual(
      ask(list, { flow, bearer: holding({ connected: false }) }),
      rejected('bearer_does_not_exist'),
    )
  })

  test('a named person must belong to the named organization, and both be connected (C-15)', () => {
    const flow = 'client_credentials'
    const facts = {
      flow,
      bearer: holding({ granted: ['directory.sites.rw'] }),
      personally: holding(),
    } as const
    const list = (organization: string) => `Per/${PERSON}>Org/${organization}.directory.sites.r`
    assert.deepEqual(decided(ask(list(WORKPLACE), facts)).granted, ['directory.sites.r'])
    assert.deepEqual(ask(list(FOREIGN), facts), rejected('bearer_does_not_exist'))
    const alone = { ...facts, personally: holding({ connected: false }) }
    assert.deepEqual(ask(list(WORKPLACE), alone), rejected('bearer_does_not_exist'))
  })
})
