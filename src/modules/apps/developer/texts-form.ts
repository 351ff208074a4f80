import type { JsonFault } from '../../../platform/json-cursor.ts'
import { TEXT_LOCALES, type TextLocale } from '../app.ts'
import type { AppFaults } from './fault-text.ts'

/** Texts in one language as a form holds them. */
export type TypedTexts = { title: string; summary: string; description: string }
export type TextValues = Record<TextLocale, TypedTexts>

type StoredTexts = {
  locale: TextLocale
  title: string
  summary?: string | null
  description: string | null
}

/** What a form about stored texts begins with. */
export function textValues(stored: readonly StoredTexts[]): TextValues {
  return eachLocale(locale => {
    const texts = stored.find(text => text.locale === locale)
    return {
      title: texts?.title ?? '',
      summary: texts?.summary ?? '',
      description: texts?.description ?? '',
    }
  })
}

/** What was typed into the fields `title_en`, `summary_en`, `description_en` and those of the other languages. */
export function typedTexts(text: (name: string) => string): TextValues {
  return eachLocale(locale => ({
    title: text(`title_${locale}`),
    summary: text(`summary_${locale}`),
    description: text(`description_${locale}`),
  }))
}

/** The texts as a manifest has them, and the language of each; a language without any text is left out. */
export function textDocuments(values: TextValues, { hasSummary }: { hasSummary: boolean }) {
  // English is what the others fall back to: without a title it is a fault, not an absent language.
  const locales = TEXT_LOCALES.filter(locale => {
    const { title, summary, description } = values[locale]
    return locale === 'en' || title !== '' || summary !== '' || description !== ''
  })
  const documents = locales.map(locale => {
    const { title, summary, description } = values[locale]
    return {
      locale,
      title,
      ...(hasSummary && { summary: summary || null }),
      description: description || null,
    }
  })
  return { locales, documents }
}

/**
 * The faults of one item by the fields of its form: of `oauth_scopes[2]` those below it, with `title_de` for its second
 * text. What is wrong with the item as a whole is told at `name`, what is wrong elsewhere under the empty key.
 */
export function itemFaults(
  faults: readonly JsonFault[],
  { path, locales }: { path: string; locales: readonly TextLocale[] },
): AppFaults {
  const byField: AppFaults = {}
  for (const { path: at, fault } of faults) {
    const [, index, part] = /\.?translations\[(\d+)\]\.?(\w*)$/.exec(at) ?? []
    const locale = index === undefined ? undefined : locales[Number(index)]
    const isBelow = at === path || at.startsWith(`${path}.`)
    const field = !isBelow
      ? ''
      : locale !== undefined
        ? `${part || 'title'}_${locale}`
        : at.slice(path.length + 1) || 'name'
    byField[field] ??= fault
  }
  return byField
}

function eachLocale(make: (locale: TextLocale) => TypedTexts): TextValues {
  return { en: make('en'), 'en-US': make('en-US'), de: make('de') }
}
