import type { Lang } from './language.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'

/** All texts of screens and mails; English says which there are, German must have every one. */
export type Texts = typeof en

/** The texts in one language. */
export function textsOf(lang: Lang): Texts {
  return lang === 'de' ? de : en
}
