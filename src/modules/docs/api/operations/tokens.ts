import { LANGUAGE, type Operation, operation, queryPart } from '../operation.ts'
import { flag, list, number, object, oneOf, partial, ref, type Schema, text, uuid } from '../schema.ts'

const FORM = 'application/x-www-form-urlencoded'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

/** Tokens, keys and roles (directory-api.md §12). */
export function tokenOperations(): Operation[] {
  const ids = list(uuid('The id of a token (`jti`).'))
  return [
    operation({
      id: 'get-access-token',
      group: 'tokens',
      method: 'GET',
      path: '/api/v1/access_token',
      title: 'Describe the token',
      description:
        'Whom it speaks for, what it may and until when. Good to see whether a token works at all.',
      access: { by: 'token', scopes: [] },
      parameters: [LANGUAGE],
      answers: [{ status: 200, description: 'The token.', schema: ref('AccessToken') }],
    }),
    operation({
      id: 'revoke-access-token',
      group: 'tokens',
      method: 'POST',
      path: '/api/v1/revoked_access_tokens',
      title: 'Revoke the token',
      description:
        'Ends the token in the header with everything that belongs to its grant; one that has expired, too. With the credentials of a client and `token` it is the same as `POST /oauth/revoke`, and answers 200.',
      access: { by: 'token_or_client', scopes: [] },
      answers: [
        {
          status: 201,
          description: 'It is revoked.',
          schema: object({ access_token_id: uuid('The token that ended.') }),
        },
      ],
      refusals: [400],
    }),
    operation({
      id: 'list-revoked-access-tokens',
      group: 'tokens',
      method: 'GET',
      path: '/api/v1/revoked_access_tokens',
      title: 'List revoked tokens',
      description:
        'Tokens that were revoked before their end. A service that verifies tokens itself asks for it once in a while.',
      access: { by: 'everybody', scopes: [] },
      answers: [{ status: 200, description: 'Their ids.', schema: object({ revoked_token_ids: ids }) }],
    }),
    operation({
      id: 'list-blacklisted-access-tokens',
      group: 'tokens',
      method: 'GET',
      path: '/api/v1/blacklisted_access_tokens',
      title: 'List revoked tokens, by an older name',
      description: 'For verifiers that know no other address.',
      access: { by: 'everybody', scopes: [] },
      answers: [{ status: 200, description: 'Their ids.', schema: object({ blacklisted_token_ids: ids }) }],
    }),
    operation({
      id: 'list-jwt-public-keys',
      group: 'tokens',
      method: 'GET',
      path: '/api/v1/jwt_public_keys',
      title: 'List the RSA keys',
      description:
        'What signatures are checked with, for verifiers that fail on other kinds. `/.well-known/jwks.json` has all keys.',
      access: { by: 'everybody', scopes: [] },
      answers: [{ status: 200, description: 'The keys.', schema: ref('KeySet') }],
    }),
    operation({
      id: 'list-roles',
      group: 'tokens',
      method: 'GET',
      path: '/api/v1/roles',
      title: 'List the roles of members',
      description:
        'In the order of their bits in tokens on behalf of an organization: the first is 1, then 2, 4, 8 …',
      access: { by: 'everybody', scopes: [] },
      parameters: [LANGUAGE],
      answers: [{ status: 200, description: 'The roles.', schema: list(ref('Role')) }],
    }),
  ]
}

