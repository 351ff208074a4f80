import { connectionListPage } from '../../src/modules/oauth/connection-tokens/connection-list.view.ts'
import {
  connectionTokensPage,
  generatedTokenPage,
  revokeActiveTokenPage,
} from '../../src/modules/oauth/connection-tokens/connection-tokens.view.ts'
import type { ScopeChoices } from '../../src/modules/oauth/portal/scope-choices.ts'
import { createdTokenPage } from '../../src/modules/oauth/private-tokens/created-token.view.ts'
import { newTokenPage } from '../../src/modules/oauth/private-tokens/new-token.view.ts'
import { revokeTokenPage } from '../../src/modules/oauth/private-tokens/revoke-token.view.ts'
import { tokenListPage } from '../../src/modules/oauth/private-tokens/token-list.view.ts'
import type { TokenRow } from '../../src/modules/oauth/private-tokens/token-model.ts'
import { DAY_MS } from '../../src/platform/durations.ts'
import { organizationFrame, plainFrame } from '../../src/platform/web/portal-page.ts'
import { developerAreaOf } from './gallery-developer.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const CREATED_AT = Date.parse('2026-03-04T09:12:00Z')
const EXAMPLE_TOKEN =
  'eyJraWQiOiI5YzViMmYxZDdlM2E0NDhiOTBjNmVkMTIzN2FhNTBmMGI5YzViMmYxZDdlM2E0NDhiOTBjNmVkMTIzN2FhNTBmMCIsImFsZyI6IkVkRFNBIn0.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQwMDAiLCJzdWIiOiJPcmdhbml6YXRpb24vMDE5MGM4YTQtN2QyZS03YjMxLTlmMDQtNWE2YjFjMmQzZTAxIn0.c2lnbmF0dXJlLW9mLWFuLWV4YW1wbGUtdG9rZW4tdGhhdC13b3Jrcy1ub3doZXJl'

