import type { Db, Tx } from '../../platform/database/database.ts'
import { DAY_MS, MINUTE_MS } from '../../platform/durations.ts'
import type { Job, JobOutcome } from '../../platform/jobs/jobs.ts'
import { desiredScopesOf, titlesOfApps } from '../apps/index.ts'
import { findOrganization, type MailSettings, tellAdministrators } from '../directory/index.ts'
import { findLiveConnection } from './connection.repository.ts'
import { scopesByState } from './connection.ts'
import { describeScopes } from './describe-scopes.ts'
import { claimNotice, findUntold } from './waiting.repository.ts'
import { waitingMail } from './waiting-mail.view.ts'

/** What an app asks for within a few minutes is told in one mail. */
const GATHER_MS = 5 * MINUTE_MS
/** One mail a day about an app, whatever it asks for. */
const PAUSE_MS = DAY_MS
const BATCH = 50

/**
 * Tells the owners and admins of organizations by mail that a connected app asks for more than it has; it goes on working
 * with that. The mail goes out if and only if the connection says so.
 */
export function tellOfWaitingJob({ db, mail }: { db: Db; mail: MailSettings }): Job {
  return {
    name: 'connections.tell_of_waiting',
    everyMs: MINUTE_MS,
    async run(now): Promise<JobOutcome> {
      const when = {
        since: now - GATHER_MS - 2 * PAUSE_MS,
        until: now - GATHER_MS,
        pausedSince: now - PAUSE_MS,
      }
      const untold = await findUntold(db, when, BATCH)
      for (const connectionId of untold)
        await db.transaction(async tx => {
          if (await claimNotice(tx, { connectionId, pausedSince: when.pausedSince }, now))
            await tell(tx, { connectionId, mail }, now)
        })
      return untold.length === BATCH ? 'more' : 'done'
    },
  }
}

async function tell(
  tx: Tx,
  { connectionId, mail }: { connectionId: string; mail: MailSettings },
  now: number,
): Promise<void> {
  const connection = await findLiveConnection(tx, connectionId)
  const organization = connection && (await findOrganization(tx, connection.bearer.id))
  if (!connection || !organization) return
  const { appId } = connection
  const { waiting } = scopesByState(connection)
  const offer = await desiredScopesOf(tx, appId)
  await tellAdministrators(
    tx,
    { organizationId: organization.id, mail },
    async (context, recipientName) => {
      const described = await describeScopes(tx, offer, { waiting }, context.lang)
      return waitingMail(context, {
        recipientName,
        appTitle: (await titlesOfApps(tx, [appId], context.lang)).get(appId) ?? '',
        organizationName: organization.name,
        permissions: described.waiting.flatMap(({ scopes }) => scopes.map(({ title }) => title)),
        url: `${mail.publicUrl}/organizations/${organization.slug}/apps?filter=waiting`,
      })
    },
    now,
  )
}
