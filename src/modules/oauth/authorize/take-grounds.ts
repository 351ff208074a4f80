import type { Tx } from '../../../platform/database/database.ts'
import { type Client, holdProviders, takeClient } from '../../apps/index.ts'
import { lockBearer } from '../../connections/index.ts'
import { isSessionAlive } from '../../identity/index.ts'
import type { Bearer } from '../protocol/scope-evaluation.ts'
import { lockStanding } from '../token/standing.repository.ts'
import type { SignedIn } from './deps.ts'

/** What the answer to a request rests on besides what was granted. */
export type AnswerGrounds = { clientId: string; session: SignedIn; bearer: Bearer }

/**
 * Takes credentials and app, the apps that provide what it desires, who is signed in, the bearer and its connection for the
 * rest of the transaction, so that nothing is given behind the back of what ends it (spec oauth.md §12.2). Gives the client as it is now; null when one of them is gone,
 * or the session has ended or its person is banned. Look into the request after this, not before.
 */
export async function takeGrounds(
  tx: Tx,
  { clientId, session, bearer }: AnswerGrounds,
  now: number,
): Promise<Client | null> {
  const client = await takeClient(tx, clientId)
  if (!client || client.isDeleted || client.appIsDeleted) return null
  await holdProviders(tx, client.appId)
  if (!(await lockBearer(tx, { type: 'Person', id: session.personId }))) return null
  if (!(await isSessionAlive(tx, session.id, now))) return null
  if (bearer.type === 'Organization' && !(await lockBearer(tx, bearer))) return null
  // Scopes are withdrawn from a connection without its bearer when their provider is switched off.
  await lockStanding(tx, { clientId, appId: client.appId, bearer, onBehalfOf: null })
  return client
}
