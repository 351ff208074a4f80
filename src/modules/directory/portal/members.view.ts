import {
  field,
  formFoot,
  hiddenFields,
  icon,
  notice,
  personPicture,
} from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { breakable, type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { roleNames, textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import { ROLES } from '../roles.ts'

export type MemberRow = {
  id: string
  name: string
  email: string
  avatarUrl: string | null
  roles: string[]
  isYou: boolean
  isNew: boolean
  /** Told to owners and admins. */
  lacksSecondFactor: boolean
}

export type InvitationRow = {
  id: string
  name: string
  email: string
  roles: string[]
  /** In days, negative or 0: expired. */
  daysLeft: number
}

export type MembersNotice =
  | 'invited'
  | 'resent'
  | 'withdrawn'
  | 'changed'
  | 'removed'
  | 'too_soon'
  | 'too_many'
  | 'gone'
  | 'accepted'
  | 'declined'

export type JoinRequestRow = {
  id: string
  name: string
  email: string
  avatarUrl: string | null
  createdAt: number
}

export type MembersModel = Slice & {
  frame: PortalFrame
  organizationName: string
  /** `/organizations/<slug>` */
  path: string
  mayManage: boolean
  isOwner: boolean
  rows: MemberRow[]
  count: number
  query: string
  invitations: InvitationRow[]
  /** Who asks to join; the instant in ms. */
  joinRequests: JoinRequestRow[]
  now: number
  form: { email: string; firstName: string; name: string; roles: string[] }
  faults: { email?: string; name?: string; roles?: string; form?: string }
  notice: MembersNotice | null
}

/** Who belongs to an organization, and who is invited (platform.md §1.2). Posts `email`, `first_name`, `name`, `roles[]`. */
export function membersPage(context: PageContext, model: MembersModel): string {
  const { members } = textsOf(context.lang)
  const { path, rows, mayManage, query } = model
  const isFault = Object.keys(model.faults).length > 0
  const search = html`<form role="search" action="${path}/members" class="w-full sm:w-60"><label class="input"><span class="sr-only">${members.search}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${members.search}" autocomplete="off"></label></form>`
  const list = html`<section class="g-card"><div class="g-card-head flex-wrap gap-y-3"><h2 class="flex-1">${members.people}</h2>${search}</div>${
    rows.length === 0
      ? html`<div class="g-card-body text-muted"><p>${members.noneFound(query)}</p><p class="mt-2"><a class="g-link" href="${path}/members">${members.showAll}</a></p></div>`
      : html`<ul class="g-rows">${rows.map(row => memberItem(context, model, row))}</ul>`
  }${pager(context, model, { hrefOf: page => listHref(`${model.path}/members`, { q: model.query }, page) })}</section>`
  return portalPage(context, {
    title: members.title,
    isFault,
    frame: model.frame,
    body: html`<div class="g-head"><div><h1>${members.title}</h1><p>${members.lead(model.count, model.organizationName)}</p></div></div>
${model.notice && html`<div class="mb-6">${notice(model.notice === 'too_soon' || model.notice === 'too_many' || model.notice === 'gone' ? 'warning' : 'info', members.notices[model.notice])}</div>`}
<div class="grid gap-6${mayManage && ' lg:grid-cols-[minmax(0,1fr)_21rem]'}"><div class="min-w-0 space-y-6">${mayManage && joinRequestsCard(context, model)}${list}${mayManage && invitationsCard(context, model)}</div>${mayManage && inviteForm(context, model)}</div>`,
  })
}

function memberItem(context: PageContext, { path, mayManage }: MembersModel, row: MemberRow): Html {
  const { members } = textsOf(context.lang)
  return html`<li>${personPicture(row.name, 'size-10', row.avatarUrl)}<div class="g-main sm:grid sm:grid-cols-[minmax(0,1fr)_minmax(0,13rem)] sm:items-center sm:gap-4"><div class="min-w-0"><p class="font-medium wrap-anywhere">${row.name}${row.isYou && html` <span class="font-normal text-muted">${members.you}</span>`}${row.isNew && html` <span class="badge badge-sm badge-soft badge-primary ml-1">${members.isNew}</span>`}${row.lacksSecondFactor && html` <span class="badge badge-sm badge-soft badge-warning ml-1">${members.noSecondFactor}</span>`}</p><p class="g-sub wrap-anywhere">${breakable(row.email)}</p></div><p class="text-sm text-muted">${roleNames(context.lang, row.roles).join(', ')}</p></div>${mayManage && html`<a class="btn btn-sm" href="${path}/members/${row.id}" aria-label="${members.changeShort}: ${row.name}">${members.changeShort}</a>`}</li>`
}

function joinRequestsCard(context: PageContext, { joinRequests, path, now }: MembersModel): Fragment {
  const { members } = textsOf(context.lang)
  if (joinRequests.length === 0) return false
  const rows = joinRequests.map(({ id, name, email, avatarUrl, createdAt }) => {
    const act = (decision: 'accept' | 'decline', isMain: boolean) =>
      html`<button class="btn btn-sm${isMain && ' btn-primary'}" name="decision" value="${decision}" aria-label="${members[decision]}: ${name}">${members[decision]}</button>`
    return html`<li class="flex-wrap">${personPicture(name, 'size-10', avatarUrl)}<div class="g-main basis-48"><p class="font-medium wrap-anywhere">${name}</p><p class="g-sub wrap-anywhere">${breakable(email)} · ${agoElement(createdAt, now, context.lang)}</p></div><form method="post" action="${path}/join-requests/${id}" class="flex flex-wrap gap-2 max-sm:pl-13">${hiddenFields(context.csrfToken)}${act('accept', true)}${act('decline', false)}</form></li>`
  })
  return html`<section class="g-card border-primary/40 bg-tint"><div class="g-card-head"><h2>${members.joinRequests}</h2></div><ul class="g-rows">${rows}</ul></section>`
}

function invitationsCard(context: PageContext, { invitations, path }: MembersModel): Fragment {
  const { members } = textsOf(context.lang)
  if (invitations.length === 0) return false
  const rows = invitations.map(({ id, email, name, roles, daysLeft }) => {
    const when =
      daysLeft > 0
        ? members.expires(
            new Intl.RelativeTimeFormat(context.lang, { numeric: 'auto' }).format(daysLeft, 'day'),
          )
        : members.expired
    const act = (action: 'resend' | 'withdraw', label: string, named: string) =>
      html`<form method="post" action="${path}/invitations/${id}/${action}">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${label}: ${named}">${label}</button></form>`
    return html`<li class="flex-wrap"><span class="grid size-10 shrink-0 place-items-center rounded-full bg-base-200 text-muted">${icon('mail')}</span><div class="g-main basis-48"><p class="font-medium wrap-anywhere">${name}</p><p class="g-sub wrap-anywhere">${name !== email && html`${breakable(email)} · `}${roleNames(context.lang, roles).join(', ')} · ${when}</p></div><div class="flex flex-wrap gap-2 max-sm:pl-13">${act('resend', members.resend, email)}${act('withdraw', members.withdraw, email)}</div></li>`
  })
  return html`<section class="g-card"><div class="g-card-head"><h2>${members.open}</h2></div><ul class="g-rows">${rows}</ul></section>`
}

function inviteForm(context: PageContext, { path, form, faults, isOwner }: MembersModel): Html {
  const { members, page } = textsOf(context.lang)
  const { invite } = members
  const optional = (label: string) =>
    html`${label} <span class="font-normal text-muted">${page.optional}</span>`
  return html`<section class="g-card self-start"><form method="post" action="${path}/invitations" class="space-y-4 p-5">${hiddenFields(context.csrfToken)}<div><h2 class="text-lg font-semibold">${invite.title}</h2><p class="text-sm text-muted">${invite.lead}</p></div>
${faults.form && notice('error', faults.form)}
${field({ name: 'email', label: invite.email, type: 'email', value: form.email, autocomplete: 'off', isRequired: true, fault: faults.email, hasFocus: Boolean(faults.email) })}
${field({ name: 'first_name', label: optional(invite.firstName), value: form.firstName, autocomplete: 'off', lengthMax: 100, fault: faults.name })}
${field({ name: 'name', label: optional(invite.name), value: form.name, autocomplete: 'off', lengthMax: 100 })}
${rolesField(context, { chosen: form.roles, isOwner, fault: faults.roles ?? null, columns: false })}
<button class="btn btn-primary btn-block">${invite.submit}</button></form></section>`
}

function rolesField(
  context: PageContext,
  {
    chosen,
    isOwner,
    fault,
    columns,
  }: { chosen: string[]; isOwner: boolean; fault: string | null; columns: boolean },
): Html {
  const { members } = textsOf(context.lang)
  const offered = ROLES.filter(role => isOwner || role !== 'owner' || chosen.includes('owner'))
  return html`<fieldset${fault && html` aria-describedby="roles-fault"`}><legend class="text-sm font-medium">${members.invite.roles}</legend>${fault && html`<p class="g-fault" id="roles-fault">${icon('circle-alert', 'size-4')}<span>${fault}</span></p>`}<div class="mt-1 grid${columns && ' gap-x-6 sm:grid-cols-2'}">${offered.map(
    role =>
      html`<label class="flex min-h-10 cursor-pointer items-start gap-3 py-2"><input class="checkbox checkbox-sm checkbox-primary mt-0.5" type="checkbox" name="roles[]" value="${role}"${chosen.includes(role) && html` checked`}><span class="min-w-0"><span class="block">${roleNames(context.lang, [role])}</span>${columns && html`<span class="block text-sm text-muted">${members.about[role]}</span>`}</span></label>`,
  )}</div></fieldset>`
}

export type MemberModel = {
  frame: PortalFrame
  /** `/organizations/<slug>/members` */
  listPath: string
  id: string
  name: string
  email: string
  avatarUrl: string | null
  roles: string[]
  isOwner: boolean
  memberIsOwner: boolean
  fault: string | null
}

/** The roles of one member. Posts `roles[]`. */
export function memberPage(context: PageContext, model: MemberModel): string {
  const { members, page } = textsOf(context.lang)
  const { edit } = members
  const address = `${model.listPath}/${model.id}`
  return portalPage(context, {
    title: edit.title(unbrokenName(model.name)),
    isFault: model.fault !== null,
    frame: model.frame,
    body: html`<p class="mb-4"><a class="g-link inline-flex items-center gap-1.5 text-sm" href="${model.listPath}">${icon('arrow-left', 'size-4')}${members.title}</a></p>
<div class="mb-8 flex flex-wrap items-center gap-4">${personPicture(model.name, 'size-14', model.avatarUrl)}<div class="min-w-0"><h1 class="text-2xl font-semibold wrap-anywhere">${edit.title(model.name)}</h1><p class="text-muted wrap-anywhere">${model.email}</p></div></div>
<div class="max-w-3xl space-y-6"><form method="post" action="${address}" class="g-card">${hiddenFields(context.csrfToken)}<div class="p-5 sm:p-6"><p class="mb-4 text-muted">${edit.lead}</p>${rolesField(context, { chosen: model.roles, isOwner: model.isOwner, fault: model.fault, columns: true })}</div>${formFoot(model.listPath, page.cancel, edit.submit)}</form>
<section class="g-card flex flex-wrap items-center gap-3 p-5 sm:p-6"><p class="min-w-0 flex-1 basis-64 text-muted">${model.memberIsOwner ? edit.ownerStays : edit.removeLead}</p>${!model.memberIsOwner && html`<a class="btn btn-quiet-error" href="${address}/remove">${edit.remove}</a>`}</section></div>`,
  })
}

/** Asks once before a member is taken out. */
export function removeMemberPage(
  context: PageContext,
  {
    frame,
    listPath,
    id,
    name,
    email,
    organizationName,
  }: Pick<MemberModel, 'frame' | 'listPath' | 'id' | 'name' | 'email'> & { organizationName: string },
): string {
  const { remove } = textsOf(context.lang).members
  const title = remove.title(unbrokenName(name), unbrokenName(organizationName))
  return portalPage(context, {
    title,
    frame,
    body: confirmCard(context, {
      title,
      consequences: [
        { icon: 'unplug', text: remove.stops(organizationName) },
        { icon: 'layout-grid', text: remove.loses },
        { icon: 'user-round', text: remove.keeps },
      ],
      subject: email,
      action: `${listPath}/${id}/remove`,
      keep: { label: remove.keep, href: `${listPath}/${id}` },
      confirm: remove.confirm,
    }),
  })
}
