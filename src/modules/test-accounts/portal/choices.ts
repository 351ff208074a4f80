import { LOCALES, ORGANIZATION_KINDS, ROLES, sectionsOf } from '../../directory/index.ts'

/** What the forms of a test account offer. */
export const CHOICES = {
  kinds: ORGANIZATION_KINDS.map(kind => ({ kind, sections: sectionsOf(kind) })),
  locales: [...LOCALES],
  roles: [...ROLES],
}
