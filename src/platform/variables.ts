/** One variable that cannot be used: its name, what was found (secrets hidden), what is expected. */
export type ConfigFault = { name: string; found: string; expected: string }

/** The configuration cannot be used; `faults` holds everything that is wrong with it, not only the first. */
export class ConfigError extends Error {
  readonly faults: ConfigFault[]

  constructor(faults: ConfigFault[]) {
    super(
      faults.map(({ name, found, expected }) => `${name}: found ${found}, expected ${expected}`).join('\n'),
    )
    this.name = 'ConfigError'
    this.faults = faults
  }
}

/** Reads single variables of a configuration. */
export type Variables = ReturnType<typeof createVariables>

/**
 * Reads variables from the environment or, when they are not set there, from a file; an empty value counts as not set.
 * What cannot be used is noted in `faults` and replaced by its default, so that
 * everything that is wrong can be told at once.
 */
export function createVariables(
  file: Record<string, string | undefined>,
  environment: Record<string, string | undefined>,
  faults: ConfigFault[],
) {
  const optional = (name: string): string | null => environment[name]?.trim() || file[name]?.trim() || null
  const fault = (name: string, expected: string): void => {
    faults.push({ name, found: shown(name, optional(name)), expected })
  }
  return {
    optional,
    fault,
    has: (name: string): boolean => optional(name) !== null,
    text(name: string, fallback: string, pattern: RegExp, expected: string): string {
      const value = optional(name) ?? fallback
      if (pattern.test(value)) return value
      fault(name, expected)
      return fallback
    },
    integer(name: string, fallback: number, min: number, max: number): number {
      const value = optional(name)
      if (value === null) return fallback
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      if (number >= min && number <= max) return number
      fault(name, `a whole number from ${min} to ${max}`)
      return fallback
    },
    oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
      const value = optional(name)
      if (value === null) return fallback
      const choice = choices.find(candidate => candidate === value)
      if (choice === undefined) fault(name, `one of ${choices.join(', ')}`)
      return choice ?? fallback
    },
    list(name: string, fallback: string[], isItem: (item: string) => boolean, expected: string): string[] {
      const value = optional(name)
      if (value === null) return fallback
      const items = value.split(/[\s,]+/).filter(item => item !== '')
      if (items.length > 0 && items.every(isItem)) return [...new Set(items)]
      fault(name, expected)
      return fallback
    },
  }
}

/** A value as a fault may show it: keys and passwords never leave the machine by a log. */
function shown(name: string, value: string | null): string {
  if (value === null) return 'nothing'
  if (name.startsWith('SECRET_KEY')) return `[secret] of ${value.length} characters`
  return `"${value.replace(/(\/\/[^:/@]*):.*@/, '$1:[secret]@')}"`
}
