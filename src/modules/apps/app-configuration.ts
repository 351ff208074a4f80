import type { Reader } from '../../platform/database/database.ts'
import type { App } from './app.ts'
import { manifestOf } from './manifest-of.ts'

/** What an app may read and write of itself (platform.md §4.11), and what is known of the items of each list. */
const KEYS: Record<string, readonly string[] | null> = {
  entry_point_url: null,
  webhook_url: null,
  category: null,
  oauth_redirect_urls: null,
  translations: ['locale', 'title', 'summary', 'description'],
  desired_oauth_scopes: null,
  subscribed_events: null,
  oauth_scopes: ['name', 'kind', 'bearer_kind', 'translations'],
  events: ['name', 'bearer_kind', 'example', 'translations'],
}
const TEXT_KEYS = ['locale', 'title', 'description']

/** The configuration of an app as the API shows it. */
export async function configurationOf(reader: Reader, app: App): Promise<Record<string, unknown>> {
  const manifest = await manifestOf(reader, app)
  return Object.fromEntries(Object.keys(KEYS).map(key => [key, manifest[key] ?? null]))
}

/**
 * The keys of a configuration that can be written. Clients send whole objects back: what is not known, in it or in an
 * item of a list, is left out, and so is null where a list or a category belongs (directory-api.md §1, C-37).
 */
export function configurationIn(sent: object): Record<string, unknown> {
  const document: Record<string, unknown> = {}
  for (const [key, itemKeys] of Object.entries(KEYS)) {
    if (!Object.hasOwn(sent, key)) continue
    const value: unknown = Reflect.get(sent, key)
    if (value === null && !key.endsWith('_url')) continue
    document[key] = itemKeys === null ? value : listOf(value, itemKeys)
  }
  return document
}

function listOf(value: unknown, keys: readonly string[]): unknown {
  if (!Array.isArray(value)) return value
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
    const known = Object.entries(item).filter(([key]) => keys.includes(key))
    return Object.fromEntries(
      known.map(([key, part]) => [key, key === 'translations' ? listOf(part, TEXT_KEYS) : part]),
    )
  })
}
