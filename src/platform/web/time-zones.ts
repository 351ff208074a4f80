/** Names the program's tables still have, and what the places are called now (IANA has both). */
export const PRESENT_NAMES: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/** Every time zone one can choose: IANA names, and UTC. */
const TIME_ZONES: readonly string[] = [
  ...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map(name => PRESENT_NAMES[name] ?? name)]),
]
const known = new Set(TIME_ZONES)

export function isTimeZone(name: string): boolean {
  return known.has(name)
}

/** The zones of one part of the world, cities in the order of the alphabet. */
export type TimeZoneGroup = { region: string; zones: { name: string; city: string }[] }

/** All zones by part of the world; those that belong to none (UTC) come first, under an empty name. */
export function timeZoneGroups(): TimeZoneGroup[] {
  const groups = new Map<string, TimeZoneGroup>([['', { region: '', zones: [] }]])
  for (const name of TIME_ZONES) {
    const [region, ...place] = name.split('/')
    const city = place.join(', ').replaceAll('_', ' ')
    const key = city === '' ? '' : (region ?? '')
    const group = groups.get(key) ?? { region: key, zones: [] }
    groups.set(key, group)
    group.zones.push({ name, city: city || name })
  }
  for (const group of groups.values()) group.zones.sort((a, b) => a.city.localeCompare(b.city, 'en'))
  return [...groups.values()]
}
