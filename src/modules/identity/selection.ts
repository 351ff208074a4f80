import type { OrganizationPlace } from '../../platform/web/portal-page.ts'

/** What a session says when the person chose themself and no organization. */
export const PERSON_SELECTED = 'person'

/**
 * The organization that is selected in the switcher: the chosen one while the person belongs to it, at first the one
 * they joined first; null: the person.
 */
export function selectedPlace(
  organizations: readonly OrganizationPlace[],
  selected: string | null,
): OrganizationPlace | null {
  if (selected === PERSON_SELECTED) return null
  return organizations.find(({ id }) => id === selected) ?? organizations[0] ?? null
}
