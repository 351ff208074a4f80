import type { Lang } from './language.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'

/** All texts of screens and mails; English says which there are, German must have every one. */
export type Texts = typeof en

/** The texts in one language. */
export function textsOf(lang: Lang): Texts {
  return lang === 'de' ? de : en
}

/** The names of roles, given by their identifiers. */
export function roleNames(lang: Lang, roles: string[]): string[] {
  const names = textsOf(lang).roles
  return roles.map(role => names[role] ?? role)
}

/** `A, B or C` in the reader's language. */
export function listOfNames(lang: Lang, names: string[], link: 'and' | 'or'): string {
  return new Intl.ListFormat(lang, { type: link === 'and' ? 'conjunction' : 'disjunction' }).format(names)
}