/** What clients of the authorization server send (oauth.md §5 to §12). */
export function oauthOperations({ platformApp }: { platformApp: string }): Operation[] {
  const secret = (name: string, description: string, example: string) => ({
    [name]: text(description, example, { format: 'password' }),
  })
  const scope = text('Comma or space between scopes; may name the bearer.', `${platformApp}.person.r`)
  const grants = ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE, EXCHANGE]
  const form = (
    properties: Record<string, Schema>,
    required: string[],
    example: object,
  ): Operation['body'] => ({
    type: FORM,
    isRequired: true,
    schema: partial(properties, required),
    example,
  })
  const client = { by: 'client', scopes: [] } as const
  return [
    operation({
      id: 'authorize',
      group: 'oauth',
      method: 'GET',
      path: '/oauth/authorize',
      title: 'Ask a person',
      description:
        'Where an app sends the browser of a person. They sign in, choose an organization if one is asked for, and allow or cancel; then the browser comes back to `redirect_uri` with `code` or `error`, `state` and `iss`.',
      access: { by: 'everybody', scopes: [] },
      parameters: [
        queryPart('client_id', 'Of the app’s credentials.', '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11'),
        queryPart(
          'redirect_uri',
          'One that is registered; without it the first one.',
          'https://stock.example/callback',
        ),
        queryPart(
          'scope',
          'What to ask for. `Org.` in front asks for an organization that the person chooses.',
          `${platformApp}.person.r`,
        ),
        queryPart('state', 'Comes back as it was; ties the answer to this browser.', 'af0ifjsldkj'),
        queryPart('code_challenge', 'RFC 7636; required for public credentials.', ''),
        queryPart('code_challenge_method', 'Always `S256`.', ''),
        queryPart('prompt', '`login`, `consent`, `select_account` or `none`.', ''),
        queryPart('lang', 'The language of the pages: `en` or `de`.', ''),
      ],
      isForBrowsers: true,
      answers: [{ status: 302, description: 'To the pages of the hub, or back to the app.', schema: null }],
    }),
    operation({
      id: 'create-token',
      group: 'oauth',
      method: 'POST',
      path: '/oauth/access_token',
      title: 'Get tokens',
      description:
        'Gives tokens for a code, a refresh token, a device code or another token, or to a machine by its credentials alone. Which parameters are needed depends on `grant_type`.',
      access: client,
      body: form(
        {
          grant_type: { ...oneOf(grants, 'What is given for the tokens.'), default: 'authorization_code' },
          ...secret('code', 'From the redirect URL.', 'gac_…'),
          ...secret('code_verifier', 'Whose challenge was in the authorization request.', 'dBjftJeZ4CVP…'),
          redirect_uri: text('The one of the authorization request.', 'https://stock.example/callback'),
          ...secret('refresh_token', 'The latest one; the answer has a new one.', 'grt_…'),
          ...secret('device_code', 'From the device endpoint.', 'gdc_…'),
          scope,
          ...secret('subject_token', 'Token exchange: the token to be narrowed.', 'eyJ…'),
          subject_token_type: text('Token exchange.', 'urn:ietf:params:oauth:token-type:access_token'),
          audience: text('Token exchange: a client id, or `app/name`.', 'warehouse'),
        },
        [],
        {
          grant_type: 'client_credentials',
          scope: `Org/0198bd07-aa60-7f42-b52c-0f1e2d3c4b5a.${platformApp}.organization.r`,
        },
      ),
      answers: [{ status: 200, description: 'The tokens.', schema: ref('TokenAnswer') }],
    }),
    operation({
      id: 'start-device',
      group: 'oauth',
      method: 'POST',
      path: '/oauth/device_authorizations/authorize',
      title: 'Start the device flow',
      description:
        'Shows the user code on the device, then polls the token endpoint. The client id alone is enough.',
      access: { by: 'everybody', scopes: [] },
      body: form(
        { client_id: text('The client id.', '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e12'), scope },
        ['client_id', 'scope'],
        {
          client_id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e12',
          scope: `Org.${platformApp}.organization.r`,
        },
      ),
      answers: [{ status: 200, description: 'The codes.', schema: ref('DeviceAnswer') }],
    }),
    operation({
      id: 'delegate-token',
      group: 'oauth',
      method: 'POST',
      path: '/oauth/delegate',
      title: 'Hand a token on',
      description:
        'Gives tokens for another app of the same vendor, never for more than the token in the header may. It needs the scope `delegations.rw`.',
      access: { by: 'token', scopes: [] },
      body: form(
        {
          client_id: text('Of the app that gets the tokens.', '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e21'),
          scope,
        },
        ['client_id'],
        { client_id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e21', scope: `${platformApp}.organization.r` },
      ),
      answers: [{ status: 200, description: 'The tokens.', schema: ref('TokenAnswer') }],
    }),
    operation({
      id: 'introspect-token',
      group: 'oauth',
      method: 'POST',
      path: '/oauth/introspect',
      title: 'Ask about a token',
      description:
        'RFC 7662. Of tokens that the app has nothing to do with it only says that they are not active.',
      access: client,
      body: form({ ...secret('token', 'An access or refresh token.', 'eyJ…') }, ['token'], { token: 'eyJ…' }),
      answers: [
        {
          status: 200,
          description: 'What is known of it.',
          schema: {
            ...partial({ active: flag('Whether it can be used now.', true) }, ['active']),
            additionalProperties: true,
          },
        },
      ],
    }),
    operation({
      id: 'revoke-token',
      group: 'oauth',
      method: 'POST',
      path: '/oauth/revoke',
      title: 'Revoke a token',
      description:
        'RFC 7009. Ends the whole grant, whichever of its tokens is sent. Unknown tokens are answered alike.',
      access: client,
      body: form({ ...secret('token', 'An access or refresh token of this client.', 'eyJ…') }, ['token'], {
        token: 'eyJ…',
      }),
      answers: [
        {
          status: 200,
          description: 'It does not work any more.',
          schema: { type: 'object', examples: [{}] },
        },
      ],
    }),
  ]
}

