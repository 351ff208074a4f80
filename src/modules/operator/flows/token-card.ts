import type { Reader } from '../../../platform/database/database.ts'
import { findOrganization, findPerson, fullName } from '../../directory/index.ts'
import type { Inspection } from '../../oauth/index.ts'

/** A token as a reader understands it: whom it speaks for, who may use it for what, and whether it is accepted. */
export type TokenCard = Pick<Inspection, 'kind' | 'header' | 'claims'> & {
  token: string
  fault: NonNullable<Inspection['refusal']>['code'] | null
  /** The names of the bearer and of the person who acts for it; null where there is none of that id. */
  bearer: { type: 'Person' | 'Organization'; id: string; name: string; logoUrl: string | null } | null
  actorName: string | null
}

const SUBJECT = /^(Organization|Person)\/([0-9a-f-]{36})$/

/** Reads the names for what a token says; believes nothing of a token whose signature is wrong. */
export async function tokenCard(reader: Reader, token: string, inspection: Inspection): Promise<TokenCard> {
  const { kind, header, claims, refusal } = inspection
  const subject = kind === 'unknown text' ? null : claims?.['sub']
  const [actor = '', bearer = actor] = typeof subject === 'string' ? subject.split('>') : []
  const acts = typeof subject === 'string' && subject.includes('>')
  return {
    token,
    kind,
    header,
    claims,
    fault: refusal?.code ?? null,
    bearer: await named(reader, bearer),
    actorName: acts ? ((await named(reader, actor))?.name ?? null) : null,
  }
}

async function named(reader: Reader, subject: string): Promise<TokenCard['bearer']> {
  const [, type, id = ''] = SUBJECT.exec(subject) ?? []
  if (type === 'Organization') {
    const found = await findOrganization(reader, id)
    return found && { type, id, name: found.name, logoUrl: found.logoUrl }
  }
  if (type !== 'Person') return null
  const person = await findPerson(reader, id)
  return person && { type, id, name: fullName(person), logoUrl: person.avatarUrl }
}
