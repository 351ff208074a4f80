/** The languages of screens and mails. */
export type Lang = 'en' | 'de'

/**
 * The language of a page: the first candidate that names one of ours (the address, the interaction, the person's
 * locale), else the best of `Accept-Language`, else English. Regions fall back to their language (G-34).
 */
export function pageLanguage(candidates: (string | null)[], acceptLanguage: string | undefined): Lang {
  for (const candidate of candidates) {
    const lang = candidate === null ? null : languageOf(candidate)
    if (lang) return lang
  }
  const accepted = (acceptLanguage ?? '')
    .split(',')
    .slice(0, ACCEPTED_MAX)
    .map(readAccepted)
    .filter(item => item.quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of accepted) {
    const lang = languageOf(tag)
    if (lang) return lang
  }
  return 'en'
}

const ACCEPTED_MAX = 20

/** `de-AT` is German, `en-US` is English; others are none of ours. */
function languageOf(tag: string): Lang | null {
  const primary = tag.trim().toLowerCase().split('-', 1)[0]
  return primary === 'de' || primary === 'en' ? primary : null
}

/** One item of `Accept-Language`: `de-DE;q=0.8` (RFC 9110 §12.5.4). */
function readAccepted(item: string): { tag: string; quality: number } {
  const [tag = '', ...parameters] = item.split(';')
  const weight = parameters.map(parameter => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean)
  const quality = weight === undefined ? 1 : Number(weight)
  return { tag, quality: Number.isFinite(quality) ? quality : 0 }
}

const COLLATORS: Record<Lang, Intl.Collator> = { en: new Intl.Collator('en'), de: new Intl.Collator('de') }

/** How texts of a language are put in order. */
export function collatorOf(lang: Lang): Intl.Collator {
  return COLLATORS[lang]
}
