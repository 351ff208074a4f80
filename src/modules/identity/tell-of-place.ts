import type { Tx } from '../../platform/database/database.ts'
import type { PlaceOf } from '../../platform/places.ts'
import { placeName } from '../../platform/web/place-name.ts'
import { findPerson, languageOf } from '../directory/index.ts'
import { deviceOf } from './account/device.ts'
import { deviceName } from './account/device-name.ts'
import type { BrowserFacts } from './browser.ts'
import type { MailSettings } from './confirm-email.ts'
import { hasSessions, isFamiliarPlace } from './session.repository.ts'
import { tellPerson } from './tell-person.ts'

/**
 * Tells a person of a sign-in from where they never signed in before, before its session begins. The first sign-in of
 * all is no news.
 */
export async function tellOfUnfamiliarPlace(
  tx: Tx,
  { settings, placeOf }: { settings: MailSettings; placeOf: PlaceOf },
  { personId, browser }: { personId: string; browser: BrowserFacts },
  now: number,
): Promise<void> {
  const person = await findPerson(tx, personId)
  if (person === null) return
  const { emailKey } = person
  const { addressBlock, userAgent } = browser
  if (await isFamiliarPlace(tx, { emailKey, addressBlock })) return
  if (!(await hasSessions(tx, personId))) return
  const lang = languageOf(person.locale)
  const place = placeOf(addressBlock)
  const where = place === null ? addressBlock : `${placeName(lang, place)} (${addressBlock})`
  const about = `${deviceName(lang, deviceOf(userAgent))}, ${where}`
  await tellPerson(tx, settings, { person, kind: 'newPlace', path: '/account/sessions', about }, now)
}
