import type { Organization } from '../../src/modules/directory/index.ts'
import {
  editOrganizationPage,
  newOrganizationPage,
  secondFactorPage,
  sectionsPage,
} from '../../src/modules/directory/portal/edit-organization.view.ts'
import {
  deleteOrganizationPage,
  leavePage,
  myOrganizationsPage,
} from '../../src/modules/directory/portal/leave.view.ts'
import {
  type OrganizationModel,
  organizationPage,
} from '../../src/modules/directory/portal/organization.view.ts'
import { sitePage, sitesPage } from '../../src/modules/directory/portal/sites.view.ts'
import type { Site } from '../../src/modules/directory/site.ts'
import { organizationFrame, plainFrame } from '../../src/platform/web/portal-page.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = 1772613780000
const HOUR = 3_600_000

/** An organization's own pages. */
export function organizationExhibits({ context, names, place, visitor }: Room): Exhibit[] {
  const path = '/organizations/linden_press'
  const shown = { ...context, path }
  const frame = organizationFrame(visitor, place, 'overview')
  const member = { ...place, roles: ['member'], isOwner: false, isAdministrator: false, isDeveloper: false }
  const times = { createdAt: NOW, updatedAt: NOW }
  const site = (id: string, name: string, street: string, isHeadquarter: boolean): Site => ({
    ...{ id, organizationId: place.id, name, isHeadquarter, ...times },
    address: {
      ...{ id, addressee: names.organization, street, number: '12', zipCode: '20457', town: 'Hamburg' },
      ...{ countryCode: 'DE', state: null, addition: null, ...times },
    },
  })
  const sites = [
    site('s1', 'Speicherstadt', 'Am Sandtorkai', true),
    { ...site('s2', 'Plant Bergedorf', 'Kampweg', false), address: null },
  ]
  const line = (
    action: OrganizationModel['happened'][number]['action'],
    hours: number,
    more: Partial<OrganizationModel['happened'][number]> = {},
  ) => ({
    ...{ action, actorName: names.person, isByHub: false, personName: null, appTitle: null },
    ...{ at: NOW - hours * HOUR, ...more },
  })
  const dashboard: OrganizationModel = {
    ...{
      frame,
      place,
      town: 'Hamburg',
      countryCode: 'DE',
      isTestAccount: false,
      memberCount: 14,
      sites,
      notice: null,
      now: NOW,
    },
    todos: [
      { name: 'invite', isDone: true },
      { name: 'address', isDone: false },
      { name: 'logo', isDone: true },
      { name: 'sections', isDone: false },
      { name: 'app', isDone: true },
      { name: 'second_factor', isDone: false },
    ],
    happened: [
      line('connection_established', 2, { appTitle: names.app }),
      line('member_added', 30, { personName: 'Ruth Okafor' }),
      line('private_token_created', 80, { actorName: 'Tom Brandt' }),
      line('organization_updated', 200, { actorName: null }),
    ],
  }
  const organization: Organization = {
    ...{ id: place.id, name: names.organization, slug: place.slug, countryCode: 'DE', ...times },
    ...{ kinds: ['printer', 'publisher'], sections: { printer: ['labels', 'flyers'] }, logoUrl: null },
    ...{ brandColor: '#004b87', requireTwoFactor: false, isDiscoverable: true },
    testAccountOwnerId: null,
  }
  const edit = {
    ...{ frame, organization, faults: {}, outdated: null, offersSecondFactor: true },
    values: {
      name: names.organization,
      kinds: ['printer', 'publisher'],
      brandColor: '#004b87',
      isDiscoverable: true,
    },
  }
  const blank = { name: '', kinds: [], countryCode: 'DE' }
  const siteFrame = organizationFrame(visitor, place, 'sites')
  const siteList = { frame: siteFrame, place, sites, from: 0, matching: 2, pageSize: 20, notice: null }
  const siteValues = {
    ...{ name: 'Speicherstadt', addressee: names.organization, streetAndNumber: 'Am Sandtorkai 12' },
    ...{ addition: '', zipCode: '20457', town: 'Hamburg', state: '', countryCode: 'DE' },
  }
  const lacking = ['Tom Brandt', 'Ruth Okafor']
  const second = { frame, place, lacking, lackingCount: 9, youLack: false }
  const ending = { frame, place, memberCount: 14, connections: 3, apps: 1, typed: null }
  return [
    { name: 'organization', page: organizationPage(shown, dashboard) },
    {
      name: 'organization-member',
      page: organizationPage(shown, {
        ...{ ...dashboard, place: member, todos: [], happened: [], notice: 'last_owner' as const },
        frame: organizationFrame(visitor, member, 'overview'),
      }),
    },
    {
      name: 'organization-new',
      page: newOrganizationPage(shown, { frame: plainFrame('UTC'), id: 'o9', values: blank, faults: {} }),
    },
    {
      name: 'organization-new-fault',
      page: newOrganizationPage(shown, {
        ...{ frame: plainFrame('UTC'), id: 'o9', values: blank },
        faults: { name: 'missing', kinds: 'missing' },
      }),
    },
    { name: 'organization-edit', page: editOrganizationPage(shown, edit) },
    {
      name: 'organization-edit-fault',
      page: editOrganizationPage(shown, {
        ...edit,
        ...{ faults: { brandColor: true as const }, values: { ...edit.values, brandColor: 'blue' } },
        outdated: { name: 'Linden Printing', kinds: ['printer'], brandColor: '#fc0', isDiscoverable: false },
      }),
    },
    { name: 'organization-sections', page: sectionsPage(shown, { frame, organization }) },
    { name: 'organization-second-factor', page: secondFactorPage(shown, second) },
    { name: 'organization-second-factor-you', page: secondFactorPage(shown, { ...second, youLack: true }) },
    {
      name: 'organization-second-factor-off',
      page: secondFactorPage(shown, { ...second, place: { ...place, requiresTwoFactor: true } }),
    },
    { name: 'organization-leave', page: leavePage(shown, { frame, place }) },
    { name: 'organization-delete', page: deleteOrganizationPage(shown, ending) },
    {
      name: 'organization-delete-fault',
      page: deleteOrganizationPage(shown, { ...ending, typed: 'linden' }),
    },
    {
      name: 'account-organizations',
      page: myOrganizationsPage(shown, {
        frame: plainFrame('UTC'),
        places: visitor.organizations,
        left: true,
      }),
    },
    {
      name: 'account-organizations-none',
      page: myOrganizationsPage(shown, { frame: plainFrame('UTC'), places: [], left: false }),
    },
    { name: 'sites', page: sitesPage(shown, { ...siteList, notice: 'added' }) },
    {
      name: 'sites-member',
      page: sitesPage(shown, { ...siteList, place: member, from: 20, matching: 64 }),
    },
    {
      name: 'site',
      page: sitePage(shown, {
        frame: siteFrame,
        place,
        site: null,
        values: siteValues,
        faults: {},
        outdated: null,
      }),
    },
    {
      name: 'site-fault',
      page: sitePage(shown, {
        ...{ frame: siteFrame, place, site: sites[0] ?? null, values: { ...siteValues, name: '' } },
        outdated: null,
        faults: { name: 'blank', address: 'invalid' },
      }),
    },
  ]
}
