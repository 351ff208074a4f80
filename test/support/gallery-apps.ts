import { appPage, revokeAppPage } from '../../src/modules/connections/portal/app.view.ts'
import { appListPage } from '../../src/modules/connections/portal/app-list.view.ts'
import type { AppRow } from '../../src/modules/connections/portal/apps-area.ts'
import { launchpadPage } from '../../src/modules/connections/portal/launchpad.view.ts'
import { HOUR_MS } from '../../src/platform/durations.ts'
import { organizationFrame, plainFrame, selectionFrame } from '../../src/platform/web/portal-page.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = Date.parse('2026-03-17T08:42:00Z')

/** Connected apps, and the launchpad. */
export function appExhibits({
  context: everywhere,
  names,
  organization,
  app,
  warehouse,
  directory,
  place,
  visitor,
  say,
}: Room): Exhibit[] {
  const path = '/organizations/linden_press/apps'
  const context = { ...everywhere, path }
  const area = { frame: organizationFrame(visitor, place, 'apps'), organization, path, mayAct: true }
  const own = { frame: plainFrame('Europe/Berlin'), organization: null, path: '/account/apps', mayAct: true }
  const row = (name: string, title: string, more: Partial<AppRow> = {}): AppRow => ({
    ...{ name, title, logoUrl: null, vendorName: names.vendor, isPrivate: false, isSwitchedOff: false },
    ...{ establishedByName: names.person, connectedAt: NOW - 300 * HOUR_MS, lastUsedAt: NOW - 2 * HOUR_MS },
    ...{ granted: 3, waiting: 0, canBeOpened: true },
    ...more,
  })
  const keeper = row(app.name, app.title, { waiting: 2 })
  const rows = [
    keeper,
    row('warehouse', 'Warehouse', { lastUsedAt: NOW - 40 * HOUR_MS }),
    row('freight_desk', 'Freight Desk', { vendorName: 'Portside Software', lastUsedAt: null }),
    row('color_room', 'Color Room', { isPrivate: true, establishedByName: null, isSwitchedOff: true }),
  ]
  const list = {
    ...{ area, rows, counts: { connected: 4, waiting: 1 }, filter: 'connected' as const, query: '' },
    ...{ from: 0, matching: 4, pageSize: 20, notice: null, now: NOW, offered: [] },
  }
  const line = (english: string, german: string, permission: 'r' | 'rw') => ({
    title: say(english, german),
    description: null,
    permission,
  })
  const granted = [
    {
      provider: { ...directory, isPlatform: true },
      scopes: [line('See name, logo and country', 'Namen, Logo und Land ansehen', 'r')],
    },
    {
      provider: { ...warehouse, isPlatform: false },
      scopes: [line('See items in stock', 'Lagerartikel ansehen', 'r')],
    },
  ]
  const waiting = [
    {
      provider: { ...warehouse, isPlatform: false },
      scopes: [
        line('Create and change orders', 'Aufträge anlegen und ändern', 'rw'),
        line('See stock movements', 'Lagerbewegungen sehen', 'r'),
      ],
    },
  ]
  const one = {
    ...{
      area,
      app: keeper,
      granted,
      waiting,
    },
    ...{ unavailable: [], notice: null, now: NOW },
  }
  const member = { ...area, mayAct: false }
  const tiles = [
    'Stock Keeper',
    'Warehouse',
    'Press Planner',
    'Color Room',
    'Job Ticket',
    'Freight Desk',
  ].map(title => ({
    name: title.toLowerCase().replace(' ', '_'),
    title,
    logoUrl: null,
    href: '/launchpad/open/x',
  }))
  const pad = {
    frame: selectionFrame(visitor, 'hub'),
    organization: { id: 'o1', name: names.organization, isAdministrator: true, administratorNames: [] },
    tiles,
    query: '',
    asking: { title: app.title, count: 2, href: `${path}/stock_keeper` },
    lately: [
      {
        action: 'connection_established' as const,
        actorName: names.person,
        appTitle: 'Freight Desk',
        at: NOW - HOUR_MS,
      },
      { action: 'connection_revoked' as const, actorName: null, appTitle: null, at: NOW - 30 * HOUR_MS },
    ],
  }
  const launchpad = { ...everywhere, path: '/launchpad' }
  const nothing = { ...pad, tiles: [], asking: null, lately: [] }
  return [
    { name: 'apps', page: appListPage(context, { ...list, notice: 'revoked' }) },
    {
      name: 'apps-offered',
      page: appListPage(context, {
        ...list,
        notice: 'offer_declined',
        offered: [
          {
            ...{ name: 'freight_desk', title: 'Freight Desk', logoUrl: null, vendorName: 'Harbor Freight' },
            ...{ connectHref: '/store', declineHref: '/organizations/x/apps/freight_desk/decline' },
          },
        ],
      }),
    },
    { name: 'apps-paged', page: appListPage(context, { ...list, from: 20, matching: 64, query: 'o' }) },
    {
      name: 'apps-empty',
      page: appListPage(context, { ...list, rows: [], counts: { connected: 0, waiting: 0 }, matching: 0 }),
    },
    { name: 'apps-none-found', page: appListPage(context, { ...list, rows: [], matching: 0, query: 'xyz' }) },
    {
      name: 'apps-nothing-waits',
      page: appListPage(context, { ...list, rows: [], matching: 0, filter: 'waiting' }),
    },
    { name: 'apps-own', page: appListPage({ ...context, path: '/account/apps' }, { ...list, area: own }) },
    { name: 'app-one', page: appPage(context, { ...one, notice: 'approved' }) },
    { name: 'app-one-member', page: appPage(context, { ...one, area: member }) },
    {
      name: 'app-one-nothing',
      page: appPage(context, { ...one, area: own, granted: [], waiting: [], unavailable: waiting }),
    },
    {
      name: 'app-revoke',
      page: revokeAppPage(context, { area, app: keeper, memberCount: 14, dependents: ['Job Ticket'] }),
    },
    {
      name: 'app-revoke-own',
      page: revokeAppPage(context, { area: own, app: keeper, memberCount: 1, dependents: [] }),
    },
    { name: 'launchpad', page: launchpadPage(launchpad, pad) },
    { name: 'launchpad-empty', page: launchpadPage(launchpad, nothing) },
    {
      name: 'launchpad-empty-member',
      page: launchpadPage(launchpad, {
        ...nothing,
        organization: { ...pad.organization, isAdministrator: false, administratorNames: [names.person] },
      }),
    },
    { name: 'launchpad-own', page: launchpadPage(launchpad, { ...nothing, tiles, organization: null }) },
    { name: 'launchpad-none-found', page: launchpadPage(launchpad, { ...nothing, query: 'xyz' }) },
  ]
}
