import {
  accountPage,
  deleteAccountPage,
  resetAccountPage,
  showTokenPage,
  tokenPage,
} from '../../src/modules/test-accounts/portal/account.view.ts'
import type { AccountFacts } from '../../src/modules/test-accounts/portal/account-facts.ts'
import { accountListPage } from '../../src/modules/test-accounts/portal/account-list.view.ts'
import {
  connectionsPage,
  membersPage,
  organizationPage,
} from '../../src/modules/test-accounts/portal/wizard.view.ts'
import { developerAreaOf } from './gallery-developer.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = 1772613780000
const DEVELOPER = '/organizations/stockworks/developer'
const PATH = `${DEVELOPER}/test-accounts`
const ID = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e71'

/** Test accounts in the developer area. */
export function testAccountExhibits(room: Room): Exhibit[] {
  const { context: everywhere, app, warehouse, names, say } = room
  const { frame } = developerAreaOf(room)
  const context = { ...everywhere, path: PATH }
  const place = { frame, developerPath: DEVELOPER, path: PATH }
  const people = [
    {
      ...{ id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e72', name: names.person, email: 'ada@demo.example' },
      ...{ avatarUrl: null, roles: ['owner'], isOwner: true },
    },
    {
      ...{ id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e73', name: 'Bob Tanner', email: 'bob@demo.example' },
      ...{ avatarUrl: null, roles: ['member', 'designer'], isOwner: false },
    },
  ]
  const account: AccountFacts = {
    id: ID,
    organization: { id: ID, name: names.organization, slug: 'linden_press', logoUrl: null },
    members: people,
    apps: [app, warehouse],
    hasToken: true,
    createdAt: NOW - 3 * 60_000,
  }
  const bare: AccountFacts = {
    ...account,
    ...{ id: `${ID.slice(0, -1)}9`, members: [], apps: [], hasToken: false, createdAt: NOW - 26 * 3_600_000 },
    organization: { ...account.organization, id: 'o9', name: say('Nightly demo', 'Nächtliche Vorführung') },
  }
  const slice = { from: 0, matching: 2, pageSize: 10 }
  const list = { ...place, ...slice, accounts: [account, bare], count: 2, query: '', notice: null, now: NOW }
  const one = { ...place, ...account, publicUrl: 'https://hub.example', notice: null, now: NOW }
  const values = {
    ...{ name: names.organization, kinds: ['printer'], sections: { printer: ['labels', 'flyers'] } },
    ...{ countryCode: 'DE', logoUrl: 'http://pictures.example/logo.png', headquarter: 0 },
    sites: [
      { name: say('Works', 'Werk'), addressee: names.organization, address: 'Kai 12, 20457 Hamburg, DE' },
      { name: '', addressee: '', address: '' },
    ],
    ...{ appNames: ['stock_keeper'], query: '' },
    members: [
      {
        ...{ email: 'ada@demo.example', password: 'four green bottles', firstName: 'Ada', name: 'Lovelace' },
        ...{ locale: 'en', countryCode: 'DE', avatarUrl: '', roles: ['owner'] },
      },
      {
        ...{ email: names.email, password: 'short', firstName: '', name: '', locale: 'de', countryCode: '' },
        ...{ avatarUrl: '', roles: ['owner'] },
      },
    ],
  }
  const form = { ...place, action: `${PATH}/new/draft/members`, values, faults: [] }
  const other = { ...app, name: 'label_studio', title: 'Label Studio', vendorName: 'Harbor Software' }
  const member = values.members[0]
  return [
    { name: 'test-accounts', page: accountListPage(context, list) },
    {
      name: 'test-accounts-none',
      page: accountListPage(context, { ...list, accounts: [], count: 0, matching: 0, notice: 'deleted' }),
    },
    {
      name: 'test-accounts-none-found',
      page: accountListPage(context, { ...list, accounts: [], matching: 0, query: 'acme' }),
    },
    { name: 'test-account', page: accountPage(context, { ...one, notice: 'made' }) },
    {
      name: 'test-account-bare',
      page: accountPage(context, { ...one, ...bare }),
    },
    { name: 'test-account-show-token', page: showTokenPage(context, one) },
    {
      name: 'test-account-token',
      page: tokenPage(context, { ...one, token: 'eyJraWQiOiI3In0.'.repeat(40) }),
    },
    { name: 'test-account-token-ended', page: tokenPage(context, { ...one, token: null }) },
    { name: 'test-account-reset', page: resetAccountPage(context, { ...one, faults: [], appNames: [] }) },
    {
      name: 'test-account-reset-failed',
      page: resetAccountPage(context, {
        ...one,
        faults: [{ path: 'connection_attributes[0]', fault: 'not_connectable' }],
        appNames: ['stock_keeper'],
      }),
    },
    { name: 'test-account-delete', page: deleteAccountPage(context, { ...one, personCount: 2 }) },
    {
      name: 'test-account-new-organization',
      page: organizationPage(context, { ...form, action: `${PATH}/new` }),
    },
    {
      name: 'test-account-new-organization-faults',
      page: organizationPage(context, {
        ...form,
        faults: [
          { path: 'name', fault: 'taken' },
          { path: 'logo_url', fault: 'picture_url' },
          { path: 'site_attributes[1].name', fault: 'blank' },
        ],
      }),
    },
    {
      name: 'test-account-new-connections',
      page: connectionsPage(context, {
        ...{ ...form, values: { ...values, query: 'label' } },
        ...{ own: [app, warehouse], others: [other], isNothingFound: false },
      }),
    },
    {
      name: 'test-account-new-connections-none',
      page: connectionsPage(context, {
        ...{ ...form, values: { ...values, query: 'xyz' } },
        ...{ own: [], others: [], isNothingFound: true },
      }),
    },
    {
      name: 'test-account-new-members',
      page: membersPage(context, { ...form, values: { ...values, members: member ? [member] : [] } }),
    },
    {
      name: 'test-account-new-members-faults',
      page: membersPage(context, {
        ...form,
        faults: [
          { path: 'member_attributes', fault: 'one_owner' },
          { path: 'member_attributes[1].password', fault: 'too_short' },
          { path: 'member_attributes[1].name', fault: 'blank' },
          { path: 'logo_url', fault: 'picture_unreachable' },
        ],
      }),
    },
  ]
}
