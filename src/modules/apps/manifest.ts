import { type JsonCursor, type JsonFault, jsonCursor } from '../../platform/json-cursor.ts'
import { APP_CATEGORIES, APP_TYPES, type AppTranslation, type AppType, TEXT_LOCALES } from './app.ts'
import { CREDENTIALS_MAX, credentialsNameFault } from './credentials.ts'
import {
  BEARER_KINDS,
  type BearerKind,
  PERMISSION_BY_KIND,
  type Permission,
  SCOPE_KINDS,
  SCOPE_PART_PATTERN,
  type ScopeKind,
  type ScopeTranslation,
  scopePartFault,
} from './provided-scope.ts'
import { type Environment, validateRedirectUrl, validateWebhookUrl, validateWebUrl } from './redirect-url.ts'
import { parseScopeName, type ScopeName } from './scope-name.ts'

const TITLE_CHARACTERS_MAX = 100
const SUMMARY_CHARACTERS_MAX = 300
const DESCRIPTION_CHARACTERS_MAX = 5000
const EXAMPLE_CHARACTERS_MAX = 5000
const TEXT_CHARACTERS_MAX = 2100
const LIST_ITEMS_MAX = 200

/**
 * The configuration of an app as its vendor writes it (platform.md §4.11) plus what creating one needs. A key that the
 * manifest does not have is undefined: it leaves things as they are.
 */
export type Manifest = {
  name: string | undefined
  type: AppType | undefined
  /** Slug or id of the vendor. */
  organization: string | undefined
  /** Technical name of the app that an add-on belongs to. */
  parentApp: string | undefined
  title: string | undefined
  translations: AppTranslation[] | undefined
  category: string | undefined
  entryPointUrl: string | null | undefined
  logoUrl: string | null | undefined
  webhookUrl: string | null | undefined
  demoUrl: string | null | undefined
  redirectUrls: string[] | undefined
  credentials: CredentialsManifest[] | undefined
  desiredScopes: ScopeName[] | undefined
  providedScopes: ScopeManifest[] | undefined
  subscribedEvents: string[] | undefined
  providedEvents: EventManifest[] | undefined
}

export type CredentialsManifest = { name: string | null; description: string | null; isConfidential: boolean }
export type ScopeManifest = {
  name: string
  permission: Permission
  bearerKind: BearerKind
  translations: ScopeTranslation[]
}
export type EventManifest = {
  name: string
  bearerKind: BearerKind
  example: string | null
  translations: ScopeTranslation[]
}

/** The keys of a manifest, and the type of its documents. */
const KEYS = [
  'name',
  'type',
  'organization',
  'parent_app',
  'title',
  'translations',
  'category',
  'entry_point_url',
  'logo_url',
  'webhook_url',
  'demo_url',
  'oauth_redirect_urls',
  'credentials',
  'desired_oauth_scopes',
  'oauth_scopes',
  'subscribed_events',
  'events',
]
const EVENT_NAME = /^[a-z][a-z0-9_]{2,}\.[a-z][a-z0-9_]{2,}$/
const OWN_EVENT_NAME = /^[a-z][a-z0-9_]{2,59}$/

/** The rules of a configuration that can be told by a schema, for those who write one. */
export const CONFIGURATION_RULES = {
  titleCharactersMax: TITLE_CHARACTERS_MAX,
  summaryCharactersMax: SUMMARY_CHARACTERS_MAX,
  descriptionCharactersMax: DESCRIPTION_CHARACTERS_MAX,
  exampleCharactersMax: EXAMPLE_CHARACTERS_MAX,
  textCharactersMax: TEXT_CHARACTERS_MAX,
  listItemsMax: LIST_ITEMS_MAX,
  eventPattern: EVENT_NAME.source,
  ownEventPattern: OWN_EVENT_NAME.source,
  ownScopePattern: SCOPE_PART_PATTERN,
  scopeKinds: SCOPE_KINDS,
  bearerKinds: BEARER_KINDS,
  categories: APP_CATEGORIES,
  locales: TEXT_LOCALES,
} as const

const NOT_A_SCOPE = 'must be a scope such as directory.person.r'

/** Reads a manifest and reports everything that is wrong with it, by path, without asking the database. */
export function parseManifest(
  document: unknown,
  environment: Environment,
): { ok: true; manifest: Manifest } | { ok: false; faults: JsonFault[] } {
  const faults: JsonFault[] = []
  const root = jsonCursor(document, faults)
  root.object(KEYS)
  const url = (key: string, faultOf: (url: string, environment: Environment) => string | null) =>
    root.key(key) && urlOrNull(root.key(key), url => faultOf(url, environment))
  const manifest: Manifest = {
    name: root.key('name')?.text(TEXT_CHARACTERS_MAX),
    type: root.key('type')?.oneOf(APP_TYPES),
    organization: root.key('organization')?.text(TEXT_CHARACTERS_MAX),
    parentApp: root.key('parent_app')?.text(TEXT_CHARACTERS_MAX),
    title: root.key('title')?.text(TITLE_CHARACTERS_MAX),
    translations: root.key('translations') && appTranslations(root.key('translations')),
    category: checked(root.key('category'), category =>
      APP_CATEGORIES.includes(category) ? null : `must be one of ${APP_CATEGORIES.join(', ')}`,
    ),
    entryPointUrl: url('entry_point_url', validateWebUrl),
    logoUrl: url('logo_url', validateWebUrl),
    webhookUrl: url('webhook_url', validateWebhookUrl),
    demoUrl: url('demo_url', validateWebUrl),
    redirectUrls: unique(
      root.key('oauth_redirect_urls'),
      item => checked(item, url => validateRedirectUrl(url, environment)) ?? '',
      url => url,
    ),
    credentials: unique(root.key('credentials'), credentialsItem, ({ name }) => name, CREDENTIALS_MAX),
    desiredScopes: unique(root.key('desired_oauth_scopes'), desiredScope, ({ text }) => text),
    providedScopes: unique(
      root.key('oauth_scopes'),
      providedScope,
      scope => `${scope.name}.${scope.permission}`,
    ),
    subscribedEvents: unique(
      root.key('subscribed_events'),
      item =>
        checked(item, name =>
          EVENT_NAME.test(name) ? null : 'must be an event such as directory.member_joined',
        ) ?? '',
      name => name,
    ),
    providedEvents: unique(root.key('events'), providedEvent, ({ name }) => name),
  }
  return faults.length === 0 ? { ok: true, manifest } : { ok: false, faults }
}

