import { countryName } from '../countries.ts'
import type { Place } from '../places.ts'
import type { Lang } from './language.ts'

/** `Hamburg, Germany`; the country alone where the town is not known. */
export function placeName(lang: Lang, { countryCode, towns }: Place): string {
  const town = towns[lang] ?? towns['en']
  const country = countryName(countryCode, lang)
  return town === undefined ? country : `${town}, ${country}`
}
