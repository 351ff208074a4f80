import assert from 'node:assert/strict'
import {
  activateApp,
  deactivateApp,
  deleteApp,
  deleteCredentials,
  removeDesiredScope,
  switchCredentials,
} from '../../src/modules/apps/index.ts'
import { findHoldings } from '../../src/modules/connections/index.ts'
import {
  banPerson,
  bitsFromRoles,
  changeRoles,
  deleteOrganization,
  deletePerson,
  removeMember,
} from '../../src/modules/directory/index.ts'
import type { Tx } from '../../src/platform/database/database.ts'
import { actOn, buildApp, buildConnection, buildOrganization, buildPerson } from './builders.ts'
import { DEMO } from './demo.ts'
import { buildDevice, type Device, letIn } from './devices.ts'
import type { TestApp } from './test-app.ts'
import type { TestClient, TokenAnswer } from './test-client.ts'
import { newCode, newTokens } from './tokens.ts'

/** Whom a token of the scene speaks for. */
export type Kind = 'Person' | 'Organization' | 'on behalf'

/** Roles of the person who gives the tokens. */
export const ROLES = ['admin', 'designer']

/** What can happen to everybody in the scene. */
export type Acts = Awaited<ReturnType<typeof buildScene>>['acts']

/**
 * An organization, an admin of it, and an app of another vendor: the admin lets the app act for them, for the
 * organization, and on its behalf. For the organization it also uses `items` of a second app, to which the organization
 * is connected.
 */
export async function buildScene(app: TestApp) {
  const [owner, admin] = [await buildPerson(app), await buildPerson(app)]
  const organization = await buildOrganization(app, { owner, members: { [admin.id]: ROLES } })
  const provider = await buildApp(app, { provides: [{ name: 'items' }] })
  const bearer = { type: 'Organization' as const, id: organization.id }
  await buildConnection(app, { appId: provider.id, bearer })
  const items = `${provider.name}.items.r`
  const built = await buildApp(app, {
    redirectUrls: [DEMO.redirectUrl],
    desires: ['directory.person.r', 'directory.organization.r', items],
  })
  const scopes: Record<Kind, string> = {
    Person: 'directory.person.r',
    Organization: `Org/${organization.id}.directory.organization.r,Org/${organization.id}.${items}`,
    'on behalf': `Per>Org/${organization.id}.directory.organization.r,Per>Org/${organization.id}.directory.person.r`,
  }
  const wish = (kind: Kind, client: TestClient = built.client) => ({
    client,
    person: admin.email,
    scope: scopes[kind],
  })
  return {
    ...built,
    owner,
    admin,
    organization,
    provider,
    /** The subject of events about a token of this kind. */
    subject: (kind: Kind) => (kind === 'Person' ? `Per/${admin.id}` : `Org/${organization.id}`),
    code: (kind: Kind, client?: TestClient) => newCode(app, wish(kind, client)),
    tokens: (kind: Kind, client?: TestClient): Promise<TokenAnswer['body']> =>
      newTokens(app, wish(kind, client)),
    /** A device that the admin has let in and that has not polled yet. */
    device: async (kind: Kind): Promise<Device> => {
      const device = await buildDevice(app, { client: built.client, scope: scopes[kind] })
      await letIn(admin.browser, device)
      return device
    },
    /** A device that waits for a person. */
    waitingDevice: (client: TestClient = built.client) => buildDevice(app, { client, scope: scopes.Person }),
    acts: actsIn(app, {
      key: { organizationId: organization.id, personId: admin.id },
      appId: built.id,
      providerId: provider.id,
      clientId: built.client.id,
      publicClientId: built.publicClient.id,
    }),
  }
}

type Facts = {
  key: { organizationId: string; personId: string }
  appId: string
  providerId: string
  clientId: string
  publicClientId: string
}

/** The use cases that end rights, as portal and command line call them. */
export function actsIn(app: TestApp, { key, appId, providerId, clientId, publicClientId }: Facts) {
  const { connections, directoryHooks: hooks, apps } = app.app
  const act = <T>(work: (tx: Tx, now: number) => Promise<T>) =>
    app.db.transaction(tx => work(tx, app.clock.now()))
  const disconnect = (appId: string, bearer: { type: 'Person' | 'Organization'; id: string }) =>
    act(async (tx, now) => {
      const [holdings] = await findHoldings(tx, appId, [bearer])
      assert.ok(holdings?.connection)
      await connections.revoke(tx, holdings.connection, 'test', now)
    })
  const organization = { type: 'Organization' as const, id: key.organizationId }
  const person = { type: 'Person' as const, id: key.personId }
  const operator = { actor: 'operator' }
  return {
    giveRoles: (...roles: string[]) =>
      act((tx, now) => changeRoles(tx, { ...key, roles: bitsFromRoles(roles) }, hooks, now)),
    removeMember: () => act((tx, now) => removeMember(tx, key, hooks, now)),
    deleteOrganization: () => act((tx, now) => deleteOrganization(tx, key, hooks, now)),
    deletePerson: () => act((tx, now) => deletePerson(tx, key, hooks, now)),
    banPerson: () => act((tx, now) => banPerson(tx, key, hooks, now)),
    disconnectOrganization: () => disconnect(appId, organization),
    disconnectPerson: () => disconnect(appId, person),
    disconnectProvider: () => disconnect(providerId, organization),
    removeDesiredScope: (scope: string) =>
      act((tx, now) => removeDesiredScope(tx, { ...actOn(appId), scope }, apps, now)),
    deactivateApp: () => act((tx, now) => deactivateApp(tx, actOn(appId), apps, now)),
    deleteApp: () => act((tx, now) => deleteApp(tx, actOn(appId), apps, now)),
    deactivateProvider: () => act((tx, now) => deactivateApp(tx, actOn(providerId), apps, now)),
    activateApp: () => act((tx, now) => activateApp(tx, actOn(appId), apps, now)),
    deleteCredentials: () => act((tx, now) => deleteCredentials(tx, { clientId, ...operator }, apps, now)),
    deletePublicCredentials: () =>
      act((tx, now) => deleteCredentials(tx, { clientId: publicClientId, ...operator }, apps, now)),
    makePublic: () =>
      act((tx, now) =>
        switchCredentials(tx, { clientId, ...operator, switches: { isConfidential: false } }, now),
      ),
    makeConfidential: () =>
      act((tx, now) =>
        switchCredentials(
          tx,
          { clientId: publicClientId, ...operator, switches: { isConfidential: true } },
          now,
        ),
      ),
  }
}
