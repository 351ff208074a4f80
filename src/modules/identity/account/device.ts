import bowser from 'bowser'

/** What a session was begun with, as far as its user agent tells; names as their makers write them. */
export type Device = {
  kind: 'computer' | 'laptop' | 'phone' | 'unknown'
  browser: string | null
  system: string | null
}

const UNKNOWN: Device = { kind: 'unknown', browser: null, system: null }

/** Reads a user agent. It says what it likes: only for people to recognize their own devices by. */
export function deviceOf(userAgent: string | null): Device {
  // The parser refuses an empty text.
  if (userAgent === null || userAgent === '') return UNKNOWN
  const { browser, os, platform } = bowser.parse(userAgent)
  const kinds: Record<string, Device['kind']> = { mobile: 'phone', tablet: 'phone', desktop: 'computer' }
  const kind = kinds[platform.type ?? ''] ?? 'unknown'
  return {
    kind: kind === 'computer' && os.name === 'macOS' ? 'laptop' : kind,
    browser: browser.name || null,
    system: (platform.model === 'iPhone' || platform.model === 'iPad' ? platform.model : os.name) || null,
  }
}
