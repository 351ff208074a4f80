import type { TokenFamily } from './token-family.ts'

/** Whom a token speaks for, in its `sub`; on behalf with the person before the organization (spec oauth.md §10.1). */
export function subjectOf({ type, id }: TokenFamily['bearer'], personId: string | null): string {
  return personId === null ? `${type}/${id}` : `Person/${personId}>${type}/${id}`
}
