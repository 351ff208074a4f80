import { OAuthError, refuse } from './oauth-error.ts'

/** The parameters of one request: each name once, empty values left out except `state` (G-04). */
export type Parameters = ReadonlyMap<string, string>

/** A parameter was given twice, or is no text. */
export type ParameterFault = { repeated: string }

/** Names that may stand twice (RFC 8707 §2); names ending in `[]` and names we do not know may too. */
const REPEATABLE = new Set(['resource'])

/**
 * The parameters of a request from its query and its body (form or JSON object), in one map (spec oauth.md §2.2).
 * The same value in both places is accepted; a known name twice in one place or with different values is a fault (G-04).
 */
export function readParameters(sources: unknown[], known: ReadonlySet<string>): Parameters | ParameterFault {
  const parameters = new Map<string, string>()
  for (const source of sources) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) continue
    for (const [name, value] of Object.entries(source)) {
      const text = plainText(value)
      if (text === null) {
        if (known.has(name) && !REPEATABLE.has(name) && value !== null) return { repeated: name }
        continue
      }
      if (text === '' && name !== 'state') continue
      const earlier = parameters.get(name)
      if (earlier !== undefined && earlier !== text && known.has(name)) return { repeated: name }
      parameters.set(name, text)
    }
  }
  return parameters
}

/** Whether reading the parameters failed. */
export function isParameterFault(result: Parameters | ParameterFault): result is ParameterFault {
  return 'repeated' in result
}

/** The same in words. */
export function parameterFaultText({ repeated }: ParameterFault): string {
  return `The parameter ${repeated} is repeated.`
}

/** The parameters of a request whose faults are answered in the body; a fault is raised as the refusal. */
export function requireParameters(sources: unknown[], known: ReadonlySet<string>): Parameters {
  const parameters = readParameters(sources, known)
  if (isParameterFault(parameters))
    throw new OAuthError(refuse('invalid_request', parameterFaultText(parameters)))
  return parameters
}

/** Truthy is `1` or `true` (spec oauth.md §4.1). */
export function isTruthy(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

/** Values of a name that may repeat (`organization[kinds][]`), as fastify leaves them in the query. */
export function listParameter(source: unknown, name: string): string[] {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return []
  const value: unknown = Reflect.get(source, name)
  return (Array.isArray(value) ? value : [value]).filter(item => typeof item === 'string')
}

function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return null
}
