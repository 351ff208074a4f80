import type { BearerKind } from '../provided-scope.ts'

/** What a snippet is written for. */
export const SNIPPETS = ['passport', 'openid-client', 'simple-oauth2', 'curl'] as const
export type Snippet = (typeof SNIPPETS)[number]

/** An app's own values. */
export type SnippetFacts = {
  hubUrl: string
  appName: string
  clientId: string
  isConfidential: boolean
  redirectUrl: string
  /** What to ask for, as a request says it. */
  scopes: readonly string[]
}

const SCOPES_IN_EXAMPLE = 3

/** A few desired scopes as a first request asks for them: those of a person, else those of an organization. */
export function scopesToAskFor(desired: readonly { name: string; bearerKind: BearerKind }[]): string[] {
  const ofPerson = desired.filter(({ bearerKind }) => bearerKind !== 'Organization')
  const asked = ofPerson.length > 0 ? ofPerson : desired
  const bearer = ofPerson.length > 0 ? '' : 'Org.'
  return asked.slice(0, SCOPES_IN_EXAMPLE).map(({ name }) => `${bearer}${name}`)
}

/** Which snippets there are for credentials: a library that needs a secret has none for public ones. */
export function snippetsFor({ isConfidential }: { isConfidential: boolean }): Snippet[] {
  return SNIPPETS.filter(name => isConfidential || name !== 'simple-oauth2')
}

/** Code that logs somebody in, ready to paste. The secret stays in the environment. */
export function snippet(name: Snippet, facts: SnippetFacts): string {
  switch (name) {
    case 'passport':
      return passport(facts)
    case 'openid-client':
      return openidClient(facts)
    case 'simple-oauth2':
      return simpleOauth2(facts)
    case 'curl':
      return curl(facts)
  }
}

function passport({ hubUrl, appName, clientId, isConfidential, redirectUrl, scopes }: SnippetFacts): string {
  const secret = isConfidential ? environment(appName) : quoted('')
  return `import passport from 'passport'
import OAuth2Strategy from 'passport-oauth2'

passport.use(
  'hub',
  new OAuth2Strategy(
    {
      authorizationURL: ${quoted(`${hubUrl}/oauth/authorize`)},
      tokenURL: ${quoted(`${hubUrl}/oauth/access_token`)},
      clientID: ${quoted(clientId)},
      clientSecret: ${secret},
      callbackURL: ${quoted(redirectUrl)},
      scope: [${scopes.map(quoted).join(', ')}],
      state: true,
      pkce: true,
    },
    (accessToken, refreshToken, { bearer }, profile, done) =>
      done(null, { accessToken, refreshToken, bearer }),
  ),
)
// app.get('/log-in', passport.authenticate('hub'))
`
}

function openidClient({
  hubUrl,
  appName,
  clientId,
  isConfidential,
  redirectUrl,
  scopes,
}: SnippetFacts): string {
  const authentication = isConfidential
    ? `client.ClientSecretBasic(${environment(appName)})`
    : 'client.None()'
  const insecure = hubUrl.startsWith('http:') ? ', execute: [client.allowInsecureRequests]' : ''
  return `import * as client from 'openid-client'

const config = await client.discovery(
  new URL(${quoted(hubUrl)}),
  ${quoted(clientId)},
  {},
  ${authentication},
  { algorithm: 'oauth2'${insecure} },
)
const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: ${quoted(redirectUrl)},
  scope: ${quoted(scopes.join(' '))},
  state: expectedState,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
})
// Keep both with the session and send the browser to url.
// When it comes back, with its whole address:
const tokens = await client.authorizationCodeGrant(config, new URL(currentUrl), {
  pkceCodeVerifier,
  expectedState,
})
`
}

function simpleOauth2({ hubUrl, appName, clientId, redirectUrl, scopes }: SnippetFacts): string {
  return `import { AuthorizationCode } from 'simple-oauth2'

const hub = new AuthorizationCode({
  client: { id: ${quoted(clientId)}, secret: ${environment(appName)} },
  auth: {
    tokenHost: ${quoted(hubUrl)},
    tokenPath: '/oauth/access_token',
    authorizePath: '/oauth/authorize',
    revokePath: '/oauth/revoke',
  },
})
const redirect_uri = ${quoted(redirectUrl)}
const state = crypto.getRandomValues(new Uint32Array(4)).join('-')
const url = hub.authorizeURL({ redirect_uri, scope: [${scopes.map(quoted).join(', ')}], state })
// Keep state with the session and send the browser to url.
// When it comes back with the same state:
const { token } = await hub.getToken({ code, redirect_uri })
`
}

function curl({ hubUrl, appName, clientId, isConfidential, redirectUrl, scopes }: SnippetFacts): string {
  const parameters = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUrl,
    response_type: 'code',
    scope: scopes.join(' '),
    code_challenge_method: 'S256',
  })
  const authentication = isConfidential
    ? `-u "${clientId}:$${secretVariable(appName)}"`
    : `-d client_id=${clientId}`
  return `CODE_VERIFIER=$(openssl rand -hex 32)
CODE_CHALLENGE=$(printf %s "$CODE_VERIFIER" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d =)

# Open this in a browser; the code is in the address it comes back to.
echo "${hubUrl}/oauth/authorize?${parameters}&code_challenge=$CODE_CHALLENGE"

curl ${hubUrl}/oauth/access_token \\
  ${authentication} \\
  -d grant_type=authorization_code \\
  -d code="$CODE" \\
  -d code_verifier="$CODE_VERIFIER" \\
  --data-urlencode redirect_uri='${redirectUrl}'
`
}

/** Where the secret stands: `STOCK_KEEPER_SECRET`. */
function secretVariable(appName: string): string {
  return `${appName.toUpperCase()}_SECRET`
}

/** Where a program of the app finds its secret. */
function environment(appName: string): string {
  return `process${'.'}env.${secretVariable(appName)}`
}

/** A text in JavaScript; no address of a redirect URL has a quote that needs more. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
