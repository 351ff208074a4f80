import { type Act, actsAs } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import { desiredScopesOf, findApp, holdProviders, lockApp } from '../apps/index.ts'
import {
  type Connectable,
  type Connections,
  connectableApp,
  takeForDecision,
  whoMayConnect,
} from '../connections/index.ts'
import { membershipsOf } from '../directory/index.ts'

/** Why an app is not connected; `changed`: it asks for something that was not on the page. */
export type ConnectFault = 'gone' | 'not_administrator' | 'not_available' | 'changed'

export type ConnectWish = {
  appId: string
  bearer: Connectable
  personId: string
  /** What the page showed as asked. */
  shown: readonly string[]
  act: Act
}

/**
 * Connects an app to a bearer with everything it desires (platform.md §7), as the page showed it. All rights are looked at
 * again, with app and bearer taken. Connecting again extends the connection.
 */
export function connectApp(
  { db, connections, isSandbox }: { db: Db; connections: Connections; isSandbox: boolean },
  { appId, bearer, personId, shown, act }: ConnectWish,
  now: number,
): Promise<ConnectFault | null> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const app = (await lockApp(tx, appId)) ? await findApp(tx, appId) : null
    if (app === null || app.isPlatform) return 'gone'
    await holdProviders(tx, appId)
    const refusal = await takeForDecision(tx, bearer, personId)
    if (refusal) return refusal === 'gone' ? 'gone' : 'not_administrator'
    const organizationId = bearer.type === 'Organization' ? bearer.id : null
    const memberOf = (await membershipsOf(tx, personId)).map(({ organization }) => organization.id)
    const organizationIds = organizationId === null ? memberOf : [organizationId]
    const refusalFor = await whoMayConnect(tx, connectableApp(app), { isSandbox, organizationIds })
    if (refusalFor(organizationId)) return 'not_available'
    const { desired } = await desiredScopesOf(tx, appId)
    const { asked, unavailable } = await connections.wishOf(tx, { appId, desired }, bearer)
    if (!asked.every(scope => shown.includes(scope))) return 'changed'
    await connections.allow(
      tx,
      { appId, bearer, establishedBy: personId, granted: asked, waiting: [], unavailable },
      now,
    )
    return null
  })
}