/** A text that passes a rule. */
function checked(
  cursor: JsonCursor | undefined,
  faultOf: (text: string) => string | null,
): string | undefined {
  const text = cursor?.text(TEXT_CHARACTERS_MAX)
  const fault = text ? faultOf(text) : null
  if (fault) cursor?.fault(fault)
  return text
}

function urlOrNull(cursor: JsonCursor | undefined, faultOf: (url: string) => string | null): string | null {
  const url = cursor?.textOrNull(TEXT_CHARACTERS_MAX) ?? null
  const fault = url ? faultOf(url) : null
  if (fault) cursor?.fault(fault)
  return url
}

/** A list whose items differ in their key; items without a key may repeat. */
function unique<Item>(
  cursor: JsonCursor | undefined,
  read: (item: JsonCursor) => Item,
  keyOf: (item: Item) => string | null,
  max = LIST_ITEMS_MAX,
): Item[] | undefined {
  const seen = new Set<string>()
  return cursor?.list(max).map(itemCursor => {
    const item = read(itemCursor)
    const key = itemCursor.hasFaults() ? null : keyOf(item)
    if (key && seen.has(key)) itemCursor.fault('is in the list twice')
    if (key) seen.add(key)
    return item
  })
}

function credentialsItem(item: JsonCursor): CredentialsManifest {
  item.object(['name', 'description', 'confidential'])
  const name = item.key('name')?.textOrNull(TEXT_CHARACTERS_MAX) ?? null
  const fault = name ? credentialsNameFault(name) : null
  if (fault) item.key('name')?.fault(fault)
  return {
    name,
    description: item.key('description')?.textOrNull(SUMMARY_CHARACTERS_MAX) ?? null,
    isConfidential: item.key('confidential')?.boolean() ?? true,
  }
}

function desiredScope(item: JsonCursor): ScopeName {
  const scope = parseScopeName(checked(item, text => (parseScopeName(text) ? null : NOT_A_SCOPE)) ?? '')
  return scope ?? { text: '', app: null, name: '', permission: '' }
}

function providedScope(item: JsonCursor): ScopeManifest {
  item.object(['name', 'kind', 'bearer_kind', 'translations'])
  const kind = required(item, 'kind')?.oneOf<ScopeKind>(SCOPE_KINDS)
  return {
    name: checked(required(item, 'name'), scopePartFault) ?? '',
    permission: PERMISSION_BY_KIND[kind ?? 'read_only'],
    bearerKind: item.key('bearer_kind')?.oneOf(BEARER_KINDS) ?? 'all',
    translations: scopeTranslations(required(item, 'translations')),
  }
}

function providedEvent(item: JsonCursor): EventManifest {
  item.object(['name', 'bearer_kind', 'example', 'translations'])
  return {
    name:
      checked(required(item, 'name'), name =>
        OWN_EVENT_NAME.test(name) ? null : 'must be a name such as item_reserved, without the app',
      ) ?? '',
    bearerKind: item.key('bearer_kind')?.oneOf(BEARER_KINDS) ?? 'all',
    example: item.key('example')?.textOrNull(EXAMPLE_CHARACTERS_MAX, true) ?? null,
    translations: scopeTranslations(required(item, 'translations')),
  }
}

function appTranslations(cursor: JsonCursor | undefined): AppTranslation[] {
  const read = (item: JsonCursor): AppTranslation => {
    item.object(['locale', 'title', 'summary', 'description'])
    return {
      ...title(item),
      summary: item.key('summary')?.textOrNull(SUMMARY_CHARACTERS_MAX) ?? null,
      ...description(item),
    }
  }
  return translations(cursor, read)
}

function scopeTranslations(cursor: JsonCursor | undefined): ScopeTranslation[] {
  return translations(cursor, item => {
    item.object(['locale', 'title', 'description'])
    return { ...title(item), ...description(item) }
  })
}

/** At least one language: the others fall back to it (platform.md §4.12). */
function translations<Text extends { locale: string }>(
  cursor: JsonCursor | undefined,
  read: (item: JsonCursor) => Text,
): Text[] {
  const texts = unique(cursor, read, ({ locale }) => locale) ?? []
  if (cursor && texts.length === 0) cursor.fault('must have a text in at least one language')
  return texts
}

function title(item: JsonCursor): Pick<AppTranslation, 'locale' | 'title'> {
  return {
    locale: required(item, 'locale')?.oneOf(TEXT_LOCALES) ?? 'en',
    title: required(item, 'title')?.text(TITLE_CHARACTERS_MAX) ?? '',
  }
}

function description(item: JsonCursor): Pick<AppTranslation, 'description'> {
  return { description: item.key('description')?.textOrNull(DESCRIPTION_CHARACTERS_MAX, true) ?? null }
}

/** A key that an item must have. */
function required(item: JsonCursor, key: string): JsonCursor | undefined {
  const cursor = item.key(key)
  if (!cursor) item.fault(`must have a ${key}`)
  return cursor
}
