import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { activateApp, deactivateApp } from '../../../src/modules/apps/index.ts'
import { findHoldings } from '../../../src/modules/connections/index.ts'
import {
  actOn,
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
  CALLBACK,
} from '../../support/builders.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { codeIn, type TokenAnswer } from '../../support/test-client.ts'

/** Longer searches: `HISTORIES=1000`. */
const RUNS = Number(process.env['HISTORIES'] ?? 25)

/** Whose connection holds a scope. */
type Side = 'Organization' | 'Person'
/** Whom a token speaks for. */
type Form = Side | 'on behalf'
type State = 'granted' | 'waiting' | 'unavailable'

/** The scopes of the history; `items` are another app's. */
const SCOPES = {
  person: 'directory.person.r',
  organization: 'directory.organization.r',
  sites: 'directory.sites.rw',
  sitesRead: 'directory.sites.r',
  items: 'items.r',
  allItems: 'items.rw',
} as const
type Scope = keyof typeof SCOPES
const KIND: Record<Scope, Side | 'all'> = {
  ...{ person: 'Person', organization: 'Organization', sites: 'all', sitesRead: 'all' },
  ...{ items: 'all', allItems: 'all' },
}
const COVERED_BY: Partial<Record<Scope, Scope>> = { sitesRead: 'sites', items: 'allItems' }
const OF_PROVIDER: Scope[] = ['items', 'allItems']

type Act =
  | { does: 'consent'; side: Side; scopes: Scope[] }
  | { does: 'machine'; form: Form; scopes: Scope[] }
  | { does: 'refresh'; which: number }
  | { does: 'disconnect'; side: Side }
  | { does: 'connect provider' | 'disconnect provider' }
  | { does: 'provider' | 'app'; isActive: boolean }

/** A token as the model knows it. */
type Token = { form: Form; held: [Side, Scope][]; isLive: boolean; access: string; refresh: string }

const scopes = fc.oneof(
  fc.constant<Scope[]>(['items']),
  fc.subarray(Object.keys(SCOPES) as Scope[], { minLength: 1, maxLength: 3 }),
)
const side = fc.constantFrom<Side>('Organization', 'Person')
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('consent' as const), side, scopes }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('machine' as const),
      form: fc.constantFrom<Form>('Organization', 'Person', 'on behalf'),
      scopes,
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('refresh' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('disconnect' as const), side }) },
  { weight: 2, arbitrary: fc.constant({ does: 'connect provider' as const }) },
  {
    weight: 1,
    arbitrary: fc.constant({ does: 'disconnect provider' as const }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('provider' as const, 'app' as const),
      isActive: fc.boolean(),
    }),
  },
)

test('over any history of grants and withdrawals a token has what its bearer granted the app, and lives as long as that holds (oauth.md §3.6, §11, §12.2)', async () => {
  await using app = await testApp()
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 24 }), async acts => {
      const history = await begin(app)
      for (const each of acts) {
        await history.go(each)
        await history.compareTokens()
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})

