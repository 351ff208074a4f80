/** JSON Schema as OpenAPI 3.1 has it, as far as we use it. */
export type Schema = {
  $ref?: string
  anyOf?: Schema[]
  type?: string | string[]
  format?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  enum?: readonly (string | null)[]
  const?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  default?: string | number
  deprecated?: boolean
  examples?: unknown[]
}

/** A text; `example` is what examples of whole objects show. */
export function text(description: string, example: string, more: Schema = {}): Schema {
  return { type: 'string', ...more, description, examples: [example] }
}

/** One of a few texts. */
export function oneOf(values: readonly string[], description: string, example = values[0] ?? ''): Schema {
  return { type: 'string', enum: values, description, examples: [example] }
}

export function flag(description: string, example: boolean): Schema {
  return { type: 'boolean', description, examples: [example] }
}

export function number(description: string, example: number, more: Schema = {}): Schema {
  return { type: 'integer', ...more, description, examples: [example] }
}

export function uuid(description: string, example = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11'): Schema {
  return text(description, example, { format: 'uuid' })
}

export function time(description: string, example = '2026-01-09T08:15:00.120Z'): Schema {
  return text(description, example, { format: 'date-time' })
}

/** The same, or null; the example is null unless it says otherwise. */
export function nullable(schema: Schema, example: unknown = null): Schema {
  const type = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'object']
  return {
    ...schema,
    type: [...type, 'null'],
    ...(schema.enum && { enum: [...schema.enum, null] }),
    examples: [example],
  }
}

export function list(items: Schema, description = '', example?: unknown[]): Schema {
  return {
    type: 'array',
    items,
    ...(description && { description }),
    ...(example && { examples: [example] }),
  }
}

/** An object that has all of these. */
export function object(properties: Record<string, Schema>, more: Schema = {}): Schema {
  return { type: 'object', properties, required: Object.keys(properties), ...more }
}

/** An object that may have these, and must have those that are named. */
export function partial(properties: Record<string, Schema>, required: string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 && { required }) }
}

const COMPONENTS = '#/components/schemas/'

/** One of the named objects. */
export function ref(name: string): Schema {
  return { $ref: COMPONENTS + name }
}

/** One of the named objects, or null. */
export function orNull(name: string, description = ''): Schema {
  return { anyOf: [ref(name), { type: 'null' }], ...(description && { description }) }
}

/** The schema itself, where it is only named. */
export function resolved(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  if (schema.$ref === undefined) return schema
  const named = components[schema.$ref.slice(COMPONENTS.length)]
  if (named === undefined) throw new Error(`no schema ${schema.$ref}`)
  return resolved(named, components)
}

/** An example of what a schema describes, made of those of its parts. */
export function exampleOf(schema: Schema, components: Readonly<Record<string, Schema>>): unknown {
  const whole = resolved(schema, components)
  const [example] = whole.examples ?? []
  if (example !== undefined) return example
  if (whole.const !== undefined) return whole.const
  if (whole.anyOf?.[0]) return exampleOf(whole.anyOf[0], components)
  if (whole.properties) {
    const parts = Object.entries(whole.properties).filter(
      ([name, part]) => part.deprecated !== true || whole.required?.includes(name),
    )
    return Object.fromEntries(parts.map(([name, part]) => [name, exampleOf(part, components)]))
  }
  if (whole.items) return [exampleOf(whole.items, components)]
  return whole.type === 'object' ? {} : null
}

/** Whether what a schema describes is a secret, or holds one: no address may carry it. */
export function isSecret(schema: Schema): boolean {
  return JSON.stringify(schema).includes('"format":"password"')
}
