import { APP_STATES, APP_TYPES, CONFIGURATION_RULES } from '../apps/index.ts'
import { ORGANIZATION_KINDS, ROLES } from '../directory/index.ts'
import { type ApiReference, apiReference } from './api/reference.ts'
import { createLibrary, type Library } from './library.ts'

/** What a hub tells about itself: its pages, and its API. */
export type Documentation = { library: Library; reference: ApiReference; brandName: string }

/** The documentation of a hub, with its own address, name and lists. */
export function createDocumentation(hub: {
  publicUrl: string
  brandName: string
  isSandbox: boolean
  platformApp: string
}): Documentation {
  return {
    brandName: hub.brandName,
    library: createLibrary(hub),
    reference: apiReference({
      ...CONFIGURATION_RULES,
      ...hub,
      roles: ROLES,
      organizationKinds: ORGANIZATION_KINDS,
      appTypes: APP_TYPES,
      appStates: APP_STATES,
    }),
  }
}
