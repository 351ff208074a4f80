// Everything this app knows about the hub: where it is, who the app is there, and the requests it makes.
import OAuth2Strategy from 'passport-oauth2'

const hubUrl = process.env.HUB_URL ?? 'http://localhost:4000'
const appUrl = process.env.APP_URL ?? `http://localhost:${process.env.PORT ?? 3000}`
// These are the credentials of the sandbox's demo app. `grantory app apply manifest.json` gives you your own.
const clientID = process.env.CLIENT_ID ?? '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11'
const clientSecret = process.env.CLIENT_SECRET ?? 'demoStockKeeperSecret000001'

const client = {
  authorizationURL: `${hubUrl}/oauth/authorize`,
  tokenURL: `${hubUrl}/oauth/access_token`,
  clientID,
  clientSecret,
  state: true, // ties the answer to this browser
  pkce: true, // ties the code to this request
}

/** Logs a person in: asks for the person's own data. */
export const logIn = new OAuth2Strategy(
  { ...client, callbackURL: `${appUrl}/auth/grantory/callback`, scope: 'directory.person.r' },
  keepTokens,
)

/** Installs the app for an organization: a scope that names the organization, and a redirect URL of its own. */
export const install = new OAuth2Strategy(
  { ...client, callbackURL: `${appUrl}/auth/grantory/org-callback`, sessionKey: 'install' },
  keepTokens,
)

/** What to ask an organization for. Without an id the person chooses the organization at the hub. */
export function organizationScope(id) {
  const bearer = id ? `Org/${id}` : 'Org'
  return ['directory.organization.r'].map(scope => `${bearer}.${scope}`).join(',')
}

/** GET from the hub's API in the name of the tokens' bearer. Tokens that have run out are renewed in place. */
export async function read(tokens, path) {
  const get = () =>
    fetch(`${hubUrl}/api/v1/${path}`, { headers: { authorization: `Bearer ${tokens.accessToken}` } })
  let response = await get()
  if (response.status === 403 && (await response.clone().text()).includes('jwt_expired')) {
    const renewal = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }
    const { access_token, refresh_token } = await post('/oauth/access_token', renewal)
    Object.assign(tokens, { accessToken: access_token, refreshToken: refresh_token })
    response = await get()
  }
  return answerOf(response)
}

/** Gives tokens back: from now on they are of no use to anybody. What was allowed stays allowed. */
export async function revoke(tokens) {
  await post('/oauth/revoke', { token: tokens.refreshToken })
}

/** The hub has refused a request of this app: access was taken back, or the app was away for more than a week. */
export class Refused extends Error {}

// passport calls this with the answer of the token endpoint, once somebody has said yes.
function keepTokens(accessToken, refreshToken, { scope, bearer }, _profile, done) {
  done(null, { accessToken, refreshToken, scope, bearer })
}

async function post(path, form) {
  const headers = { authorization: `Basic ${btoa(`${clientID}:${clientSecret}`)}` }
  const body = new URLSearchParams(form)
  return answerOf(await fetch(hubUrl + path, { method: 'POST', headers, body }))
}

async function answerOf(response) {
  const text = await response.text()
  if (!response.ok) throw new Refused(`${response.status} ${text}`)
  return text && JSON.parse(text)
}
