import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  type BearerKind,
  createScopeNames,
  type DesiredScope,
  type ProvidedScope,
  parseScopeName,
  type ScopeName,
} from '../../src/modules/apps/index.ts'
import {
  type Evaluation,
  evaluateScopes,
  type Holding,
  type Question,
} from '../../src/modules/oauth/protocol/scope-evaluation.ts'

const ADMIN = 2
const MEMBER = 4
const PERSON = '0190c8a4-0000-7000-8000-00000000000a'
const OWN = '0190c8a4-0000-7000-8000-000000000001'
const WORKPLACE = '0190c8a4-0000-7000-8000-000000000002'
const FOREIGN = '0190c8a4-0000-7000-8000-000000000003'
const names = createScopeNames('directory', ['zaikio'])

function name(text: string): ScopeName {
  const scope = parseScopeName(text)
  assert(scope, text)
  return scope
}

/** A scope of the platform app, of the asking app (`keeper`), or of the other one (`warehouse`). */
function provided(text: string, bearerKind: BearerKind, isWithdrawn = false): ProvidedScope {
  const scope = name(text)
  const app = scope.app ?? 'directory'
  return {
    id: text,
    appId: app,
    isOfPlatformApp: app === 'directory',
    scope,
    bearerKind,
    isWithdrawn,
    translations: [],
    providerTranslations: [],
  }
}

const CATALOGUE = [
  provided('directory.person.r', 'Person'),
  provided('directory.person.rw', 'Person'),
  provided('directory.organization.r', 'Organization'),
  provided('directory.sites.r', 'all'),
  provided('directory.sites.rw', 'all'),
  provided('user:read', 'Person'),
  provided('warehouse.items.r', 'all'),
  provided('warehouse.items.rw', 'all'),
  provided('warehouse.audits.r', 'all', true),
  provided('warehouse.members.r', 'Person'),
  provided('keeper.orders.rw', 'all'),
]

function desire(text: string): DesiredScope {
  const wanted = name(text)
  const found = CATALOGUE.find(({ scope }) => names.key(scope) === names.key(wanted))
  assert(found, text)
  return { name: wanted, bearerKind: found.bearerKind, provided: found }
}

const DESIRED = [
  'directory.person.r',
  'directory.organization.r',
  'zaikio.sites.rw',
  'user:read',
  'warehouse.items.rw',
  'warehouse.audits.r',
  'warehouse.members.r',
  'keeper.orders.rw',
].map(desire)

function holding(changes: { granted?: string[]; connected?: boolean; apps?: string[] } = {}): Holding {
  const { granted = [], connected = true, apps = [] } = changes
  return {
    connectionId: connected ? 'connection' : null,
    granted: granted.map(name),
    connectedAppIds: new Set(apps),
  }
}

type Facts = Partial<Omit<Question, 'scope'>> & { bearer?: Holding; personally?: Holding | null }

/** Asks with a signed-in person who administers OWN and belongs to WORKPLACE, both connected to nothing but the app. */
function ask(scope: string | null, { bearer, personally, ...facts }: Facts = {}): Evaluation {
  return evaluateScopes({
    flow: 'redirect',
    scope,
    names,
    app: { id: 'keeper', desired: DESIRED, provided: CATALOGUE },
    person: {
      id: PERSON,
      memberships: [
        { organizationId: OWN, roles: ADMIN },
        { organizationId: WORKPLACE, roles: MEMBER },
      ],
    },
    chosenOrganizationId: null,
    holdings: bearer || personally ? { bearer: bearer ?? holding(), person: personally ?? null } : null,
    ...facts,
  })
}

const rejected = (error: string) => ({ outcome: 'rejected', error })

/** What was decided, in the words of the request. */
function decided(evaluation: Evaluation) {
  assert(evaluation.outcome === 'decided', JSON.stringify(evaluation))
  const asked = (list: { asked: string }[]) => list.map(scope => scope.asked)
  const { granted, ungranted, unavailable, waiting } = evaluation
  return {
    granted: asked(granted),
    ungranted: asked(ungranted),
    unavailable: asked(unavailable),
    waiting: asked(waiting),
  }
}

const nothing = { granted: [], ungranted: [], unavailable: [], waiting: [] }

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
