import { APP_STATES, APP_TYPES, CONFIGURATION_RULES } from '../apps/index.ts'
import { ORGANIZATION_KINDS, ROLES } from '../directory/index.ts'
import { type ApiReference, apiReference } from './api/reference.ts'
import { createLibrary, type Library } from './library.ts'
import { type Hit, type Place, placeOf, placesOf, searchPlaces } from './search.ts'

/** What a hub tells about itself: its pages, and its API. */
export type Documentation = {
  library: Library
  reference: ApiReference
  brandName: string
  /** Sections of pages and requests of the API that answer a search, the closest first. */
  search(query: string): Hit[]
}

/** The documentation of a hub, with its own address, name and lists. */
export function createDocumentation(hub: {
  publicUrl: string
  brandName: string
  isSandbox: boolean
  platformApp: string
}): Documentation {
  const library = createLibrary(hub)
  const reference = apiReference({
    ...CONFIGURATION_RULES,
    ...hub,
    roles: ROLES,
    organizationKinds: ORGANIZATION_KINDS,
    appTypes: APP_TYPES,
    appStates: APP_STATES,
  })
  let places: Place[] | null = null
  return {
    brandName: hub.brandName,
    library,
    reference,
    search(query) {
      places ??= [...library.pages().flatMap(placesOf), ...reference.operations.map(placeOf)]
      return searchPlaces(places, query)
    },
  }
}
