import { API_GROUPS, type Operation, refusalsOf } from './operation.ts'
import type { ApiReference } from './reference.ts'
import { exampleOf, number, ref, type Schema, text } from './schema.ts'

const GROUP_NAMES: Record<(typeof API_GROUPS)[number], string> = {
  person: 'Person',
  person_organizations: 'A person’s organizations',
  organization: 'Organization',
  sites: 'Sites',
  connections: 'Connections',
  apps: 'Apps',
  tokens: 'Tokens, keys and roles',
  test_accounts: 'Test accounts',
  oauth: 'OAuth',
}

const REFUSAL_TEXTS: Record<number, string> = {
  400: 'The request cannot be read.',
  401: 'There is no token, or the credentials are wrong.',
  403: 'The token is wrong, or may not do this.',
  404: 'There is no such record, or not for this token.',
  413: 'The file is too large.',
  422: 'The values cannot be stored; by field.',
  429: 'Too many requests.',
}

/** The API as an OpenAPI 3.1 document. */
export function openApiDocument(reference: ApiReference, { brandName }: { brandName: string }) {
  const { publicUrl, platformApp, operations, objects } = reference
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: described(reference, operation),
    }
  }
  const scopes = Object.fromEntries(
    [...new Set(operations.flatMap(({ access }) => access.scopes))]
      .sort()
      .map(scope => [`${platformApp}.${scope}`, `See ${publicUrl}/docs/scopes`]),
  )
  return {
    openapi: '3.1.0',
    info: {
      title: `${brandName} API`,
      version: 'v1',
      description:
        'People, organizations and the apps they connect. Fields that are not listed are ignored in requests; new ones may appear in answers.',
    },
    servers: [{ url: publicUrl }],
    tags: API_GROUPS.filter(group => operations.some(operation => operation.group === group)).map(group => ({
      name: GROUP_NAMES[group],
    })),
    paths,
    components: {
      schemas: objects,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token; a private access token, too.',
        },
        oauth: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: `${publicUrl}/oauth/authorize`,
              tokenUrl: `${publicUrl}/oauth/access_token`,
              scopes,
            },
            clientCredentials: { tokenUrl: `${publicUrl}/oauth/access_token`, scopes },
          },
        },
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'Client id and secret of confidential credentials.',
        },
      },
      headers: {
        'Current-Page': { schema: number('The page.', 1) },
        'Total-Count': { schema: number('The number of items.', 3) },
        'Total-Pages': { schema: number('The number of pages.', 1) },
        Link: {
          schema: text('The pages around it (RFC 8288).', `<${publicUrl}/api/v1/apps?page=2>; rel="next"`),
        },
      },
    },
  }
}

function described(reference: ApiReference, operation: Operation) {
  const { id, group, title, description, parameters, body, answers } = operation
  const { objects } = reference
  const responses: Record<string, unknown> = {}
  for (const answer of answers) {
    responses[String(answer.status)] = {
      description: answer.description,
      ...(isPaged(operation) && { headers: PAGE_HEADERS }),
      ...(answer.schema && {
        content: {
          'application/json': { schema: answer.schema, example: exampleOf(answer.schema, objects) },
        },
      }),
    }
  }
  for (const status of refusalsOf(operation)) {
    responses[String(status)] = {
      description: REFUSAL_TEXTS[status] ?? '',
      content: { 'application/json': { schema: errorSchema(operation, status) } },
    }
  }
  return {
    operationId: id,
    tags: [GROUP_NAMES[group]],
    summary: title,
    ...(description && { description }),
    security: securityOf(reference, operation),
    ...(parameters.length > 0 && {
      parameters: parameters.map(parameter => ({
        name: parameter.name,
        in: parameter.in,
        required: parameter.in === 'path',
        description: parameter.description,
        schema: withoutNotes(parameter.schema),
        ...(parameter.example && { example: parameter.example }),
      })),
    }),
    ...(body && {
      requestBody: {
        required: body.isRequired,
        content: {
          [body.type]: { schema: body.schema, example: body.example ?? exampleOf(body.schema, objects) },
        },
      },
    }),
    responses,
  }
}

/** Lists that come in pages say so in their headers. */
export function isPaged({ parameters }: Operation): boolean {
  return parameters.some(({ name }) => name === 'per_page')
}

const PAGE_HEADERS = Object.fromEntries(
  ['Current-Page', 'Total-Count', 'Total-Pages', 'Link'].map(name => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]),
)

/** The shape of a refusal: by field where values are wrong, else an identifier. */
export function errorSchema({ group, access }: Operation, status: number): Schema {
  if (group === 'oauth') return ref('OAuthError')
  if (status === 422) return ref('ValidationErrors')
  if (status !== 400) return ref('Errors')
  return access.by === 'token_or_client' ? ref('Errors') : { anyOf: [ref('ValidationErrors'), ref('Errors')] }
}

function securityOf({ platformApp }: ApiReference, { access }: Operation): Record<string, string[]>[] {
  const scopes = access.scopes.map(scope => `${platformApp}.${scope}`)
  const oauth = scopes.length === 0 ? [{ oauth: [] }] : scopes.map(scope => ({ oauth: [scope] }))
  switch (access.by) {
    case 'everybody':
      return []
    case 'app':
    case 'client':
      return [{ basic: [] }]
    case 'app_or_vendor':
    case 'token_or_client':
      return [{ basic: [] }, { bearer: [] }, ...oauth]
    default:
      return [{ bearer: [] }, ...oauth]
  }
}

function withoutNotes({ description: _description, examples: _examples, ...schema }: Schema): Schema {
  return schema
}
