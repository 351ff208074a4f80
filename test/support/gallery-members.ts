import { findOrganizationPage } from '../../src/modules/directory/portal/find-organization.view.ts'
import { invitationEndPage, invitationPage } from '../../src/modules/directory/portal/invitation.view.ts'
import {
  type MemberRow,
  memberPage,
  membersPage,
  removeMemberPage,
} from '../../src/modules/directory/portal/members.view.ts'
import { organizationFrame, plainFrame } from '../../src/platform/web/portal-page.ts'
import { textsOf } from '../../src/platform/web/texts.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = 1772613660000

/** Members and invitations. */
export function memberExhibits({ context, anonymous, names, organization, place, visitor }: Room): Exhibit[] {
  const path = '/organizations/linden_press'
  const shown = { ...context, path: `${path}/members` }
  const frame = organizationFrame(visitor, place, 'members')
  const row = (id: string, name: string, email: string, more: Partial<MemberRow> = {}): MemberRow => ({
    ...{ id, name, email, avatarUrl: null, roles: ['member'] },
    ...{ isYou: false, isNew: false, lacksSecondFactor: false },
    ...more,
  })
  const rows = [
    row('m1', names.person, names.email, { roles: ['owner'], isYou: true }),
    row('m2', 'Tom Brandt', 'tom@lindenpress.example', { roles: ['admin', 'developer'] }),
    row('m3', 'Ruth Okafor', 'ruth@lindenpress.example', { roles: ['production_planner'], isNew: true }),
    row('m4', 'Ines Ferreira', 'ines@lindenpress.example', { lacksSecondFactor: true }),
  ]
  const model = {
    ...{ frame, organizationName: names.organization, path, mayManage: true, isOwner: true },
    ...{
      rows,
      count: 14,
      query: '',
      from: 0,
      matching: 4,
      pageSize: 20,
      notice: null,
      faults: {},
      joinRequests: [],
      now: NOW,
    },
    invitations: [
      { id: 'i1', name: 'Aylin Demir', email: 'aylin@lindenpress.example', roles: ['designer'], daysLeft: 5 },
      {
        ...{ id: 'i2', name: 'paul@lindenpress.example', email: 'paul@lindenpress.example' },
        ...{ roles: ['member'], daysLeft: 0 },
      },
    ],
    form: { email: '', firstName: '', name: '', roles: ['member'] },
  }
  const member = {
    ...{ frame, listPath: `${path}/members`, id: 'm2', name: 'Tom Brandt', email: 'tom@lindenpress.example' },
    ...{ avatarUrl: null, roles: ['admin', 'developer'], isOwner: true, memberIsOwner: false, fault: null },
  }
  const invitation = {
    organization,
    ...{ inviterName: names.person, email: 'aylin@lindenpress.example', roles: ['designer', 'member'] },
    ...{ token: 'AbCdEf0123456789AbCdEf0123456789', reader: 'invited' as const },
  }
  const asking = {
    ...{ id: 'j1', name: 'Aylin Demir', email: 'aylin@lindenpress.example', avatarUrl: null },
    createdAt: NOW - 3 * 3_600_000,
  }
  const found = (id: string, name: string) => ({ id, name, logoUrl: null, countryCode: 'DE' })
  const find = {
    frame: plainFrame('UTC'),
    query: 'linden',
    found: [
      { organization: found('o1', names.organization), standing: 'member' as const },
      { organization: found('o2', 'Linden Bindery'), standing: 'none' as const },
      { organization: found('o3', 'Linden Labels'), standing: 'waiting' as const },
      { organization: found('o4', 'Old Linden Mill'), standing: 'declined' as const },
    ],
    waiting: [{ id: 'j2', organization: found('o3', 'Linden Labels') }],
    notice: null,
  }
  const finding = { ...context, path: '/organizations/find' }
  const linked = { ...context, path: '/invitation?token=AbCdEf0123456789AbCdEf0123456789' }
  return [
    { name: 'organization-find', page: findOrganizationPage(finding, { ...find, notice: 'asked' }) },
    {
      name: 'organization-find-none',
      page: findOrganizationPage(finding, {
        ...find,
        query: 'xyz',
        found: [],
        waiting: [],
        notice: 'unconfirmed',
      }),
    },
    {
      name: 'members-asked',
      page: membersPage(shown, { ...model, joinRequests: [asking], notice: 'accepted' }),
    },
    { name: 'members', page: membersPage(shown, { ...model, notice: 'invited' }) },
    {
      name: 'members-fault',
      page: membersPage(shown, {
        ...model,
        form: { ...model.form, email: 'tom@lindenpress.example' },
        faults: { email: 'This person is a member already.' },
        invitations: [],
      }),
    },
    {
      name: 'members-as-member',
      page: membersPage(shown, { ...model, mayManage: false, invitations: [], matching: 64, from: 20 }),
    },
    {
      name: 'members-none-found',
      page: membersPage(shown, { ...model, rows: [], matching: 0, query: 'xyz', notice: 'gone' }),
    },
    { name: 'member-one', page: memberPage(shown, member) },
    {
      name: 'member-one-owner',
      page: memberPage(shown, {
        ...member,
        ...{ roles: [], memberIsOwner: true, fault: textsOf(context.lang).members.faults.last_owner },
      }),
    },
    {
      name: 'member-remove',
      page: removeMemberPage(shown, { ...member, organizationName: names.organization }),
    },
    { name: 'invitation', page: invitationPage(linked, invitation) },
    {
      name: 'invitation-nobody',
      page: invitationPage(
        { ...anonymous, path: linked.path },
        { ...invitation, reader: 'nobody', inviterName: null },
      ),
    },
    { name: 'invitation-gone', page: invitationEndPage(linked, { kind: 'gone' }) },
    { name: 'invitation-expired', page: invitationEndPage(linked, { kind: 'expired' }) },
    {
      name: 'invitation-other',
      page: invitationEndPage(linked, {
        ...{ kind: 'other', email: invitation.email, own: names.email, token: invitation.token },
      }),
    },
    {
      name: 'invitation-unconfirmed',
      page: invitationEndPage(linked, { kind: 'unconfirmed', email: names.email, token: invitation.token }),
    },
    {
      name: 'invitation-member',
      page: invitationEndPage(linked, { kind: 'member', organizationName: names.organization }),
    },
    {
      name: 'invitation-declined',
      page: invitationEndPage(linked, { kind: 'declined', organizationName: names.organization }),
    },
  ]
}
