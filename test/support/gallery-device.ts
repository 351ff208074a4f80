import { askAdminPage } from '../../src/modules/oauth/authorize/ask-admin.view.ts'
import { confirmPage } from '../../src/modules/oauth/authorize/confirm.view.ts'
import { consentPage } from '../../src/modules/oauth/authorize/consent.view.ts'
import type { ConsentModel } from '../../src/modules/oauth/authorize/consent-model.ts'
import { gonePage } from '../../src/modules/oauth/authorize/ended.view.ts'
import { deviceDonePage } from '../../src/modules/oauth/device/done.view.ts'
import { type UserCodeFault, userCodePage } from '../../src/modules/oauth/device/verify.view.ts'
import { CHOOSE, DEVICE, type Exhibit, FORM, type Room, SWITCH } from './gallery-room.ts'

/** Letting a device in: its code, what it asks for, and the way back to it. */
export function deviceExhibits({ lang, context, app, directory, person, organization }: Room): Exhibit[] {
  const form = { action: '/oauth/device_authorizations/verify', hidden: {} }
  const code = (code: string, fault: UserCodeFault | null) =>
    userCodePage(context, { code, fault, form, switchAccountUrl: SWITCH })
  const title = lang === 'de' ? 'Maschinen ansehen und ändern' : 'See and change machines'
  const answer = {
    app,
    person,
    answersTo: DEVICE,
    form: FORM,
    switchAccountUrl: SWITCH,
    chooseOrganizationUrl: CHOOSE,
  }
  const consent: ConsentModel = {
    ...answer,
    bearer: { kind: 'organization', organization: { ...organization, memberCount: 14 } },
    fromOrganization: [
      {
        provider: { ...directory, isPlatform: true },
        scopes: [{ title, description: null, permission: 'rw' }],
      },
    ],
    fromPerson: [],
    allowedBefore: null,
    connectsOrganization: true,
    timeZone: 'Europe/Berlin',
  }
  const nameless =
    DEVICE.kind === 'device' ? { ...DEVICE, device: { ...DEVICE.device, userAgent: null } } : DEVICE
  const done = { app, codeUrl: form.action }
  return [
    { name: 'device-code', page: code('', null) },
    { name: 'device-code-filled', page: code('KMXR-TZWQ', null) },
    { name: 'device-code-malformed', page: code('KAXR-TZWQ', { code: 'malformed' }) },
    { name: 'device-code-unknown', page: code('KMXR-TZWQ', { code: 'unknown' }) },
    {
      name: 'device-code-too-many',
      page: code('KMXR-TZWQ', { code: 'too_many_attempts', waitSeconds: 40 }),
    },
    { name: 'device-consent', page: consentPage(context, consent) },
    {
      name: 'device-consent-person',
      page: consentPage(context, {
        ...consent,
        answersTo: nameless,
        bearer: { kind: 'person' },
        connectsOrganization: false,
        chooseOrganizationUrl: null,
      }),
    },
    { name: 'device-confirm', page: confirmPage(context, { ...answer, organization }) },
    {
      name: 'device-ask-admin',
      page: askAdminPage(context, {
        ...answer,
        organization,
        isConnected: false,
        administrators: [{ name: 'Jonas Petersen', avatarUrl: null, roles: ['owner'] }],
      }),
    },
    {
      name: 'device-gone',
      page: gonePage(context, {
        reason: 'answered',
        app,
        startAgain: { at: 'device', url: form.action },
        lookAgainUrl: null,
        reference: null,
      }),
    },
    { name: 'device-allowed', page: deviceDonePage(context, { ...done, isAllowed: true }) },
    { name: 'device-denied', page: deviceDonePage(context, { ...done, isAllowed: false }) },
  ]
}
