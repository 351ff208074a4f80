/** Who can use an app: everybody, customers of another app, or only the vendor and invited organizations. */
export const APP_TYPES = ['public', 'addon', 'private'] as const
export type AppType = (typeof APP_TYPES)[number]

/** The life of an app (platform.md §4.2): made, waiting for the operator, usable, switched off. */
export const APP_STATES = ['draft', 'in_review', 'active', 'inactive'] as const
export type AppState = (typeof APP_STATES)[number]

/** Languages texts of apps and scopes come in (platform.md §4.11). */
export const TEXT_LOCALES = ['en', 'en-US', 'de'] as const
export type TextLocale = (typeof TEXT_LOCALES)[number]

/** The texts of an app in one language. */
export type AppTranslation = {
  locale: TextLocale
  title: string
  summary: string | null
  description: string | null
}

/** A product that connects to the hub. `name` is its technical name and never changes; instants in milliseconds. */
export type App = {
  id: string
  /** The vendor; null only for the platform app. */
  organizationId: string | null
  name: string
  type: AppType
  state: AppState
  parentAppId: string | null
  category: string
  entryPointUrl: string | null
  logoUrl: string | null
  webhookUrl: string | null
  /** Where one can try it before connecting it. */
  demoUrl: string | null
  translations: AppTranslation[]
  isPlatform: boolean
  createdAt: number
  updatedAt: number
}

/** An app as lists for people who might connect it have it; `translations` as they are stored. */
export type ListedApp = Pick<App, 'id' | 'name' | 'category' | 'logoUrl'> & {
  translations: string
  vendorName: string | null
}

/** Categories of the store (directory-api.md §18; `mis_erp` is only in recordings, C-39). */
export const APP_CATEGORIES: readonly string[] = [
  'pdf-manipulation',
  'machine-integration',
  'iot',
  'web2print',
  'warehouse',
  'logistics',
  'calculation',
  'production',
  'statistics',
  'sales',
  'customer-relations',
  'color-management',
  'reporting',
  'infrastructure',
  'mis_erp',
  'other',
]

/** The text in the language of the reader; where it is missing, in English, else in the first one there is. */
export function inLanguage<Text extends { locale: string }>(
  texts: readonly Text[],
  lang: string,
): Text | null {
  const find = (locale: string) => texts.find(text => text.locale === locale)
  return find(lang) ?? find(lang.split('-')[0] ?? lang) ?? find('en') ?? find('en-US') ?? texts[0] ?? null
}

/** What an app is called in the reader's language. */
export function appTitle(translations: readonly { locale: string; title: string }[], lang: string): string {
  return inLanguage(translations, lang)?.title ?? ''
}
