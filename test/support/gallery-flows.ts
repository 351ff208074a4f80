import type { FlowName, Run, RunStep } from '../../src/modules/operator/flows/flow-run.ts'
import { flowPath, flowsPage } from '../../src/modules/operator/flows/flows.view.ts'
import type { TokenCard } from '../../src/modules/operator/flows/token-card.ts'
import { verifierPage } from '../../src/modules/operator/flows/verifier.view.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = Date.parse('2026-03-17T08:42:00Z')
const CLIENT_ID = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11'
const HUB = 'http://localhost:4000'
const TOKEN = `eyJraWQiOiI5YzViMmYxZDdlM2E0NDhiIiwiYWxnIjoiUlMyNTYifQ.${'eyJpc3MiOiJodHRwOi8v'.repeat(20)}.c2ln`

/** The sandbox's flow runner and its token verifier. */
export function flowExhibits({ context, names, organization }: Room): Exhibit[] {
  const authorize: RunStep = {
    name: 'authorize',
    request: {
      method: 'GET',
      url: `${HUB}/oauth/authorize?client_id=${CLIENT_ID}&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fauth%2Fgrantory%2Fcallback&scope=Org.directory.organization.r%2COrg.warehouse.items.r&state=7hK2mPq9xV&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256`,
      authentication: null,
      form: null,
    },
    answer: null,
  }
  const allow: RunStep = {
    name: 'allow',
    request: null,
    answer: {
      status: 302,
      statusText: 'Found',
      headers: {
        location: `http://localhost:3000/auth/grantory/callback?code=gac_Fq3m9ZKx0cT8vBn2&state=7hK2mPq9xV&iss=${encodeURIComponent(HUB)}`,
      },
      body: '',
    },
  }
  const redeem: RunStep = {
    name: 'redeem',
    request: {
      method: 'POST',
      url: `${HUB}/oauth/access_token`,
      authentication: { scheme: 'Basic', clientId: CLIENT_ID, clientSecret: 'demoStockKeeperSecret000001' },
      form: [
        ['grant_type', 'authorization_code'],
        ['code', 'gac_Fq3m9ZKx0cT8vBn2'],
        ['redirect_uri', 'http://localhost:3000/auth/grantory/callback'],
        ['code_verifier', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
      ],
    },
    answer: {
      status: 200,
      statusText: 'OK',
      headers: {},
      body: {
        access_token: TOKEN,
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: 'grt_TheRefreshTokenOfAnExampleThatWorksNowhere01',
        scope: 'directory.organization.r,warehouse.items.r',
        bearer: { id: CLIENT_ID, type: 'Organization' },
        audiences: ['stock_keeper'],
      },
    },
  }
  const refused: RunStep = {
    ...redeem,
    answer: {
      status: 400,
      statusText: 'Bad Request',
      headers: {},
      body: { error: 'invalid_grant', error_description: 'connection revoked' },
    },
  }
  const token: TokenCard = {
    token: TOKEN,
    kind: 'access token',
    header: { kid: '9c5b2f1d7e3a448b90c6ed1237aa50f0', alg: 'RS256' },
    claims: {
      iss: HUB,
      sub: `Organization/${CLIENT_ID}`,
      aud: ['stock_keeper'],
      jti: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e71',
      scope: ['directory.organization.r', 'warehouse.items.r'],
      exp: NOW / 1000 + 3540,
    },
    fault: null,
    bearer: { type: 'Organization', id: CLIENT_ID, name: organization.name, logoUrl: null },
    actorName: names.person,
  }
  const at = { now: NOW, timeZone: 'Europe/Berlin' }
  const run = (steps: RunStep[], isRefused = false): Run => ({
    flow: 'organization',
    steps,
    accessToken: isRefused ? null : TOKEN,
    refused: isRefused,
    durationMs: 84.2,
  })
  const shown = (flow: FlowName, more: { run: Run | null; token: TokenCard | null }) =>
    flowsPage(
      { ...context, path: flowPath(flow) },
      { flow, walkUrl: '/oauth/authorize?client_id=x', keySetUrl: '/.well-known/jwks.json', ...at, ...more },
    )
  const verifier = { text: '', fault: null, token: null, ...at }
  const checked = { ...context, path: '/sandbox/token' }
  return [
    { name: 'flow', page: shown('device', { run: null, token: null }) },
    { name: 'flow-run', page: shown('organization', { run: run([authorize, allow, redeem]), token }) },
    {
      name: 'flow-refused',
      page: shown('organization', { run: run([authorize, allow, refused], true), token: null }),
    },
    { name: 'verifier', page: verifierPage(checked, verifier) },
    { name: 'verifier-missing', page: verifierPage(checked, { ...verifier, fault: 'missing' }) },
    { name: 'verifier-good', page: verifierPage(checked, { ...verifier, text: TOKEN, token }) },
    {
      name: 'verifier-refused',
      page: verifierPage(checked, { ...verifier, text: TOKEN, token: { ...token, fault: 'revoked' } }),
    },
    {
      name: 'verifier-no-token',
      page: verifierPage(checked, {
        ...verifier,
        text: 'hello',
        token: {
          ...{ token: 'hello', kind: 'unknown text', header: null, claims: null, fault: 'no_token' },
          ...{ bearer: null, actorName: null },
        },
      }),
    },
  ]
}
