import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { buildApp, buildOrganization, buildPerson, CALLBACK } from '../support/builders.ts'
import { sendForm } from '../support/developer.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { claimsOf, type TokenAnswer } from '../support/test-client.ts'
import { revocationList } from '../support/tokens.ts'

const PRODUCTION = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example',
  MAIL_URL: 'smtp://localhost',
}
const PERSON = 'directory.person.r'
const ORGANIZATION = 'directory.organization.r'

/** What an app that had tokens of a person and of an organization can do right afterwards. */
type Afterwards = {
  /** The access tokens at the API. */
  reads: boolean
  refreshes: boolean
  /** New tokens by client credentials. */
  asksAsMachine: boolean
  /** The tokens stand in the public revocation list. */
  isRevoked: boolean
  /** Somebody lets it in by the redirect flow. */
  logsIn: boolean
}

const NOTHING_CHANGED: Afterwards = {
  ...{ reads: true, refreshes: true, asksAsMachine: true, isRevoked: false, logsIn: true },
}
const ALL_ENDED: Afterwards = {
  ...{ reads: false, refreshes: false, asksAsMachine: false, isRevoked: true, logsIn: false },
}
/** Live tokens run out, nothing new is given (spec oauth.md §12.2). */
const RUNS_OUT: Afterwards = { ...ALL_ENDED, reads: true, isRevoked: false }

const ACTS: { what: string; happens: (scene: Scene) => Promise<unknown>; afterwards: Afterwards }[] = [
  {
    what: 'the vendor deletes the credentials',
    happens: ({ vendor, path, client }) =>
      fillIn(vendor, `${path}/oauth/credentials/${client.id}/delete`, {}),
    afterwards: ALL_ENDED,
  },
  {
    what: 'the vendor switches the credentials to public',
    async happens({ vendor, path, client }) {
      const address = `${path}/oauth/credentials/${client.id}/edit`
      const asked = await fillIn(vendor, address, { description: '' })
      await vendor.submit(asked, {}, ({ action }) => action === address)
    },
    // The former secret proves nothing any more; without it a person can still log in, with PKCE.
    afterwards: { ...RUNS_OUT, logsIn: true },
  },
  {
    what: 'the vendor removes the desired scopes',
    async happens({ vendor, path }) {
      for (const scope of [PERSON, ORGANIZATION])
        await sendForm(vendor, `${path}/oauth/scopes/remove`, { scope })
    },
    afterwards: RUNS_OUT,
  },
  {
    what: 'the app removes its desired scopes through the API',
    happens: ({ client }) =>
      client.api(null, '/api/v1/app', {
        method: 'PATCH',
        json: { app: { configuration: { desired_oauth_scopes: [] } } },
        headers: { authorization: client.basic },
      }),
    afterwards: RUNS_OUT,
  },
  {
    what: 'the operator gives the app back at its review',
    happens: ({ operator, name }) =>
      sendForm(operator, `/operator/reviews/${name}`, { decision: 'return', reason: 'Say more.' }),
    // It goes on as the draft it was: for its vendor, and for nobody else.
    afterwards: NOTHING_CHANGED,
  },
  {
    what: 'the operator switches the app off',
    async happens({ hub, operator, name }) {
      await hub.db.transaction(tx => tx.write(sql`update app set state = 'active' where name = ${name}`))
      await sendForm(operator, `/operator/reviews/${name}/off`, {})
    },
    afterwards: ALL_ENDED,
  },
  {
    what: 'the vendor deletes the app',
    happens: ({ vendor, path, name }) => fillIn(vendor, `${path}/delete`, { name }),
    afterwards: ALL_ENDED,
  },
]

for (const { what, happens, afterwards } of ACTS) {
  test(`when ${what}, it has its effect at once, whatever is tried (spec oauth.md §12.2, attacks C8, C9, T2)`, async () => {
    await using hub = await testApp({ isEmpty: true, environment: PRODUCTION })
    const scene = await buildScene(hub)
    const tokens = await tokensOf(scene)
    await happens(scene)
    assert.deepEqual(await triesAll(scene, tokens), afterwards)
  })
}