/** A fresh organization, person, app and provider, and the model of what they have given each other. */
async function begin(app: TestApp) {
  const owner = await buildPerson(app)
  const organization = await buildOrganization(app, { owner })
  const provider = await buildApp(app, { provides: [{ name: 'items' }] })
  const nameOf = (scope: Scope) =>
    OF_PROVIDER.includes(scope) ? `${provider.name}.${SCOPES[scope]}` : SCOPES[scope]
  const { id: appId, client } = await buildApp(app, {
    desires: (Object.keys(SCOPES) as Scope[]).map(nameOf),
  })
  const bearers = {
    Organization: { type: 'Organization' as const, id: organization.id },
    Person: { type: 'Person' as const, id: owner.id },
  }
  const model = {
    connections: { Organization: null, Person: null } as Record<Side, Map<Scope, State> | null>,
    isProviderConnected: false,
    isProviderActive: true,
    isAppActive: true,
    tokens: [] as Token[],
  }

  const isAvailable = (side: Side, scope: Scope) =>
    (KIND[scope] === 'all' || KIND[scope] === side) &&
    (!OF_PROVIDER.includes(scope) ||
      (side === 'Organization' && model.isProviderConnected && model.isProviderActive))
  const isHeld = (side: Side, scope: Scope) => {
    const states = model.connections[side]
    const wider = COVERED_BY[scope]
    return states?.get(scope) === 'granted' || (wider !== undefined && states?.get(wider) === 'granted')
  }
  /** In on-behalf tokens Person-only scopes are the person's (G-23). */
  const holderOf = (form: Form, scope: Scope): Side =>
    form === 'on behalf' ? (KIND[scope] === 'Person' ? 'Person' : 'Organization') : form
  const sidesOf = (form: Form): Side[] => (form === 'on behalf' ? ['Organization', 'Person'] : [form])
  const list = (form: Form, wanted: Scope[], isMachine: boolean) => {
    const [O, P] = [`Org/${organization.id}`, `Per/${owner.id}`]
    const machine = { Organization: O, Person: P, 'on behalf': `${P}>${O}` }
    const prefix = isMachine ? machine[form] : form === 'Organization' ? O : 'Per'
    return wanted.map(scope => `${prefix}.${nameOf(scope)}`).join(',')
  }

  /** Nothing, or the token that the answer gave: exactly these scopes. */
  function keep(answer: TokenAnswer, form: Form, expected: Scope[]): void {
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.body.scope.split(',').filter(Boolean).sort(), expected.map(nameOf).sort())
    const held = expected.map((scope): [Side, Scope] => [holderOf(form, scope), scope])
    const { access_token: access, refresh_token: refresh } = answer.body
    model.tokens.push({ form, held, isLive: true, access, refresh })
  }

  /** The provider is gone for the organization: its scopes are not effective, and tokens with them end. */
  function loseProvider(): void {
    const states = model.connections.Organization
    const lost = OF_PROVIDER.filter(scope => states?.get(scope) === 'granted')
    for (const scope of OF_PROVIDER) if (states?.has(scope)) states.set(scope, 'unavailable')
    if (lost.length === 0) return
    for (const token of model.tokens)
      if (!token.held.every(([side, scope]) => isHeld(side, scope))) token.isLive = false
  }

  function findProvider(): void {
    const states = model.connections.Organization
    for (const scope of OF_PROVIDER) if (states?.get(scope) === 'unavailable') states.set(scope, 'waiting')
  }

  async function consent(side: Side, wanted: Scope[]): Promise<void> {
    if (!model.isAppActive) return
    const answer = await client.authorize(owner.browser, {
      scope: list(side, wanted, false),
      redirect_uri: CALLBACK,
    })
    const states = model.connections[side] ?? new Map<Scope, State>()
    model.connections[side] = states
    const available = wanted.filter(scope => isAvailable(side, scope))
    for (const scope of wanted) {
      if (available.includes(scope))
        states.set(scope, isHeld(side, scope) ? (states.get(scope) ?? 'granted') : 'granted')
      else if (states.get(scope) !== 'granted') states.set(scope, 'unavailable')
    }
    keep(await client.token({ code: codeIn(answer) }), side, available)
  }

  async function machine(form: Form, wanted: Scope[]): Promise<void> {
    const answer = await client.token({ grant_type: 'client_credentials', scope: list(form, wanted, true) })
    const available = wanted.filter(scope => isAvailable(holderOf(form, scope), scope))
    const [error, description] = sidesOf(form).some(side => model.connections[side] === null)
      ? ['invalid_scope', 'bearer_does_not_exist']
      : !available.every(scope => isHeld(holderOf(form, scope), scope))
        ? ['invalid_scope', 'ungranted_scope']
        : model.isAppActive
          ? [null, null]
          : ['invalid_grant', 'app deactivated']
    if (error === null) {
      for (const scope of wanted) {
        const states = model.connections[holderOf(form, scope)]
        if (!available.includes(scope) && states?.get(scope) !== 'granted') states?.set(scope, 'unavailable')
      }
      return keep(answer, form, available)
    }
    assert.deepEqual([answer.body.error, answer.body.error_description], [error, description])
  }

  async function refresh(which: number): Promise<void> {
    const token = model.tokens[which % Math.max(1, model.tokens.length)]
    if (!token) return
    const answer = await client.refresh(token.refresh)
    const isAllowed = token.isLive && token.held.every(([side, scope]) => isHeld(side, scope))
    assert.equal(answer.status, isAllowed ? 200 : 400, answer.text)
    if (isAllowed)
      Object.assign(token, { refresh: answer.body.refresh_token, access: answer.body.access_token })
    else assert.equal(answer.body.error, 'invalid_grant')
  }

  async function revoke(id: string, side: Side): Promise<boolean> {
    return app.db.transaction(async tx => {
      const [holdings] = await findHoldings(tx, id, [bearers[side]])
      if (!holdings?.connection) return false
      await app.app.connections.revoke(tx, holdings.connection, 'test', app.clock.now())
      return true
    })
  }

  async function switchTo(id: string, isActive: boolean): Promise<void> {
    const change = isActive ? activateApp : deactivateApp
    await app.db.transaction(tx => change(tx, actOn(id), app.app.apps, app.clock.now()))
  }

  return {
    async go(act: Act): Promise<void> {
      switch (act.does) {
        case 'consent':
          return consent(act.side, act.scopes)
        case 'machine':
          return machine(act.form, act.scopes)
        case 'refresh':
          return refresh(act.which)
        case 'disconnect': {
          assert.equal(await revoke(appId, act.side), model.connections[act.side] !== null)
          model.connections[act.side] = null
          for (const token of model.tokens) if (sidesOf(token.form).includes(act.side)) token.isLive = false
          return
        }
        case 'connect provider': {
          if (model.isProviderConnected) return
          await buildConnection(app, { appId: provider.id, bearer: bearers.Organization })
          model.isProviderConnected = true
          return findProvider()
        }
        case 'disconnect provider': {
          assert.equal(await revoke(provider.id, 'Organization'), model.isProviderConnected)
          if (model.isProviderConnected) loseProvider()
          model.isProviderConnected = false
          return
        }
        case 'provider': {
          if (act.isActive === model.isProviderActive) return
          await switchTo(provider.id, act.isActive)
          model.isProviderActive = act.isActive
          if (!act.isActive) loseProvider()
          else if (model.isProviderConnected) findProvider()
          return
        }
        case 'app': {
          if (act.isActive === model.isAppActive) return
          await switchTo(appId, act.isActive)
          model.isAppActive = act.isActive
          if (!act.isActive) for (const token of model.tokens) token.isLive = false
        }
      }
    },
    /** Every token ever given works exactly as long as the model says. */
    async compareTokens(): Promise<void> {
      for (const { access, isLive } of model.tokens) {
        const { status } = await client.api(access, '/api/v1/access_token')
        assert.equal(status, isLive ? 200 : 403)
      }
    },
  }
}
