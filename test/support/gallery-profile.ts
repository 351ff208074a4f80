import { LOCALES, UNIT_SYSTEMS } from '../../src/modules/directory/person.ts'
import {
  accountDeletedPage,
  deleteAccountPage,
} from '../../src/modules/directory/portal/delete-account.view.ts'
import { avatarPage, logoPage } from '../../src/modules/directory/portal/picture.view.ts'
import { preferencesPage } from '../../src/modules/directory/portal/preferences.view.ts'
import { profilePage } from '../../src/modules/directory/portal/profile.view.ts'
import { logo } from '../../src/platform/web/assets.ts'
import { organizationFrame, plainFrame } from '../../src/platform/web/portal-page.ts'
import type { Exhibit, Room } from './gallery-room.ts'

/** What people set for themselves. */
export function profileExhibits({ context, anonymous, names, visitor, place, lang }: Room): Exhibit[] {
  const frame = plainFrame(visitor.timeZone)
  const profile = { ...context, path: '/account/profile' }
  const values = {
    ...{
      firstName: 'Mara',
      name: 'Lindqvist',
      pronoun: 'She/Her',
      birthday: '1987-05-12',
      countryCode: 'DE',
    },
  }
  const uploaded = { ...visitor, avatarUrl: logo.path }
  const person = { email: names.email, emailConfirmedAt: 1 }
  const deletion = { ...context, path: '/account/delete' }
  const picture = { ...context, path: '/account/profile/picture' }
  const preferences = { ...context, path: '/account/preferences' }
  const offered = { locales: LOCALES, unitSystems: UNIT_SYSTEMS, timeZone: 'Europe/Berlin' }
  const chosen = { locale: lang, timeZone: 'Europe/Berlin', unitSystem: 'metric', appearance: 'system' }
  const faulty = { name: 'blank', birthday: 'invalid' } as const
  return [
    {
      name: 'profile',
      page: profilePage(profile, { frame, person, visitor, values, faults: {}, notice: null }),
    },
    {
      name: 'profile-faults',
      page: profilePage(profile, {
        ...{
          frame,
          person: { ...person, emailConfirmedAt: null },
          notice: 'picture_saved',
          visitor: uploaded,
        },
        ...{ values: { ...values, name: '', birthday: '2030-01-01' }, faults: faulty },
      }),
    },
    {
      name: 'account-delete',
      page: deleteAccountPage(deletion, { frame, visitor, ownedAlone: [], connections: 3, typed: null }),
    },
    {
      name: 'account-delete-mismatch',
      page: deleteAccountPage(deletion, { frame, visitor, ownedAlone: [], connections: 0, typed: 'mara@' }),
    },
    {
      name: 'account-delete-owner',
      page: deleteAccountPage(deletion, { frame, visitor, ownedAlone: [place], connections: 1, typed: null }),
    },
    { name: 'account-deleted', page: accountDeletedPage({ ...anonymous, path: '/account/deleted' }) },
    { name: 'avatar', page: avatarPage(picture, { frame, visitor, fault: null }) },
    {
      name: 'avatar-fault',
      page: avatarPage(picture, { frame, visitor: uploaded, fault: 'too_large' }),
    },
    {
      name: 'logo',
      page: logoPage(
        { ...context, path: '/organizations/linden_press/logo' },
        { frame: organizationFrame(visitor, place, 'overview'), place, fault: null },
      ),
    },
    {
      name: 'preferences',
      page: preferencesPage(preferences, { frame, offered, values: chosen, faults: {}, notice: 'saved' }),
    },
    {
      name: 'preferences-fault',
      page: preferencesPage(preferences, {
        ...{ frame, offered, notice: null },
        ...{ values: { ...chosen, timeZone: 'Mars/Base' }, faults: { timeZone: 'inclusion' } },
      }),
    },
  ]
}