/** The pages of private access tokens. */
export function tokenExhibits({
  say,
  context,
  names,
  organization,
  app,
  warehouse,
  directory,
  visitor,
  place,
}: Room): Exhibit[] {
  const own = '/account/tokens'
  const path = '/organizations/linden_press/tokens'
  const shown = { ...context, path }
  const personal = { frame: plainFrame('Europe/Berlin'), organization: null, path: own }
  const organizational = { frame: organizationFrame(visitor, place, 'tokens'), organization, path }
  const row = (number: number, more: Partial<TokenRow>): TokenRow => ({
    jti: `0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e${number}`,
    note: say('Nightly export to the data warehouse', 'Nächtlicher Export ins Data-Warehouse'),
    scopes: ['directory.organization.r', 'warehouse.items.r'],
    status: 'active',
    creatorName: names.person,
    createdAt: CREATED_AT,
    expiresAt: CREATED_AT + 365 * DAY_MS,
    revokedAt: null,
    revocationReason: null,
    ...more,
  })
  const many = ['machines', 'sites', 'members', 'organization'].flatMap(name =>
    ['r', 'rw'].map(permission => `directory.${name}.${permission}`),
  )
  const tokens = [
    row(71, {}),
    row(72, {
      note: say('API exploration', 'API ausprobieren'),
      scopes: many,
      creatorName: 'Jonas Petersen',
    }),
    row(73, {
      note: say('Migration in March', 'Umzug im März'),
      status: 'revoked',
      revokedAt: CREATED_AT + 9 * DAY_MS,
    }),
    row(74, {
      note: say('Stock report', 'Lagerbericht'),
      status: 'revoked',
      revokedAt: CREATED_AT + 20 * DAY_MS,
      revocationReason: 'scope no longer available',
    }),
    row(75, {
      note: say('Old script', 'Altes Skript'),
      status: 'expired',
      createdAt: CREATED_AT - 400 * DAY_MS,
      expiresAt: CREATED_AT - 35 * DAY_MS,
    }),
  ]
  const choice = (scope: string, title: string, isChecked = false) => ({
    scope,
    title,
    description: null,
    permission: scope.endsWith('.r') ? ('r' as const) : ('rw' as const),
    isChecked,
  })
  const scopes = [
    {
      provider: { ...directory, isPlatform: true },
      choices: [
        choice(
          'directory.organization.r',
          say('See name, logo and country', 'Namen, Logo und Land ansehen'),
          true,
        ),
        choice(
          'directory.organization.rw',
          say('See and change name, logo and country', 'Namen, Logo und Land ansehen und ändern'),
        ),
        choice(
          'directory.organization_members.r',
          say('See members and their roles', 'Mitglieder und ihre Rollen ansehen'),
        ),
      ],
    },
    {
      provider: { ...warehouse, isPlatform: false },
      choices: [
        choice('warehouse.items.r', say('See items in stock', 'Lagerartikel ansehen'), true),
        choice('warehouse.items.rw', say('See and change items in stock', 'Lagerartikel ansehen und ändern')),
      ],
    },
    {
      provider: { ...app, isPlatform: false },
      choices: [choice('stock_keeper.reports.r', say('See stock reports', 'Lagerberichte ansehen'))],
    },
  ]
  const form = { ...organizational, formId: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e98', scopes }
  const note = say('Nightly export to the data warehouse', 'Nächtlicher Export ins Data-Warehouse')
  return [
    { name: 'tokens', page: tokenListPage(shown, { ...organizational, tokens, notice: 'revoked' }) },
    {
      name: 'tokens-empty',
      page: tokenListPage({ ...context, path: own }, { ...personal, tokens: [], notice: null }),
    },
    {
      name: 'tokens-all-ended',
      page: tokenListPage(shown, { ...organizational, tokens: tokens.slice(2), notice: null }),
    },
    { name: 'token-new', page: newTokenPage(shown, { ...form, note, fault: null }) },
    {
      name: 'token-new-note-missing',
      page: newTokenPage(shown, { ...form, note: '', fault: 'note_missing' }),
    },
    {
      name: 'token-new-scopes-missing',
      page: newTokenPage(shown, { ...form, scopes: noneChosen(scopes), note, fault: 'scopes_missing' }),
    },
    { name: 'token-new-too-many', page: newTokenPage(shown, { ...form, note, fault: 'too_many_active' }) },
    {
      name: 'token-created',
      page: createdTokenPage(shown, {
        ...organizational,
        ...{ token: EXAMPLE_TOKEN, note, scopes: ['directory.organization.r', 'warehouse.items.r'] },
        expiresAt: CREATED_AT + 365 * DAY_MS,
        example: 'curl -H "Authorization: Bearer $TOKEN" http://localhost:4000/api/v1/access_token',
      }),
    },
    { name: 'token-revoke', page: revokeTokenPage(shown, { ...organizational, row: row(71, {}) }) },
  ]
}

/** The pages of a private app's connections. */
export function connectionExhibits({
  say,
  context,
  names,
  organization,
  app,
  directory,
  visitor,
  place,
}: Room): Exhibit[] {
  const path = '/developer/apps/stock_keeper/connections'
  const shown = { ...context, path }
  const area = developerAreaOf({ visitor, place, app, names })

  const tokensPath = `${path}/0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01/tokens`
  const connection = { ...area, organization, tokensPath }
  const harbor = { id: 'o2', name: 'Harbor Labels', logoUrl: null }
  const row = {
    since: 1772613780000,
    avatarUrl: null,
    scopes: ['directory.organization.r', 'warehouse.items.r'],
  }
  const connections = [
    { ...row, name: organization.name, organization, href: tokensPath },
    { ...row, name: harbor.name, organization: harbor, href: tokensPath, scopes: [] },
    { ...row, name: names.person, organization: null, href: null, scopes: ['directory.person.r'] },
  ]
  const scopes = [
    {
      provider: { ...directory, isPlatform: true },
      choices: [
        {
          ...{
            scope: 'directory.organization.r',
            title: say('See name, logo and country', 'Namen, Logo und Land ansehen'),
            description: null,
          },
          ...{ permission: 'r' as const, isChecked: true },
        },
      ],
    },
  ]
  const token = {
    jti: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e71',
    familyId: 'f',
    appName: 'stock_keeper',
    clientId: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11',
    bearer: { type: 'Organization' as const, id: 'o1' },
    personId: null,
    scopes: ['directory.organization.r'],
    flow: 'connection_page' as const,
    issuedAt: CREATED_AT,
    expiresAt: CREATED_AT + 3_600_000,
  }
  const other = { ...token, jti: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e72', flow: 'authorization_code' as const }
  const form = { ...connection, scopes, formId: 'f', notice: null }
  return [
    {
      name: 'connections',
      page: connectionListPage(shown, { ...area, connections, from: 20, matching: 64, pageSize: 20 }),
    },
    {
      name: 'connections-empty',
      page: connectionListPage(shown, { ...area, connections: [], from: 0, matching: 0, pageSize: 20 }),
    },
    {
      name: 'connection-tokens',
      page: connectionTokensPage(shown, { ...form, tokens: [token, other], fault: null, notice: 'revoked' }),
    },
    {
      name: 'connection-tokens-fault',
      page: connectionTokensPage(shown, {
        ...form,
        scopes: noneChosen(scopes),
        tokens: [],
        fault: 'scopes_missing',
      }),
    },
    {
      name: 'connection-tokens-nothing-granted',
      page: connectionTokensPage(shown, { ...form, scopes: [], tokens: [], fault: null }),
    },
    {
      name: 'connection-token-generated',
      page: generatedTokenPage(shown, {
        ...connection,
        accessToken: EXAMPLE_TOKEN,
        refreshToken: 'grt_TheRefreshTokenOfAnExampleThatWorksNowhere01',
        clientId: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11',
        scopes: token.scopes,
        expiresAt: token.expiresAt,
        example:
          'curl http://localhost:4000/oauth/access_token \\\n  -u 0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11:$CLIENT_SECRET \\\n  -d grant_type=refresh_token \\\n  -d refresh_token=$REFRESH_TOKEN',
      }),
    },
    { name: 'connection-token-revoke', page: revokeActiveTokenPage(shown, { ...connection, token }) },
  ]
}

/** The same choices with nothing chosen. */
function noneChosen(groups: ScopeChoices[]): ScopeChoices[] {
  return groups.map(group => ({
    ...group,
    choices: group.choices.map(choice => ({ ...choice, isChecked: false })),
  }))
}
