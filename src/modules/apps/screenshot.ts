import { type JsonFault, jsonCursor } from '../../platform/json-cursor.ts'
import { TEXT_LOCALES, type TextLocale } from './app.ts'

/** What a screenshot shows, in one language: its caption, and what those read who do not see it. */
export type Caption = { locale: TextLocale; caption: string }

/** A picture of an app for its page in the store; `path` is where it is served, the size in pixels. */
export type Screenshot = { id: string; path: string; width: number; height: number; captions: Caption[] }

/** Screenshots an app can have. */
export const SCREENSHOTS_MAX = 6
export const CAPTION_CHARACTERS_MAX = 200

export type CaptionValues = Record<TextLocale, string>

/** The captions somebody typed; English is needed, the others are not. Faults by language. */
export function checkCaptions(
  values: CaptionValues,
): { ok: true; captions: Caption[] } | { ok: false; faults: Partial<CaptionValues> } {
  const captions: Caption[] = []
  const faults: Partial<CaptionValues> = {}
  for (const locale of TEXT_LOCALES) {
    if (locale !== 'en' && values[locale].trim() === '') continue
    const found: JsonFault[] = []
    const caption = jsonCursor(values[locale], found).text(CAPTION_CHARACTERS_MAX)
    if (found[0]) faults[locale] = found[0].fault
    else captions.push({ locale, caption })
  }
  return Object.keys(faults).length > 0 ? { ok: false, faults } : { ok: true, captions }
}
