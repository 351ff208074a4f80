import { resolved, type Schema } from './schema.ts'

const DEPTH_MAX = 6

/** A member of a body or an answer, as a line of a table. */
export type Member = {
  /** From the outside in: `person.name`, `sites[].name`. */
  name: string
  types: readonly string[]
  values: readonly string[]
  description: string
  isRequired: boolean
  isDeprecated: boolean
}

/** All members of what a schema describes, each behind the one it is in. */
export function membersOf(
  schema: Schema,
  components: Readonly<Record<string, Schema>>,
  prefix = '',
  depth = 0,
): Member[] {
  const whole = inner(schema, components)
  if (whole.items) return membersOf(whole.items, components, `${prefix}[]`, depth)
  return Object.entries(whole.properties ?? {}).flatMap(([key, part]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`
    const described = inner(part, components)
    const element = described.items ? inner(described.items, components) : described
    const member: Member = {
      name,
      types: typesOf(part, components),
      values: (element.enum ?? []).filter(value => value !== null),
      description: part.description ?? described.description ?? '',
      isRequired: whole.required?.includes(key) ?? false,
      isDeprecated: part.deprecated ?? false,
    }
    return [member, ...(depth < DEPTH_MAX ? membersOf(part, components, name, depth + 1) : [])]
  })
}

/** The schema, of one that may be null too the other part. */
function inner(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  const whole = resolved(schema, components)
  const [first] = whole.anyOf ?? []
  return first ? resolved(first, components) : whole
}

function typesOf(schema: Schema, components: Readonly<Record<string, Schema>>): string[] {
  const whole = resolved(schema, components)
  if (whole.anyOf) return whole.anyOf.flatMap(part => typesOf(part, components))
  return [whole.type ?? 'object'].flat()
}
