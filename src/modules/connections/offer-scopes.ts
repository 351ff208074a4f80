import { uuid } from '../../platform/crypto/random.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { SECOND_MS } from '../../platform/durations.ts'
import type { Job, JobOutcome } from '../../platform/jobs/jobs.ts'
import { desiredScopesOf, findApp, holdProviders } from '../apps/index.ts'
import { type Connections, lockBearer } from './connections.ts'
import {
  deleteScopeOffer,
  findConnectedOrganizations,
  insertScopeOffer,
  nextScopeOffer,
  type ScopeOffer,
} from './scope-offer.repository.ts'

/** Organizations that are offered new scopes in one transaction; the job takes the next ones. */
const BATCH = 100
const OFFERS_A_RUN = 50

/**
 * Scopes an app newly desires come to every organization that is connected to it: granted in its own vendor's for a private
 * app, waiting for approval everywhere else (G-21), so that their admins learn of it and the app goes on with what it has.
 * The first ones at once, the others by the job.
 */
export function offerScopes(
  tx: Tx,
  connections: Connections,
  { appId, scopes }: Pick<ScopeOffer, 'appId' | 'scopes'>,
  now: number,
): Promise<void> {
  return offerSome(tx, connections, { appId, scopes, afterOrganizationId: '' }, now)
}

async function offerSome(
  tx: Tx,
  connections: Connections,
  { appId, scopes, afterOrganizationId }: Omit<ScopeOffer, 'id'>,
  now: number,
): Promise<void> {
  const app = await findApp(tx, appId)
  if (app === null) return
  await holdProviders(tx, appId)
  const desired = (await desiredScopesOf(tx, appId)).desired.filter(({ name }) => scopes.includes(name.text))
  const organizationIds = await findConnectedOrganizations(tx, { appId, afterOrganizationId, limit: BATCH })
  for (const id of organizationIds) {
    const bearer = { type: 'Organization', id } as const
    await lockBearer(tx, bearer)
    const { asked, unavailable } = await connections.wishOf(tx, { appId, desired }, bearer)
    const isGiven = app.type === 'private' && id === app.organizationId
    const states = isGiven ? { granted: asked, waiting: [] } : { granted: [], waiting: asked }
    await connections.allow(tx, { appId, bearer, establishedBy: null, unavailable, ...states }, now)
  }
  const last = organizationIds.at(-1)
  if (last !== undefined && organizationIds.length === BATCH)
    await insertScopeOffer(tx, { id: uuid(now), appId, scopes, afterOrganizationId: last }, now)
}

/** Offers new scopes to the organizations that were not reached at once. */
export function offerScopesJob({ db, connections }: { db: Db; connections: Connections }): Job {
  return {
    name: 'connections.offer_scopes',
    everyMs: 5 * SECOND_MS,
    async run(now): Promise<JobOutcome> {
      for (let made = 0; made < OFFERS_A_RUN; made += 1) {
        const isLeft = await db.transaction(async tx => {
          const offer = await nextScopeOffer(tx)
          if (offer === null) return false
          await deleteScopeOffer(tx, offer.id)
          await offerSome(tx, connections, offer, now)
          return true
        })
        if (!isLeft) return 'done'
      }
      return 'more'
    },
  }
}
