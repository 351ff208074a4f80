import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildDelegation, delegateTo, exchange } from '../../support/delegation.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient, type TokenAnswer } from '../../support/test-client.ts'
import { tokensIn } from '../../support/tokens.ts'

/** Longer searches: `HISTORIES=1000`. */
const RUNS = Number(process.env['HISTORIES'] ?? 25)
const HOUR_SECONDS = 3600

const SCOPES = ['organization', 'items', 'itemsRead', 'delegations', 'never'] as const
type Scope = (typeof SCOPES)[number]

type Act =
  | { does: 'begin' }
  | { does: 'delegate'; which: number; by: 'delegate' | 'exchange'; scopes: Scope[] | null }
  | { does: 'refresh' | 'revoke'; which: number }
  | { does: 'wait'; minutes: number }

/** What descends from one grant, as the model knows it; `expiresAt` in seconds. */
type Family = {
  client: TestClient
  parent: Family | null
  scopes: Scope[]
  isRevoked: boolean
  tokens: { access: string; expiresAt: number }[]
  refresh: string
}

const which = fc.nat({ max: 20 })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ does: 'begin' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('delegate' as const),
      which,
      by: fc.constantFrom('delegate' as const, 'exchange' as const),
      scopes: fc.option(
        fc.oneof(
          { weight: 3, arbitrary: fc.subarray<Scope>(['organization', 'items', 'itemsRead']) },
          { weight: 1, arbitrary: fc.subarray([...SCOPES]) },
        ),
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('refresh' as const), which }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('revoke' as const), which }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('wait' as const), minutes: fc.nat({ max: 50 }) }) },
)

test('T6 over any history a delegated token has no more than its parent, ends no later, never delegates, and dies with it (oauth.md §8, G-22, G-29)', async () => {
  await using app = await testApp()
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 20 }), async acts => {
      const history = await begin(app)
      for (const each of acts) {
        await history.go(each)
        await history.compareTokens()
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})

async function begin(app: TestApp) {
  const { portal, subsystem, provider, Org, parent } = await buildDelegation(app)
  await parent()
  const nameOf = (scope: Scope) =>
    ({
      organization: 'directory.organization.r',
      items: `${provider.name}.items.rw`,
      itemsRead: `${provider.name}.items.r`,
      delegations: 'directory.delegations.rw',
      never: 'directory.sites.r',
    })[scope]
  const families: Family[] = []
  const now = () => Math.floor(app.clock.now() / 1000)
  const isLive = (family: Family): boolean => !family.isRevoked && (!family.parent || isLive(family.parent))
  const covers = (have: readonly Scope[], want: Scope) =>
    have.includes(want) || (want === 'itemsRead' && have.includes('items'))

  /** The answer gave exactly these scopes until then. */
  function keep(answer: TokenAnswer, family: Family, expiresAt: number): void {
    const { access_token: access, refresh_token, scope } = tokensIn(answer)
    assert.deepEqual(scope.split(',').filter(Boolean).sort(), family.scopes.map(nameOf).sort())
    assert.equal(claimsOf(access).exp, expiresAt)
    family.refresh = refresh_token
    family.tokens.push({ access, expiresAt })
    if (!families.includes(family)) families.push(family)
  }

  async function beginFamily(): Promise<void> {
    const scopes: Scope[] = ['organization', 'items', 'delegations']
    const scope = scopes.map(each => `${Org}.${nameOf(each)}`).join()
    const answer = await portal.client.token({ grant_type: 'client_credentials', scope })
    const family = { client: portal.client, parent: null, scopes, isRevoked: false, tokens: [], refresh: '' }
    keep(answer, family, now() + HOUR_SECONDS)
  }

  async function delegate(from: Family, by: 'delegate' | 'exchange', wanted: Scope[] | null): Promise<void> {
    const token = from.tokens.at(-1)
    assert.ok(token)
    // An empty parameter is none.
    const list = wanted && wanted.length > 0 ? wanted.map(nameOf).join() : null
    const answer =
      by === 'delegate'
        ? await delegateTo(subsystem, token.access, list === null ? {} : { delegate_access_scope: list })
        : await exchange(from.client, token.access, {
            audience: subsystem.client.id,
            ...(list !== null && { scope: list }),
          })
    const scopes = list === null || !wanted ? from.scopes.filter(scope => scope !== 'delegations') : wanted
    const isGood = isLive(from) && token.expiresAt > now()
    const isAllowed =
      isGood &&
      from.parent === null &&
      !scopes.includes('delegations') &&
      scopes.every(scope => covers(from.scopes, scope))
    if (!isAllowed) {
      const { error } = answer.body
      const bad = by === 'delegate' ? 'invalid_token' : 'invalid_request'
      return assert.equal(error, isGood ? 'invalid_scope' : bad, answer.text)
    }
    const child = {
      client: subsystem.client,
      parent: from,
      scopes,
      isRevoked: false,
      tokens: [],
      refresh: '',
    }
    keep(answer, child, Math.min(token.expiresAt, now() + HOUR_SECONDS))
  }

  async function refresh(family: Family): Promise<void> {
    const answer = await family.client.refresh(family.refresh)
    if (isLive(family)) return keep(answer, family, now() + HOUR_SECONDS)
    assert.equal(answer.body.error, 'invalid_grant')
  }

  async function revoke(family: Family): Promise<void> {
    const [token] = family.tokens
    const request = { method: 'POST' } as const
    const answer = await family.client.api(token?.access ?? '', '/api/v1/revoked_access_tokens', request)
    assert.equal(answer.status, 201)
    family.isRevoked = true
  }

  return {
    async go(act: Act): Promise<void> {
      if (act.does === 'begin') return beginFamily()
      if (act.does === 'wait') return app.clock.advance(act.minutes * 60_000)
      const family = families[act.which % Math.max(1, families.length)]
      if (!family) return
      if (act.does === 'delegate') return delegate(family, act.by, act.scopes)
      return act.does === 'refresh' ? refresh(family) : revoke(family)
    },
    /** Every token ever given works exactly as long as the model says. */
    async compareTokens(): Promise<void> {
      for (const family of families)
        for (const { access, expiresAt } of family.tokens) {
          const { status } = await family.client.api(access, '/api/v1/access_token')
          assert.equal(status === 200, isLive(family) && expiresAt > now())
        }
    },
  }
}
