import type { Reader } from '../../platform/database/database.ts'
import { parseScopeName } from '../apps/index.ts'
import { findHoldings, type Holdings } from '../connections/index.ts'
import type { Bearer, Holding } from './protocol/scope-evaluation.ts'

/** Who a request is about. */
export type Bearers = { bearer: Bearer; onBehalfOf: string | null }

/** What everybody a request is about has given the app, in one read. */
export async function loadHoldings(
  reader: Reader,
  appId: string,
  { bearer, onBehalfOf }: Bearers,
): Promise<{ bearer: Holdings; person: Holdings | null }> {
  const bearers = onBehalfOf === null ? [bearer] : [bearer, { type: 'Person' as const, id: onBehalfOf }]
  const [ofBearer, ofPerson] = await findHoldings(reader, appId, bearers)
  if (!ofBearer) throw new Error('Every bearer has holdings.')
  return { bearer: ofBearer, person: ofPerson ?? null }
}

/** The same as the scope algorithm asks for it. */
export function holdingsOf(held: { bearer: Holdings; person: Holdings | null }): {
  bearer: Holding
  person: Holding | null
} {
  return { bearer: holdingOf(held.bearer), person: held.person && holdingOf(held.person) }
}

function holdingOf({ connection, connectedAppIds }: Holdings): Holding {
  const granted = connection?.scopes.filter(({ state }) => state === 'granted') ?? []
  return {
    connectionId: connection?.id ?? null,
    granted: granted.map(({ scope }) => parseScopeName(scope)).filter(scope => scope !== null),
    connectedAppIds,
  }
}
