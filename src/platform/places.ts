import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type CityResponse, Reader } from 'mmdb-lib'
import { isCountryCode } from './countries.ts'

/** Where an address is, as far as is known; `towns` by language. */
export type Place = { countryCode: string; towns: Readonly<Record<string, string>> }

/** Tells where a caller's address, or the block it is counted by, is; null when nobody knows. Asks no other machine. */
export type PlaceOf = (addressBlock: string) => Place | null

/** Countries by the registries of addresses (public domain), of both versions of the protocol. */
const COUNTRIES = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'

/** What databases of places say: those of MaxMind and DB-IP by name and language, others in flat words. */
type Entry = Partial<CityResponse> & { country_code?: string; city?: unknown }

/**
 * Places by a database in the MaxMind format (.mmdb), which may know towns; without a path, by the one that comes along,
 * which knows countries and is read when somebody first asks. Throws when a file named here cannot be read.
 */
export function createPlaces(path: string | null): PlaceOf {
  let reader = path === null ? null : readDatabase(path)
  return addressBlock => {
    reader ??= readDatabase(createRequire(import.meta.url).resolve(COUNTRIES))
    const [address = ''] = addressBlock.split('/')
    return placeIn(entryOf(reader, address))
  }
}

function readDatabase(path: string): Reader<CityResponse> {
  return new Reader<CityResponse>(readFileSync(path))
}

/** A database of one version of the protocol throws for addresses of the other; so does one for what is no address. */
function entryOf(reader: Reader<CityResponse>, address: string): Entry | null {
  try {
    return reader.get(address)
  } catch {
    return null
  }
}

function placeIn(entry: Entry | null): Place | null {
  const countryCode = entry?.country?.iso_code ?? entry?.country_code
  if (countryCode === undefined || !isCountryCode(countryCode)) return null
  const city: unknown = entry?.city
  if (typeof city === 'string') return { countryCode, towns: city === '' ? {} : { en: city } }
  return { countryCode, towns: { ...(city as CityResponse['city'])?.names } }
}
