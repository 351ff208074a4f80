import type { Credentials } from '../../src/modules/apps/credentials.ts'
import {
  deleteCredentialsPage,
  editCredentialsPage,
  endFormerPage,
  rotateSecretPage,
  secretPage,
  showSecretPage,
  switchCredentialsPage,
} from '../../src/modules/apps/developer/credentials.view.ts'
import { type OAuthModel, oauthPage } from '../../src/modules/apps/developer/oauth.view.ts'
import {
  editRedirectUrlPage,
  removeRedirectUrlPage,
  removeScopePage,
} from '../../src/modules/apps/developer/oauth-lists.view.ts'
import { snippet } from '../../src/modules/apps/developer/snippets.ts'
import { developerAreaOf } from './gallery-developer.ts'
import { CALLBACK, type Exhibit, type Room } from './gallery-room.ts'

const NOW = 1772613780000
const CREDENTIALS: Credentials = {
  id: '6f0c1d2a-93b4-4e0e-9a57-2f1b7c08d4e1',
  appId: 'a1',
  name: null,
  description: null,
  isConfidential: true,
  signingAlgorithm: null,
  allowsPlainPkce: false,
  machineRefreshTokens: true,
  allowsPasswordGrant: false,
  allowsImplicitGrant: false,
  profile: 'compatible',
  secondSecretExpiresAt: null,
  lastUsedAt: NOW - 180_000,
  createdAt: NOW,
  updatedAt: NOW,
}

/** OAuth & Permissions. */
export function developerOAuthExhibits(room: Room): Exhibit[] {
  const { context: everywhere, say } = room
  const area = developerAreaOf(room)
  const context = { ...everywhere, path: `${area.path}/oauth` }
  const mobile: Credentials = {
    ...CREDENTIALS,
    id: '0b7d5c1e-4a4f-4c39-8e2b-51c6c2f0a9d3',
    name: 'mob',
    description: say('The app on phones', 'Die App auf Telefonen'),
    isConfidential: false,
    signingAlgorithm: 'ES256',
    profile: 'strict',
    lastUsedAt: null,
  }
  const rotating = { ...CREDENTIALS, secondSecretExpiresAt: NOW + 86_400_000 }
  const items = say('See and change items in stock', 'Artikel im Lager ansehen und ändern')
  const model: OAuthModel = {
    area,
    credentials: [rotating, mobile],
    defaultAlgorithm: 'RS256',
    redirectUrls: [CALLBACK, 'http://localhost:3000/auth/callback'],
    newUrl: { value: '', fault: null },
    isSandbox: true,
    scopes: [
      {
        name: 'directory.organization.r',
        title: say('See the organization', 'Die Organisation ansehen'),
        providerTitle: 'Grantory',
        permission: 'r',
        isWithdrawn: false,
      },
      {
        name: 'warehouse.items.rw',
        title: items,
        providerTitle: 'Warehouse',
        permission: 'rw',
        isWithdrawn: true,
      },
    ],
    search: null,
    scopeFault: null,
    snippet: {
      shown: 'openid-client',
      all: ['passport', 'openid-client', 'simple-oauth2', 'curl'],
      clientId: CREDENTIALS.id,
      isExampleUrl: false,
      code: snippet('openid-client', {
        hubUrl: 'https://hub.example',
        appName: 'stock_keeper',
        clientId: CREDENTIALS.id,
        isConfidential: true,
        redirectUrl: CALLBACK,
        scopes: ['Org.directory.organization.r', 'Org.warehouse.items.rw'],
      }),
    },
    notice: null,
    now: NOW,
  }
  const found = (scope: string, title: string, isAdded: boolean) => {
    const permission = 'r' as const
    const provider = { providerTitle: 'Warehouse', providerName: 'warehouse' }
    return { scope, canonical: scope, title, ...provider, permission, isAdded }
  }
  const values = {
    name: 'web',
    description: say('The site', 'Die Website'),
    isConfidential: true,
    algorithm: '',
    profile: 'compatible',
    machineRefresh: true,
  }
  const form = { area, credentials: CREDENTIALS, values, fault: null, defaultAlgorithm: 'RS256', seen: '1' }
  const one = { area, credentials: CREDENTIALS }
  return [
    { name: 'developer-oauth', page: oauthPage(context, model) },
    {
      name: 'developer-oauth-none',
      page: oauthPage(context, {
        ...model,
        credentials: [],
        redirectUrls: [],
        scopes: [],
        snippet: null,
        notice: 'credentials_deleted',
      }),
    },
    {
      name: 'developer-oauth-faults',
      page: oauthPage(context, {
        ...model,
        isSandbox: false,
        newUrl: {
          value: 'http://stock.stockworks.example/callback',
          fault: 'must use https; http is for localhost and loopback addresses only',
        },
        scopeFault: 'does not exist: nobody.knows.r',
        search: { query: 'nobody.knows.r', found: [], isCut: false },
      }),
    },
    {
      name: 'developer-oauth-found',
      page: oauthPage(context, {
        ...model,
        search: {
          query: 'items',
          isCut: true,
          found: [
            found('warehouse.items.r', say('See items in stock', 'Artikel im Lager ansehen'), false),
            found('warehouse.items.rw', items, true),
          ],
        },
      }),
    },
    {
      name: 'developer-credentials-new',
      page: editCredentialsPage(context, { ...form, credentials: null, fault: 'too_many' }),
    },
    {
      name: 'developer-credentials-edit',
      page: editCredentialsPage(context, { ...form, fault: 'name_taken' }),
    },
    {
      name: 'developer-credentials-public',
      page: switchCredentialsPage(context, { ...form, values: { ...values, isConfidential: false } }),
    },
    {
      name: 'developer-credentials-confidential',
      page: switchCredentialsPage(context, form),
    },
    {
      name: 'developer-secret',
      page: secretPage(context, {
        ...one,
        secret: 'q7Zc1Vt9Lw4Hs8Rk2Xn6Bf3Jm5Pd0Ygs',
        reason: 'rotated',
        formerEndsAt: NOW + 86_400_000,
        now: NOW,
      }),
    },
    {
      name: 'developer-secret-none',
      page: secretPage(context, { ...one, secret: null, reason: 'made', formerEndsAt: null, now: NOW }),
    },
    { name: 'developer-secret-show', page: showSecretPage(context, one) },
    { name: 'developer-secret-rotate', page: rotateSecretPage(context, { ...one, seen: '1' }) },
    { name: 'developer-secret-former', page: endFormerPage(context, one) },
    {
      name: 'developer-credentials-delete',
      page: deleteCredentialsPage(context, { ...one, isLast: true, now: NOW }),
    },
    {
      name: 'developer-redirect-edit',
      page: editRedirectUrlPage(context, {
        area,
        former: CALLBACK,
        value: 'ftp://stock.example',
        fault: 'must not use the scheme ftp',
        isSandbox: false,
      }),
    },
    {
      name: 'developer-redirect-remove',
      page: removeRedirectUrlPage(context, { area, url: CALLBACK, isLast: true }),
    },
    {
      name: 'developer-scope-remove',
      page: removeScopePage(context, { area, scope: 'warehouse.items.rw', title: items }),
    },
  ]
}
