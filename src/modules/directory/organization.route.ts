import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../platform/audit.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { type ApiGuard, notFound, tokenAct, validationFailed } from '../../platform/http/api.ts'
import { requiredRoot } from '../../platform/http/api-body.ts'
import { createOrganization } from './create-organization.ts'
import { organizationAdditionsJson, organizationJson } from './directory-json.ts'
import { railsWording } from './faults.ts'
import { findOrganization } from './organization.repository.ts'
import { checkOrganization } from './organization.ts'
import { findPerson } from './person.repository.ts'
import type { CurrentAppView } from './views.ts'
import { organizationFaultsOnTheWire, readOrganization } from './wire.ts'

/**
 * Connects the app that makes an organization to it, with all it desires. `hold` comes first in the transaction: apps
 * are taken before bearers.
 */
export type ConnectMaker = {
  hold(tx: Tx, appId: string): Promise<void>
  connect(
    tx: Tx,
    made: { appId: string; organizationId: string; personId: string },
    now: number,
  ): Promise<void>
}

export type OrganizationRoutesDeps = {
  db: Db
  clock: Clock
  guard: ApiGuard
  currentApp: CurrentAppView
  connectMaker: ConnectMaker
  publicUrl: string
}

/** `GET /api/v1/organization` (directory-api.md §7) and `POST /api/v1/person/organizations` (§5). Machine scopes read it too (C-50); times are in UTC (G-34). */
export function organizationRoutes(
  scope: FastifyInstance,
  { db, clock, guard, currentApp, connectMaker, publicUrl }: OrganizationRoutesDeps,
): void {
  scope.get('/api/v1/organization', async request => {
    const { organizationId, appId } = await guard.organization(request, 'organization.r', 'machines.r')
    const organization = await findOrganization(db, organizationId)
    if (organization === null) throw notFound()
    const standing = await currentApp(db, appId, [{ type: 'Organization', id: organizationId }])
    return {
      ...organizationJson(organization, standing.get(organizationId), { timeZone: null, publicUrl }),
      ...organizationAdditionsJson(organization),
    }
  })
  scope.post('/api/v1/person/organizations', async (request, reply) => {
    const principal = await guard.person(request, 'organizations.w')
    const { personId, appId } = principal
    const person = await findPerson(db, personId)
    if (person === null) throw notFound()
    const checked = checkOrganization(readOrganization(requiredRoot(request.body, 'organization')))
    if (!checked.ok) throw validationFailed(railsWording(organizationFaultsOnTheWire(checked.faults)))
    const now = clock.now()
    const organization = await db.transaction(async tx => {
      actsAs(tx, tokenAct(principal))
      if (appId !== null) await connectMaker.hold(tx, appId)
      const made = await createOrganization(tx, { ...checked.value, creatorId: personId }, now)
      // A private token speaks for no app: nothing is connected.
      if (appId !== null) await connectMaker.connect(tx, { appId, organizationId: made.id, personId }, now)
      return made
    })
    const standing = await currentApp(db, appId, [{ type: 'Organization', id: organization.id }])
    return reply.code(201).send(
      organizationJson(organization, standing.get(organization.id), {
        timeZone: person.timeZone,
        publicUrl,
      }),
    )
  })
}
