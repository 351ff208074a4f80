import { appListPage } from '../../src/modules/apps/developer/app-list.view.ts'

import { deleteAppPage, editAppPage, generalPage } from '../../src/modules/apps/developer/general.view.ts'
import { appLogoPage } from '../../src/modules/apps/developer/logo.view.ts'
import { manifestPage } from '../../src/modules/apps/developer/manifest.view.ts'
import { newAppPage } from '../../src/modules/apps/developer/new-app.view.ts'
import {
  participantsPage,
  removeParticipantPage,
} from '../../src/modules/connections/portal/participants.view.ts'
import type { AppArea } from '../../src/platform/web/developer-page.ts'
import { organizationFrame } from '../../src/platform/web/portal-page.ts'
import type { Exhibit, Room } from './gallery-room.ts'

/** The area of Stock Keeper, for a developer of its vendor. */
export function developerAreaOf({
  visitor,
  place,
  app,
  names,
}: Pick<Room, 'visitor' | 'place' | 'app' | 'names'>): AppArea {
  const vendor = { ...place, name: names.vendor, slug: 'stockworks', kinds: ['software_developer'] }
  return {
    frame: organizationFrame(visitor, vendor, 'developer'),
    app,
    type: 'public',
    state: 'active',
    path: '/developer/apps/stock_keeper',
    listPath: '/organizations/stockworks/developer',
  }
}

/** The developer area. */
export function developerExhibits(room: Room): Exhibit[] {
  const { context: everywhere, app, names, say } = room
  const area = developerAreaOf(room)
  const { frame } = area
  const context = { ...everywhere, path: area.path }
  const organization = { name: names.vendor, slug: 'stockworks' }
  const labels = { ...app, name: 'stock_labels', title: 'Stock Labels' }
  const list = {
    frame,
    organization,
    becoming: null,
    notice: null,
    ...{ from: 0, matching: 2, pageSize: 20, count: 2, query: '' },
  }
  const values = { type: 'public' as const, title: '', name: '', category: 'other', parent: '' }
  const form = { frame, organization, parents: [{ name: 'warehouse', title: 'Warehouse' }] }
  const edited = { title: names.app, category: 'warehouse', entryPointUrl: 'https://stock.example/app' }
  const manifest =
    '{\n  "category": "warehouse",\n  "oauth_redirect_urls": ["https://stock.example/callback"]\n}'
  const invitedAt = 1772613660000
  const connected = { id: 'o2', name: names.organization, logoUrl: null, invitedAt, isConnected: true }
  const participants = [
    connected,
    { id: 'o3', name: 'Harbor Labels', logoUrl: null, invitedAt, isConnected: false },
  ]
  const found = [
    { id: 'o2', name: names.organization, logoUrl: null, countryCode: 'DE', isKnown: true },
    { id: 'o4', name: 'Linden Bindery', logoUrl: null, countryCode: null, isKnown: false },
  ]
  const taking = {
    ...area,
    participants,
    query: '',
    found: [],
    notice: null,
    from: 0,
    matching: 2,
    pageSize: 20,
  }
  return [
    { name: 'developer-participants', page: participantsPage(context, { ...taking, notice: 'invited' }) },
    {
      name: 'developer-participants-found',
      page: participantsPage(context, { ...taking, query: 'linden', found }),
    },
    {
      name: 'developer-participants-none',
      page: participantsPage(context, {
        ...taking,
        participants: [],
        matching: 0,
        query: 'xyz',
        notice: 'too_many',
      }),
    },
    {
      name: 'developer-participants-remove',
      page: removeParticipantPage(context, { ...area, participant: connected }),
    },
    {
      name: 'developer-apps',
      page: appListPage(context, {
        ...{ ...list, count: 64, matching: 64, from: 20 },
        apps: [
          { app, type: 'public', state: 'active', path: area.path },
          { app: labels, type: 'private', state: 'active', path: '/developer/apps/stock_labels' },
        ],
      }),
    },
    {
      name: 'developer-apps-none-found',
      page: appListPage(context, { ...list, apps: [], matching: 0, query: 'xyz' }),
    },
    {
      name: 'developer-apps-none',
      page: appListPage(context, { ...list, apps: [], count: 0, matching: 0, notice: 'deleted' }),
    },
    {
      name: 'developer-apps-become',
      page: appListPage(context, {
        ...list,
        ...{ apps: [], count: 0, matching: 0 },
        becoming: { editPath: '/organizations/stockworks/edit', mayEdit: true },
      }),
    },
    { name: 'developer-app-new', page: newAppPage(context, { ...form, values, faults: {} }) },
    {
      name: 'developer-app-new-faults',
      page: newAppPage(context, {
        ...form,
        values: { ...values, title: 'Directory', name: 'directory' },
        faults: { name: 'is reserved' },
      }),
    },
    {
      name: 'developer-general',
      page: generalPage(context, {
        area,
        category: 'warehouse',
        entryPointUrl: 'https://stock.example/app',
        shareUrl: 'https://hub.example/store/warehouse/stock-keeper',
        notice: 'created',
      }),
    },
    {
      name: 'developer-general-bare',
      page: generalPage(context, {
        area: { ...area, type: 'private' },
        category: 'other',
        entryPointUrl: null,
        shareUrl: null,
        notice: null,
      }),
    },
    { name: 'developer-logo', page: appLogoPage(context, { area, fault: 'unsupported' }) },
    { name: 'developer-edit', page: editAppPage(context, { area, values: edited, faults: {} }) },
    {
      name: 'developer-edit-fault',
      page: editAppPage(context, {
        area,
        values: { ...edited, entryPointUrl: 'ftp://stock.example' },
        faults: { entry_point_url: 'must begin with https://' },
      }),
    },
    {
      name: 'developer-delete',
      page: deleteAppPage(context, {
        area,
        remains: { connections: 14, credentials: 2, desiredByOthers: ['Job Ticket'] },
      }),
    },
    {
      name: 'developer-manifest',
      page: manifestPage(context, { area, text: manifest, faults: [], changes: null }),
    },
    {
      name: 'developer-manifest-preview',
      page: manifestPage(context, {
        area,
        text: manifest,
        faults: [],
        changes: [
          {
            key: 'oauth_redirect_urls',
            before: '[\n  "http://localhost:3000/callback"\n]',
            after: '[\n  "https://stock.example/callback"\n]',
          },
          { key: 'category', before: say('"other"', '"other"'), after: '"warehouse"' },
        ],
      }),
    },
    {
      name: 'developer-manifest-faults',
      page: manifestPage(context, {
        area,
        text: '{ "category": "bakery" }',
        faults: [{ path: 'category', fault: 'must be one of warehouse, other' }],
        changes: null,
      }),
    },
  ]
}
