import type { Tx } from '../../../platform/database/database.ts'
import type { Connections } from '../../connections/index.ts'
import type { Decided } from '../protocol/scope-evaluation.ts'
import { type Answer, conclude } from './conclude.ts'
import type { SignedIn } from './deps.ts'
import { type Insight, type LookDeps, lookInto, type Matter } from './look-into.ts'
import { takeGrounds } from './take-grounds.ts'

/** A request of somebody who allowed all of it before, as it was looked into before the transaction. */
export type Passing = { matter: Matter & { session: SignedIn }; insight: Insight; decided: Decided }

/**
 * Answers a request without a screen. With a code, whose redemption asks for all rights again; a token is given at once,
 * so what it rests on is taken and looked at once more. `changed`: there is a question now, or nobody to answer.
 */
export async function pass(
  tx: Tx,
  { connections, ...lookDeps }: LookDeps & { connections: Connections },
  { matter, insight, decided }: Passing,
  now: number,
): Promise<Answer | 'changed'> {
  const { request, client, session } = matter
  const { personId } = session
  if (request.wayBack.kind !== 'token')
    return conclude(tx, connections, { request, client, decided, insight, personId }, now)

  const taken = await takeGrounds(tx, { clientId: client.id, session, bearer: decided.bearer }, now)
  if (taken === null) return 'changed'
  const again = await lookInto(tx, lookDeps, { ...matter, client: taken })
  if (again.step.kind !== 'pass') return 'changed'
  const conclusion = { request, client: taken, decided: again.step.decided, insight: again, personId }
  return conclude(tx, connections, conclusion, now)
}
