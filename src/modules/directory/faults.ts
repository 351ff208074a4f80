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

const NAME_CHARACTERS_MAX = 200
/** Control characters and those that override the reading direction: names stand on consent pages and in mails (O7). */
const UNSAFE_CHARACTERS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** The fault of a text that people read as a name; null when it can be kept. */
export function nameFault(text: string): FieldFault | null {
  if (text.trim() === '') return 'blank'
  if (text.length > NAME_CHARACTERS_MAX) return 'too_long'
  return UNSAFE_CHARACTERS.test(text) ? 'invalid' : null
}