test('an app that is given back is a draft from that moment on: nobody else finds or connects it, and it cannot be approved (platform.md §4.2)', async () => {
  await using hub = await testApp({ isEmpty: true, environment: PRODUCTION })
  const { client, operator, name, path, vendor } = await buildScene(hub)
  const stranger = await buildPerson(hub)
  const review = `/operator/reviews/${name}`
  const page = await operator.get(review)
  const decide = (decision: string) =>
    operator.submit(page, { decision, reason: 'Say more.' }, ({ action }) => action === review)
  assert.equal((await decide('return')).location, '/operator/reviews?notice=returned')
  assert.equal((await decide('approve')).location, '/operator/reviews?notice=not_waiting')
  assert.equal((await stranger.browser.get(`/store/other/${name.replaceAll('_', '-')}`)).status, 404)
  const answer = await client.authorize(stranger.browser, { scope: PERSON, redirect_uri: CALLBACK })
  assert.ok(!answer.location?.includes('code='))
  assert.match((await vendor.get(`${path}/listing`)).text, /Say more\./)
})

type Scene = Awaited<ReturnType<typeof buildScene>>

/** A vendor with an app that waits for its review in production, connected to the vendor's own organization. */
async function buildScene(hub: TestApp) {
  const owner = await buildPerson(hub)
  const organization = await buildOrganization(hub, { owner })
  const operator = await buildPerson(hub)
  await hub.db.transaction(async tx => {
    await tx.write(sql`update person set is_operator = 1 where id = ${operator.id}`)
    await tx.write(
      sql`update organization set kinds = '["software_developer"]' where id = ${organization.id}`,
    )
  })
  const { client, name } = await buildApp(hub, { vendorId: organization.id, isActive: false })
  const path = `/developer/apps/${name}`
  await fillIn(owner.browser, `${path}/listing`, { title_en: 'Ink Ledger', summary_en: 'Counts ink.' })
  await sendForm(owner.browser, `${path}/listing/review`, {})
  const browsers = { vendor: owner.browser, operator: operator.browser }
  return { hub, ...browsers, organization, client, name, path }
}

/** Tokens of the person and of the organization, each with a refresh token. */
async function tokensOf({ client, vendor, organization }: Scene): Promise<TokenAnswer['body'][]> {
  const more = { redirect_uri: CALLBACK }
  const answers = [
    await client.tokensFor(vendor, PERSON, more),
    await client.tokensFor(vendor, `Org/${organization.id}.${ORGANIZATION}`, more),
  ]
  for (const { status, text } of answers) assert.equal(status, 200, text)
  return answers.map(({ body }) => body)
}

/** Tries everything with both tokens; what the one can the other can, too. */
async function triesAll(
  { hub, client, vendor, organization }: Scene,
  tokens: TokenAnswer['body'][],
): Promise<Afterwards> {
  const listed = await revocationList(hub)
  const both = async (can: (body: TokenAnswer['body'], at: number) => Promise<boolean> | boolean) => {
    const [one, other] = [await can(tokens[0], 0), await can(tokens[1], 1)]
    assert.equal(one, other, 'the tokens of the person and of the organization fare alike')
    return one
  }
  const endpoints = ['/api/v1/person', '/api/v1/organization']
  const reads = await both(
    async ({ access_token }, at) => (await client.api(access_token, endpoints[at] ?? '')).status === 200,
  )
  const isRevoked = await both(({ access_token }) => listed.includes(claimsOf(access_token).jti))
  const refreshes = await both(
    async ({ refresh_token }) => (await client.refresh(refresh_token)).status === 200,
  )
  const scopes = [`Per/${tokens[0].bearer.id}.${PERSON}`, `Org/${organization.id}.${ORGANIZATION}`]
  const asksAsMachine = await both(async (_body, at) => {
    const answer = await client.token({ grant_type: 'client_credentials', scope: scopes[at] ?? '' })
    return answer.status === 200
  })
  const isPublic = hub.client({ id: client.id })
  const logsIn = await isPublic
    .tokensFor(vendor, PERSON, { redirect_uri: CALLBACK })
    .then(({ status, body }) => status === 200 || body.error === 'invalid_client')
    .catch(() => false)
  return { reads, refreshes, asksAsMachine, isRevoked, logsIn }
}
