import { type AppTranslation, TEXT_LOCALES } from './app.ts'
import type { ScopeTranslation } from './provided-scope.ts'
import type { Caption } from './screenshot.ts'

/** A stored value of a closed list; anything else is a bug. */
export function oneOf<Choice extends string>(choices: readonly Choice[], value: unknown): Choice {
  const choice = choices.find(candidate => candidate === value)
  if (choice === undefined) throw new Error(`a stored value is none of ${choices.join(', ')}`)
  return choice
}

/** The texts of an app as they are stored. */
export function appTranslationsFrom(json: string): AppTranslation[] {
  return storedList(json).map(text => ({
    locale: oneOf(TEXT_LOCALES, text['locale']),
    title: String(text['title']),
    summary: optionalText(text['summary']),
    description: optionalText(text['description']),
  }))
}

/** The texts of a scope or an event as they are stored. */
export function scopeTranslationsFrom(json: string): ScopeTranslation[] {
  return storedList(json).map(text => ({
    locale: oneOf(TEXT_LOCALES, text['locale']),
    title: String(text['title']),
    description: optionalText(text['description']),
  }))
}

/** The captions of a screenshot as they are stored. */
export function captionsFrom(json: string): Caption[] {
  return storedList(json).map(text => ({
    locale: oneOf(TEXT_LOCALES, text['locale']),
    caption: String(text['caption']),
  }))
}

function storedList(json: string): Record<string, unknown>[] {
  const list: unknown = JSON.parse(json)
  if (!Array.isArray(list)) throw new Error('a stored list is none')
  return list
}

function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