/** What verifiers and libraries look for first (oauth.md §16.4). */
export function discoveryOperations(): Operation[] {
  const open: Schema = { type: 'object', additionalProperties: true }
  const everybody = { by: 'everybody', scopes: [] } as const
  return [
    operation({
      id: 'get-server-metadata',
      group: 'oauth',
      method: 'GET',
      path: '/.well-known/oauth-authorization-server',
      title: 'Read what the server can do',
      description: 'RFC 8414: addresses of the endpoints, grants, methods. Libraries read it by themselves.',
      access: everybody,
      answers: [{ status: 200, description: 'The metadata.', schema: open }],
    }),
    operation({
      id: 'get-jwks',
      group: 'oauth',
      method: 'GET',
      path: '/.well-known/jwks.json',
      title: 'List all keys',
      description: 'RFC 7517: what signatures are checked with, of every algorithm.',
      access: everybody,
      answers: [{ status: 200, description: 'The keys.', schema: object({ keys: list(open) }) }],
    }),
  ]
}

/** Objects of the OAuth endpoints. */
export function oauthObjects({
  platformApp,
  roles,
}: {
  platformApp: string
  roles: readonly string[]
}): Record<string, Schema> {
  return {
    TokenAnswer: partial(
      {
        access_token: text('To be sent as `Authorization: Bearer …`.', 'eyJraWQiOiIyMDI2…'),
        token_type: text('Always this.', 'bearer'),
        expires_in: number('Seconds until it ends.', 3600),
        refresh_token: text('Works once, for seven days.', 'grt_…'),
        scope: text('What was given; may be less than asked for.', `${platformApp}.person.r`),
        audiences: list({ type: 'string' }, 'Which app the token is for.', ['stock_keeper']),
        bearer: ref('Bearer'),
        bearer_on_behalf_of: object({
          id: uuid('The person.', '01981a2b-0c3d-7e4f-8a5b-6c7d8e9f0a1b'),
          type: oneOf(['Person'], 'Always a person.'),
          roles: list(oneOf(roles, 'A role.'), 'Their roles in the organization.', ['owner']),
        }),
        issued_token_type: text(
          'Only after a token exchange.',
          'urn:ietf:params:oauth:token-type:access_token',
        ),
      },
      ['access_token', 'token_type', 'expires_in', 'scope', 'bearer'],
    ),
    DeviceAnswer: object({
      device_code: text('What the device polls with.', 'gdc_…'),
      user_code: text('What the person types.', 'KMXR-TZWQ'),
      verification_uri: text('Where they type it.', 'https://…', { format: 'uri' }),
      verification_uri_complete: text('The same with the code filled in.', 'https://…', { format: 'uri' }),
      expires_in: number('Seconds until the codes end.', 900),
      interval: number('Seconds between two polls.', 5),
    }),
    OAuthError: {
      ...partial(
        {
          error: text('The identifier.', 'invalid_grant'),
          error_description: text('The reason.', 'connection revoked'),
          errors: { type: 'object', additionalProperties: true },
        },
        ['error'],
      ),
      examples: [{ error: 'invalid_grant', error_description: 'connection revoked' }],
    },
  }
}
