import type { Lang } from '../../platform/web/language.ts'

/** The roles of a membership in the order that defines their bit: role i is 2^i (directory-api.md §12.1). Only append. */
const ROLE_NAMES = [
  { id: 'owner', en: 'Owner', de: 'Eigentümer' },
  { id: 'admin', en: 'Administrator', de: 'Administrator' },
  { id: 'member', en: 'Member', de: 'Mitglied' },
  { id: 'purchaser', en: 'Purchaser', de: 'Einkauf' },
  { id: 'production_planner', en: 'Production planner', de: 'Produktionsplaner' },
  {
    id: 'customer_service_representative',
    en: 'Customer service representative',
    de: 'Kundenberater',
  },
  { id: 'sales_representative', en: 'Sales representative', de: 'Vertrieb' },
  { id: 'designer', en: 'Designer', de: 'Designer' },
  { id: 'developer', en: 'Developer', de: 'Entwickler' },
]

/** The identifiers of all roles, in their fixed order. */
export const ROLES: readonly string[] = ROLE_NAMES.map(role => role.id)

const OWNER = 1
const ADMIN = 2

/** The bits of which one is enough to act for the organization (platform.md §2). */
export const ADMINISTRATOR_BITS = OWNER | ADMIN

/** The roles of a bit field, in their fixed order. */
export function rolesFromBits(bits: number): string[] {
  return ROLES.filter((_role, position) => bits & (1 << position))
}

/** The bit field of some roles. Throws on an unknown one: callers check names from outside with `ROLES`. */
export function bitsFromRoles(roles: readonly string[]): number {
  return roles.reduce((bits, role) => {
    const position = ROLES.indexOf(role)
    if (position === -1) throw new Error(`unknown role ${role}`)
    return bits | (1 << position)
  }, 0)
}

/** Whether these roles include the owner's. */
export function isOwner(bits: number): boolean {
  return (bits & OWNER) !== 0
}

const DEVELOPER = 256

/** Whether these roles may manage the organization's apps: owner, admin or developer (platform.md §2). */
export function isDeveloper(bits: number): boolean {
  return (bits & (ADMINISTRATOR_BITS | DEVELOPER)) !== 0
}

/** Whether these roles may act for the organization: owner or admin. */
export function isAdministrator(bits: number): boolean {
  return (bits & ADMINISTRATOR_BITS) !== 0
}

/** All roles with their names in one language. */
export function namedRoles(lang: Lang): { id: string; name: string }[] {
  return ROLE_NAMES.map(role => ({ id: role.id, name: role[lang] }))
}
