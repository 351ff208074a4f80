import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEMO } from '../../support/demo.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { LINDEN, newTokens } from '../../support/tokens.ts'

/** `FUZZ_RUNS` looks for longer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 400)

/** What Linden Press and its owner give Stock Keeper before; everything that a token may ever hold. */
const GRANTED = {
  Organization: ['directory.organization.r', 'warehouse.items.rw'],
  Person: ['directory.person.r', 'user:read'],
}
/** The same in the other names and the narrower permissions they cover (G-01, oauth.md §3.4). */
const COVERED = new Set([
  ...[
    'directory.organization.r',
    'zaikio.organization.r',
    'directory.person.r',
    'zaikio.person.r',
    'user:read',
  ],
  ...['warehouse.items.rw', 'warehouse.items.r', 'warehouse.items.w'],
])

const bearers = (owner: string) => [
  ...[
    '',
    'Per.',
    'Org.',
    'Per>Org.',
    `Org/${DEMO.linden}.`,
    `Per/${owner}.`,
    `Per/${owner}>Org/${DEMO.linden}.`,
  ],
  ...[
    `Org/${DEMO.harbor}.`,
    `Org/${owner}.`,
    `Per/${DEMO.linden}.`,
    `Per>Org/${DEMO.linden}.`,
    'org/x.',
    'Org/\0.',
  ],
]
const NAMES = [
  ...GRANTED.Organization,
  ...GRANTED.Person,
  ...[
    'zaikio.organization.r',
    'zaikio.person.rw',
    'directory.sites.rw',
    'directory.delegations.rw',
    'user:write',
  ],
  ...[
    'warehouse.items.r',
    'warehouse.items.w',
    'warehouse.items.read',
    'Directory.Person.R',
    '__proto__.items.r',
  ],
  ...[
    'constructor.items.r',
    'directory.person.r\0',
    'dirеctory.person.r',
    '"directory.person.r"',
    'a.b.c',
    '*',
    '%',
  ],
]

test('T9 whatever list a machine asks for: never a failure, never more than was granted (oauth.md §3)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const scope = GRANTED.Organization.map(name => `Org/${DEMO.linden}.${name}`).join(',')
  await newTokens(app, { scope })
  const { bearer } = await newTokens(app, { scope: GRANTED.Person.join(',') })

  const item = fc
    .tuple(fc.constantFrom(...bearers(bearer.id)), fc.constantFrom(...NAMES))
    .map(([prefix, name]) => prefix + name)
  const oneBearer = fc
    .tuple(fc.constantFrom(...bearers(bearer.id)), fc.array(fc.constantFrom(...NAMES), { maxLength: 6 }))
    .map(([prefix, names]) => names.map(name => prefix + name))
  const anything = fc.string({ unit: 'binary', maxLength: 60 })
  const list = fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: oneBearer },
        { weight: 1, arbitrary: fc.array(item, { maxLength: 6 }) },
        { weight: 1, arbitrary: fc.array(fc.oneof(item, anything), { maxLength: 300 }) },
      ),
      fc.constantFrom(',', ' ', ', ', ',,', '\n', '\0', ';'),
    )
    .map(([items, separator]) => items.join(separator))
  const grant_type = 'client_credentials'

  let given = 0
  await fc.assert(
    fc.asyncProperty(list, async scope => {
      const answer = await client.token({ grant_type, scope })
      if (answer.status !== 200) {
        assert.equal(answer.status, 400, answer.text)
        assert.match(answer.body.error, /^invalid_(scope|request)$/)
        return
      }
      given += 1
      const { scope: held, sub } = claimsOf(answer.body.access_token)
      assert.ok(
        held.every((name: string) => COVERED.has(name)),
        held.join(),
      )
      assert.match(
        sub,
        new RegExp(`^(Person/${bearer.id}|(Person/${bearer.id}>)?Organization/${DEMO.linden})$`),
      )
    }),
    { numRuns: RUNS },
  )
  assert.ok(given > 0, 'the lists should not all be nonsense')
})

test('C5 whatever Basic header is sent: it is refused, or it is the client (RFC 6749 §2.3.1)', async () => {
  await using app = await testApp()
  const { id, secret } = DEMO.stockKeeper
  const part = fc.oneof(
    fc.constantFrom(
      id,
      secret,
      id.toUpperCase(),
      encodeURIComponent(secret),
      '',
      ' ',
      ':',
      '%',
      '%zz',
      `${secret} `,
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  const header = fc.oneof(
    fc.tuple(part, part).map(pair => `Basic ${Buffer.from(pair.join(':')).toString('base64')}`),
    fc.tuple(part, part).map(pair => `basic  ${Buffer.from(pair.join(':'), 'latin1').toString('base64url')}`),
    fc.uint8Array({ maxLength: 60 }).map(bytes => `Basic ${Buffer.from(bytes).toString('base64')}`),
    fc.constantFrom('Basic', 'Basic ', 'Basic ===', 'Bearer x', `Basic ${'QTo='.repeat(400)}`),
  )
  const payload = new URLSearchParams({ grant_type: 'client_credentials', scope: LINDEN.scope }).toString()
  const right = [secret, encodeURIComponent(secret)]
  await fc.assert(
    fc.asyncProperty(header, async authorization => {
      // Wrong secrets are forgotten meanwhile.
      app.clock.advance(3_600_000)
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await app.client(DEMO.stockKeeper).send('/oauth/access_token', payload, headers)
      const [, encoded = ''] = authorization.split(/ +/)
      const [name, ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
      const isClient = name?.toLowerCase() === id && right.includes(rest.join(':'))
      // Linden Press did not connect it: the client is known, and what it asks for is refused.
      if (isClient) return assert.equal(answer.body?.error, 'invalid_scope', answer.text)
      assert.ok([400, 401, 429].includes(answer.status), answer.text)
      assert.notEqual(answer.body?.error, 'invalid_scope', authorization)
    }),
    { numRuns: RUNS },
  )
})
