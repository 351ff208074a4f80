import type { Reader } from '../../../platform/database/database.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { findPerson, fullName } from '../../directory/index.ts'
import { type PrivateToken, statusOf } from './private-token.ts'
import type { TokenRow } from './token-model.ts'

/** Tokens as pages show them, with the names of those who made them. */
export async function tokenRows(
  reader: Reader,
  tokens: readonly PrivateToken[],
  { lang, now }: { lang: Lang; now: number },
): Promise<TokenRow[]> {
  const { operator, formerPerson } = textsOf(lang).tokens
  const names = new Map<string | null, string>([[null, operator]])
  for (const { createdBy } of tokens) {
    if (createdBy === null || names.has(createdBy)) continue
    const person = await findPerson(reader, createdBy)
    names.set(createdBy, person ? fullName(person) : formerPerson)
  }
  return tokens.map(token => ({
    ...token,
    status: statusOf(token, now),
    creatorName: names.get(token.createdBy) ?? formerPerson,
  }))
}
