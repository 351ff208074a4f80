import { visibleText } from '../../platform/web/plain-text.ts'

/** What is wrong with one field; each surface has its own words for it. */
export type FieldFault = 'blank' | 'invalid' | 'inclusion' | 'taken' | 'too_long'

/** The faults of a form or request body, by field. */
export type Faults<Field extends string> = Partial<Record<Field, FieldFault>>

const RAILS_WORDING: Record<FieldFault, string> = {
  blank: "can't be blank",
  invalid: 'is invalid',
  inclusion: 'is not included in the list',
  taken: 'has already been taken',
  too_long: 'is too long',
}

/** Faults as the REST API words them (directory-api.md §2). */
export function railsWording<Field extends string>(faults: Faults<Field>): Record<string, string[]> {
  const worded: Record<string, string[]> = {}
  for (const [field, fault] of Object.entries<FieldFault | undefined>(faults)) {
    if (fault !== undefined) worded[field] = [RAILS_WORDING[fault]]
  }
  return worded
}

/** A checked input: its clean values, or what is wrong with it. */
export type Checked<Value, Field extends string> =
  | { ok: true; value: Value }
  | { ok: false; faults: Faults<Field> }

const NAME_CHARACTERS_MAX = 100

/**
 * The fault of a text that people read as a name; null when it can be kept. Names stand on consent pages and in mails,
 * so they are one line and hide nothing (attack O7).
 */
export function nameFault(name: string): FieldFault | null {
  if (name.trim() === '') return 'blank'
  if (name.length > NAME_CHARACTERS_MAX) return 'too_long'
  // Half a character of UTF-16 is no text: the store would keep another.
  const isPlain = name.isWellFormed() && visibleText(name) === name && !/[\t\n]/.test(name)
  return isPlain ? null : 'invalid'
}
