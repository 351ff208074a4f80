import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import type { Portal, Visit } from '../../../platform/http/portal.ts'
import { plainFrame } from '../../../platform/web/portal-page.ts'
import type { Checked } from '../faults.ts'
import { findPerson } from '../person.repository.ts'
import {
  changesNothing,
  checkPersonChanges,
  LOCALES,
  type Person,
  type PersonChanges,
  UNIT_SYSTEMS,
} from '../person.ts'
import { updatePerson } from '../update-person.ts'
import { type PreferenceValues, preferencesPage } from './preferences.view.ts'
import { type ProfileValues, profilePage } from './profile.view.ts'

const PROFILE = '/account/profile'
const PREFERENCES = '/account/preferences'

const NOTICES = ['saved', 'unchanged'] as const
const PROFILE_NOTICES = [...NOTICES, 'picture_saved', 'picture_removed'] as const

export type ProfilePagesDeps = { db: Db; clock: Clock; portal: Portal }

/** What a person says about themself and how the hub shows itself to them (platform.md §1.1). */
export function profilePages(scope: FastifyInstance, deps: ProfilePagesDeps): void {
  const { portal } = deps
  scope.get(PROFILE, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const person = await themself(deps, visit)
    const notice = noticeOf(request, PROFILE_NOTICES)
    const shown = { values: profileOf(person), faults: {}, notice }
    return sendPage(
      reply,
      profilePage(visit.context, { frame: frameOf(visit), person, visitor: visit.visitor, ...shown }),
    )
  })

  scope.post(PROFILE, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const values: ProfileValues = {
      firstName: formField(request, 'first_name') ?? '',
      name: formField(request, 'name') ?? '',
      pronoun: formField(request, 'pronoun') ?? '',
      birthday: formField(request, 'birthday') ?? '',
      countryCode: formField(request, 'country_code') ?? '',
    }
    const checked = beforeToday(checkPersonChanges(values), deps.clock.now())
    if (checked.ok)
      return reply.redirect(`${PROFILE}?notice=${await change(deps, visit, checked.value)}`, 303)
    const person = await themself(deps, visit)
    const shown = { values, faults: checked.faults, notice: null }
    return sendPage(
      reply.code(422),
      profilePage(visit.context, { frame: frameOf(visit), person, visitor: visit.visitor, ...shown }),
    )
  })

  scope.get(PREFERENCES, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { locale, timeZone, unitSystem, appearance } = await themself(deps, visit)
    const values = { locale, timeZone, unitSystem, appearance }
    const shown = { values, faults: {}, notice: noticeOf(request, NOTICES) }
    return sendPage(reply, preferences(visit, shown))
  })

  scope.post(PREFERENCES, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const values: PreferenceValues = {
      locale: formField(request, 'locale') ?? '',
      timeZone: formField(request, 'time_zone') ?? '',
      unitSystem: formField(request, 'unit_system') ?? '',
      appearance: formField(request, 'appearance') ?? '',
    }
    const { timeZone } = visit.visitor
    // Who has a zone of before, which is no longer offered, keeps it.
    const { timeZone: sent, ...others } = values
    const checked = checkPersonChanges(sent === timeZone ? others : values)
    if (!checked.ok)
      return sendPage(reply.code(422), preferences(visit, { values, faults: checked.faults, notice: null }))
    return reply.redirect(`${PREFERENCES}?notice=${await change(deps, visit, checked.value)}`, 303)
  })
}

function preferences(
  visit: Visit,
  shown: Pick<Parameters<typeof preferencesPage>[1], 'values' | 'faults' | 'notice'>,
): string {
  const offered = { locales: LOCALES, unitSystems: UNIT_SYSTEMS, timeZone: visit.visitor.timeZone }
  return preferencesPage(visit.context, { frame: frameOf(visit), offered, ...shown })
}

async function change(
  { db, clock }: ProfilePagesDeps,
  { visitor }: Visit,
  changes: PersonChanges,
): Promise<'saved' | 'unchanged'> {
  return db.transaction(async tx => {
    const before = await findPerson(tx, visitor.id)
    if (before === null || changesNothing(before, changes)) return 'unchanged'
    const after = await updatePerson(tx, { personId: visitor.id, changes }, clock.now())
    return after === null ? 'unchanged' : 'saved'
  })
}

/** Nobody is born tomorrow, wherever they live. */
function beforeToday(
  checked: Checked<PersonChanges, keyof PersonChanges>,
  now: number,
): Checked<PersonChanges, keyof PersonChanges> {
  const birthday = checked.ok ? checked.value.birthday : null
  const isToCome = birthday ? Date.parse(`${birthday}T00:00:00Z`) > now : false
  return isToCome ? { ok: false, faults: { birthday: 'invalid' } } : checked
}

async function themself({ db }: ProfilePagesDeps, { visitor }: Visit): Promise<Person> {
  const person = await findPerson(db, visitor.id)
  if (person === null) throw new PageRefusal(404, 'not_found')
  return person
}

function profileOf({ firstName, name, pronoun, birthday, countryCode }: Person): ProfileValues {
  return {
    firstName: firstName ?? '',
    name,
    pronoun: pronoun ?? '',
    birthday: birthday ?? '',
    countryCode: countryCode ?? '',
  }
}

function frameOf({ visitor }: Visit) {
  return plainFrame(visitor.timeZone)
}

function noticeOf<Notice extends string>(request: FastifyRequest, known: readonly Notice[]): Notice | null {
  const asked = queryParameter(request, 'notice')
  return known.find(notice => notice === asked) ?? null
}
