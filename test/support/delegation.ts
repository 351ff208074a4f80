import type { BuiltApp } from './builders.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from './builders.ts'
import { DEMO } from './demo.ts'
import { actsIn, type Kind, ROLES } from './scene.ts'
import type { TestApp } from './test-app.ts'
import type { TestClient, TokenAnswer } from './test-client.ts'
import { newTokens } from './tokens.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
/** The type of an access token in the words of RFC 8693 §3. */
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** Everybody of a delegation. */
export type DelegationScene = Awaited<ReturnType<typeof buildDelegation>>

/**
 * A vendor with a portal, which may delegate, and a subsystem that nobody connected; another vendor's app; and an admin
 * of an organization that is connected to the provider of `items`, who lets the portal act. `Org` and `on` name them.
 */
export async function buildDelegation(app: TestApp) {
  const [owner, admin] = [await buildPerson(app), await buildPerson(app)]
  const organization = await buildOrganization(app, { owner, members: { [admin.id]: ROLES } })
  const provider = await buildApp(app, { provides: [{ name: 'items' }] })
  await buildConnection(app, { appId: provider.id, bearer: { type: 'Organization', id: organization.id } })
  const items = `${provider.name}.items.rw`
  const desires = [
    'directory.person.r',
    'directory.organization.r',
    'directory.delegations.rw',
    items,
    `${provider.name}.items.r`,
  ]
  const portal = await buildApp(app, { redirectUrls: [DEMO.redirectUrl], desires })
  const subsystem = await buildApp(app, { vendorId: portal.vendorId, desires: ['directory.person.r'] })
  const stranger = await buildApp(app)
  const Org = `Org/${organization.id}`
  const on = `Per>Org/${organization.id}`
  const scopes: Record<Kind, string> = {
    Person: 'directory.person.r,directory.delegations.rw',
    Organization: `${Org}.directory.organization.r,${Org}.${items},${Org}.directory.delegations.rw`,
    'on behalf': `${on}.directory.organization.r,${on}.directory.person.r,${on}.directory.delegations.rw`,
  }
  return {
    owner,
    admin,
    organization,
    provider,
    items,
    Org,
    on,
    portal,
    subsystem,
    stranger,
    /** What the portal asks for, of whom. */
    scopes,
    /** The body of a token response for the portal; the scope is one that may delegate unless it is given. */
    parent: (
      kind: Kind = 'Organization',
      { client = portal.client, scope = scopes[kind] }: { client?: TestClient; scope?: string } = {},
    ): Promise<TokenAnswer['body']> => newTokens(app, { client, person: admin.email, scope }),
    acts: actsIn(app, {
      key: { organizationId: organization.id, personId: admin.id },
      appId: portal.id,
      providerId: provider.id,
      clientId: portal.client.id,
      publicClientId: portal.publicClient.id,
    }),
    subsystemActs: actsIn(app, {
      key: { organizationId: organization.id, personId: admin.id },
      appId: subsystem.id,
      providerId: provider.id,
      clientId: subsystem.client.id,
      publicClientId: subsystem.publicClient.id,
    }),
  }
}

/** POST /oauth/delegate with this parent token, for the confidential credentials of an app unless told otherwise. */
export function delegateTo(
  target: BuiltApp,
  parentToken: string | null,
  form: Record<string, string> = {},
  { path = '/oauth/delegate', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<TokenAnswer> {
  const body = new URLSearchParams({ client_id: target.client.id, ...form }).toString()
  const authorization = parentToken === null ? {} : { authorization: `Bearer ${parentToken}` }
  return target.client.send(path, body, { ...FORM, ...authorization, ...headers })
}

/** RFC 8693 at the token endpoint, as this client. */
export function exchange(
  client: TestClient,
  subjectToken: string,
  form: Record<string, string> = {},
): Promise<TokenAnswer> {
  return client.token({
    grant_type: EXCHANGE,
    subject_token: subjectToken,
    subject_token_type: ACCESS_TOKEN,
    ...form,
  })
}
