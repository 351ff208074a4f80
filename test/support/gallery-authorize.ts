import { ORGANIZATION_KINDS } from '../../src/modules/directory/index.ts'
import { askAdminPage } from '../../src/modules/oauth/authorize/ask-admin.view.ts'
import { chooseOrganizationPage } from '../../src/modules/oauth/authorize/choose-organization.view.ts'
import { confirmPage } from '../../src/modules/oauth/authorize/confirm.view.ts'
import { createOrganizationPage } from '../../src/modules/oauth/authorize/create-organization.view.ts'
import { gonePage, refusedPage, unavailablePage } from '../../src/modules/oauth/authorize/ended.view.ts'
import { CALLBACK, CHOOSE, type Exhibit, FORM, type Room, redirectTo, SWITCH } from './gallery-room.ts'

const REFERENCE = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e99'
const REFUSALS = {
  client_id_missing: 'The client ID parameter is missing',
  unknown_client: 'This client is not known',
  unknown_redirect_uri: 'The redirect URI is unknown or malformed',
  invalid_request: 'A parameter is repeated',
}

/** Choosing an organization, and every end of a request. */
export function oauthExhibits({ context, app, organization, person, names }: Room): Exhibit[] {
  const organizations = [
    { ...organization, roles: ['owner'], memberCount: 14, refusal: null },
    {
      id: 'o2',
      name: 'Harbor Labels',
      logoUrl: null,
      roles: ['admin', 'developer'],
      memberCount: 1,
      refusal: null,
    },
    {
      id: 'o3',
      name: 'Nordlicht Verlag',
      logoUrl: null,
      roles: ['member'],
      memberCount: 6,
      refusal: { reason: 'not_administrator', administratorNames: ['Jonas Petersen', 'Aylin Demir'] },
    } as const,
    {
      id: 'o4',
      name: 'Vereinigte Buchbindereien Süddeutschland',
      logoUrl: null,
      roles: ['owner'],
      memberCount: 230,
      refusal: { reason: 'not_available' },
    } as const,
  ].map(choice => ({ ...choice, roles: [...choice.roles], refusal: mutable(choice.refusal) }))
  const answersTo = redirectTo(CALLBACK)
  const choose = {
    app,
    isOnBehalf: false,
    organizations,
    createUrl: '/oauth/authorize/organization',
    answersTo,
    form: FORM,
    switchAccountUrl: SWITCH,
  }
  const create = {
    flow: { app, answersTo },
    values: { name: '', kinds: [] as string[], countryCode: '' },
    kinds: ORGANIZATION_KINDS,
    faults: {},
    backUrl: CHOOSE,
    form: FORM,
    switchAccountUrl: SWITCH,
  }
  const askAdmin = {
    app,
    organization,
    isConnected: false,
    administrators: [
      { name: 'Jonas Petersen', avatarUrl: null, roles: ['owner'] },
      { name: 'Aylin Demir', avatarUrl: null, roles: ['admin', 'production_planner'] },
    ],
    answersTo,
    form: FORM,
    switchAccountUrl: SWITCH,
    chooseOrganizationUrl: CHOOSE,
  }
  const gone = {
    app,
    startAgain: { at: 'app', url: null } as const,
    lookAgainUrl: null,
    reference: REFERENCE,
  }
  const confirm = {
    app,
    person,
    organization,
    answersTo: redirectTo('com.stockworks.keeper:/callback'),
    form: FORM,
    switchAccountUrl: SWITCH,
    chooseOrganizationUrl: CHOOSE,
  }
  return [
    { name: 'choose-organization', page: chooseOrganizationPage(context, choose) },
    {
      name: 'choose-on-behalf',
      page: chooseOrganizationPage(context, {
        ...choose,
        isOnBehalf: true,
        createUrl: null,
        organizations: organizations.slice(0, 2),
      }),
    },
    { name: 'choose-none', page: chooseOrganizationPage(context, { ...choose, organizations: [] }) },
    { name: 'create-organization', page: createOrganizationPage(context, create) },
    {
      name: 'create-organization-faults',
      page: createOrganizationPage(context, {
        ...create,
        values: { name: names.organization, kinds: [], countryCode: '' },
        faults: { name: 'too_long', kinds: 'missing', countryCode: 'missing' },
      }),
    },
    {
      name: 'confirm',
      page: confirmPage(context, {
        ...confirm,
        organization: null,
        answersTo: redirectTo('http://127.0.0.1/callback'),
        chooseOrganizationUrl: null,
      }),
    },
    { name: 'confirm-organization', page: confirmPage(context, confirm) },
    { name: 'ask-admin', page: askAdminPage(context, askAdmin) },
    {
      name: 'ask-admin-more',
      page: askAdminPage(context, { ...askAdmin, isConnected: true, administrators: [] }),
    },
    ...(['private', 'in_review', 'inactive', 'second_factor'] as const).map(reason => ({
      name: `unavailable-${reason}`,
      page: unavailablePage(context, { app, reason, answersTo, form: FORM, switchAccountUrl: SWITCH }),
    })),
    {
      name: 'gone-answered',
      page: gonePage(context, {
        ...gone,
        reason: 'answered',
        startAgain: { at: 'app', url: 'https://stock.stockworks.example/' },
      }),
    },
    { name: 'gone-expired', page: gonePage(context, { ...gone, reason: 'expired', app: null }) },
    { name: 'gone-other-browser', page: gonePage(context, { ...gone, reason: 'other_browser' }) },
    {
      name: 'gone-other-person',
      page: gonePage(context, { ...gone, reason: 'other_person', reference: null }),
    },
    { name: 'gone-changed', page: gonePage(context, { ...gone, reason: 'changed', lookAgainUrl: CHOOSE }) },
    ...(['client_id_missing', 'unknown_client', 'unknown_redirect_uri', 'invalid_request'] as const).map(
      reason => ({
        name: `refused-${reason}`,
        page: refusedPage(context, {
          reason,
          description: REFUSALS[reason],
          reference: REFERENCE,
        }),
      }),
    ),
  ]
}

type Refusal = Parameters<typeof chooseOrganizationPage>[1]['organizations'][number]['refusal']

function mutable(refusal: { reason: string; administratorNames?: readonly string[] } | null): Refusal {
  if (refusal === null) return null
  return refusal.administratorNames
    ? { reason: 'not_administrator', administratorNames: [...refusal.administratorNames] }
    : { reason: 'not_available' }
}
