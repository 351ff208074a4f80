import { number, type Schema, text } from './schema.ts'

/** The parts of the reference, in their order. */
export const API_GROUPS = [
  'person',
  'person_organizations',
  'organization',
  'sites',
  'connections',
  'apps',
  'tokens',
  'test_accounts',
  'oauth',
] as const
export type ApiGroup = (typeof API_GROUPS)[number]

/**
 * What a request has to show. everybody: nothing. token: any access token. person, organization: one that speaks for
 * such; either: for whichever. app: client id and secret of confidential credentials. app_or_vendor: these, or a token of
 * the vendor's organization. client: credentials of a client, with a secret where it has one.
 */
export type Access = {
  by:
    | 'everybody'
    | 'token'
    | 'person'
    | 'organization'
    | 'either'
    | 'app'
    | 'app_or_vendor'
    | 'token_or_client'
    | 'client'
  /** One of them is enough; without the platform app: `person.r`. */
  scopes: readonly string[]
}

export type Parameter = {
  name: string
  in: 'path' | 'query'
  description: string
  schema: Schema
  example: string
}

export type Body = {
  type: 'application/json' | 'application/x-www-form-urlencoded' | 'multipart/form-data'
  schema: Schema
  isRequired: boolean
  /** Made of the parts of the schema where it is left out. */
  example?: unknown
}

export type Answer = { status: number; description: string; schema: Schema | null }

/** One request of the API and what comes of it. */
export type Operation = {
  /** Its address in the reference, and its name in generated clients. */
  id: string
  group: ApiGroup
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With `{name}` where a parameter stands. */
  path: string
  title: string
  description: string
  access: Access
  parameters: readonly Parameter[]
  body: Body | null
  /** What it answers when all is well; the first one is shown. */
  answers: readonly Answer[]
  /** People are sent there: no program sends the request. */
  isForBrowsers: boolean
  /** Refusals beside those that its access, parameters and body imply. */
  refusals: readonly number[]
}

/** An operation with what most have left out. */
export function operation(
  given: Pick<Operation, 'id' | 'group' | 'method' | 'path' | 'title' | 'access'> & Partial<Operation>,
): Operation {
  return {
    description: '',
    parameters: [],
    body: null,
    answers: [],
    isForBrowsers: false,
    refusals: [],
    ...given,
  }
}

/** Everything that can be refused, in the order of the status. */
export function refusalsOf({ access, parameters, body, refusals }: Operation): number[] {
  const isGuarded = access.by !== 'everybody'
  const isOAuth = access.by === 'client'
  return [
    ...new Set([
      ...(body !== null || isOAuth ? [400] : []),
      ...(isGuarded ? [401] : []),
      ...(isGuarded && !isOAuth && access.by !== 'app' ? [403] : []),
      ...(parameters.some(parameter => parameter.in === 'path') ? [404] : []),
      ...(body !== null && !isOAuth ? [422] : []),
      429,
      ...refusals,
    ]),
  ].sort((a, b) => a - b)
}

/** A part of the address. */
export function pathPart(name: string, description: string, example: string): Parameter {
  return { name, in: 'path', description, schema: { type: 'string' }, example }
}

export function queryPart(name: string, description: string, example: string, schema?: Schema): Parameter {
  return { name, in: 'query', description, schema: schema ?? { type: 'string' }, example }
}

/** On every list: only what was made or changed since. */
export const CHANGED_SINCE: Parameter = queryPart(
  'updated_or_created_since',
  'Only what was made or changed after this time.',
  '',
  { type: 'string', format: 'date-time' },
)

export const PAGING: readonly Parameter[] = [
  queryPart('page', 'Which page, from 1 on.', '', number('', 1, { minimum: 1, default: 1 })),
  queryPart(
    'per_page',
    'How many items a page has.',
    '',
    number('', 100, { minimum: 1, maximum: 100, default: 100 }),
  ),
]

export const LANGUAGE: Parameter = queryPart(
  'lang',
  'The language of texts: `en` or `de`. Without it `Accept-Language` decides, then the person’s own.',
  '',
  text('', 'en'),
)
