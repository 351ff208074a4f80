import { appTile, hiddenFields, icon, notice, personPicture } from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { copyButton } from '../../../platform/web/copy-button.ts'
import { doneNotice } from '../../../platform/web/developer-page.ts'
import { breakable, type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import type { PortalFrame } from '../../../platform/web/portal-page.ts'
import { roleNames, textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import { vendorPage, vendorQuestion } from '../../../platform/web/vendor-page.ts'
import type { DefinitionFault } from '../definition.ts'
import type { AccountFacts } from './account-facts.ts'
import type { AccountNotice } from './account-list.view.ts'
import { faultWords } from './fault-words.ts'

/** What every page about one test account is given. */
export type AccountModel = AccountFacts & {
  frame: PortalFrame
  developerPath: string
  /** Where the list is. */
  path: string
}

/** One test account: how to sign in to it, and what a program needs of it. */
export function accountPage(
  context: PageContext,
  model: AccountModel & { publicUrl: string; notice: AccountNotice | null; now: number },
): string {
  const { testAccounts: texts } = textsOf(context.lang)
  const { account: words } = texts
  const { organization, createdAt, now } = model
  const own = `${model.path}/${model.id}`
  return about(context, model, {
    title: organization.name,
    lead: html`${words.made} ${agoElement(createdAt, now, context.lang)}. ${words.open}`,
    action: html`<span class="flex flex-wrap gap-2"><a class="btn" href="${own}/reset">${icon('rotate-ccw', 'size-4')}${texts.reset}</a><a class="btn btn-quiet-error" href="${own}/delete">${icon('trash-2', 'size-4')}${texts.delete}</a></span>`,
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
<div class="space-y-6">${peopleCard(context, model)}${appsCard(context, model)}${programCard(context, model)}</div>`,
  })
}

function peopleCard(context: PageContext, { members }: AccountModel): Html {
  const { account: words } = textsOf(context.lang).testAccounts
  if (members.length === 0)
    return html`<section class="g-card"><div class="g-card-head"><h2>${words.people}</h2></div><p class="g-card-body text-muted">${words.noPeople}</p></section>`
  const rows = members.map(({ name, email, avatarUrl, roles }, index) => {
    const id = `email-${index}`
    const signIn = `/signin?${new URLSearchParams({ account: 'other', login: email })}`
    return html`<li class="flex-wrap">${personPicture(name, 'size-10', avatarUrl)}<div class="g-main basis-48"><p class="font-medium wrap-anywhere">${name} <span class="font-normal text-muted">· ${roleNames(context.lang, roles).join(', ')}</span></p><p class="g-sub wrap-anywhere"><span id="${id}">${breakable(email)}</span></p></div><span class="flex flex-wrap gap-2 max-sm:pl-13">${copyButton(context, { source: id, what: email })}<a class="btn btn-sm" href="${signIn}" aria-label="${words.signInAs} ${name}">${words.signInAs}</a></span></li>`
  })
  return html`<section class="g-card"><div class="g-card-head"><div class="min-w-0"><h2>${words.signIn}</h2><p class="mt-1 text-sm text-muted">${words.signInLead}</p></div></div><ul class="g-rows border-t border-line">${rows}</ul></section>`
}

function appsCard(context: PageContext, { apps }: AccountModel): Html {
  const { account: words } = textsOf(context.lang).testAccounts
  const rows = apps.map(
    app =>
      html`<li>${appTile(app, 'size-9')}<div class="g-main"><p class="font-medium wrap-anywhere">${app.title}</p><p class="g-sub wrap-anywhere">${app.vendorName}</p></div><code class="font-mono text-sm text-muted wrap-anywhere max-sm:hidden">${app.name}</code></li>`,
  )
  return html`<section class="g-card"><div class="g-card-head"><div class="min-w-0"><h2>${words.apps}</h2><p class="mt-1 text-sm text-muted">${apps.length === 0 ? words.noApps : words.appsLead}</p></div></div>${apps.length > 0 && html`<ul class="g-rows border-t border-line">${rows}</ul>`}</section>`
}

function programCard(
  context: PageContext,
  { id, path, members, hasToken, publicUrl }: AccountModel & { publicUrl: string },
): Html {
  const { testAccounts: texts } = textsOf(context.lang)
  const { account: words } = texts
  const fact = (key: string, label: string, value: string) =>
    html`<dt>${label}</dt><dd class="sm:justify-between"><code id="${key}" class="min-w-0 font-mono text-sm wrap-anywhere">${value}</code>${copyButton(context, { source: key, what: label })}</dd>`
  const token = hasToken
    ? html`<span class="g-dots text-muted" aria-hidden="true">••••••••••••</span><span class="sr-only">${texts.hidden}</span>`
    : html`<span class="text-muted">${texts.noToken}</span>`
  const [first] = members
  const curl =
    first &&
    `curl ${publicUrl}/oauth/access_token \\
  -u "$CLIENT_ID:$CLIENT_SECRET" \\
  -d grant_type=client_credentials \\
  -d scope=Per/${first.id}.directory.person.r`
  return html`<section class="g-card"><div class="g-card-head"><h2>${words.ids}</h2></div><div class="g-card-body"><dl class="g-kv">${fact('organization-id', words.organizationId, id)}${members.map((member, index) => fact(`person-${index}`, member.name, member.id))}<dt>${texts.token}</dt><dd class="sm:justify-between">${token}${hasToken && html`<a class="btn btn-sm" href="${path}/${id}/token">${icon('eye', 'size-4')}${texts.show}</a>`}</dd></dl>
${curl && html`<div class="mt-5"><h3 class="font-medium">${words.curl}</h3><p class="mt-1 text-sm text-muted">${words.curlLead} ${words.curlSecret}</p><pre class="g-code mt-3" tabindex="0" role="group" aria-label="${words.curl}"><code id="curl">${curl}</code></pre><div class="mt-2 flex justify-end">${copyButton(context, { source: 'curl', what: words.curl })}</div></div>`}</div></section>`
}

/** Asks before the token is shown: where one comes back to after proving who one is. */
export function showTokenPage(context: PageContext, model: AccountModel): string {
  const texts = textsOf(context.lang)
  const { tokenPage: words } = texts.testAccounts
  const own = `${model.path}/${model.id}`
  return about(context, model, {
    title: words.showTitle,
    body: html`<section class="g-card max-w-xl"><p class="p-5 text-muted sm:p-6">${words.showLead}</p><form method="post" action="${own}/token" class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6">${hiddenFields(context.csrfToken)}<a class="btn" href="${own}">${texts.page.cancel}</a><button class="btn btn-primary">${icon('eye', 'size-4')}${words.show}</button></form></section>`,
  })
}

/** The page that shows the token; null when it has ended. */
export function tokenPage(context: PageContext, model: AccountModel & { token: string | null }): string {
  const { testAccounts: texts } = textsOf(context.lang)
  const { tokenPage: words } = texts
  const { token } = model
  const shown =
    token === null
      ? html`<p class="text-muted">${texts.noToken}</p>`
      : html`${notice('warning', words.shown)}<div><h2 class="g-label">${words.title}</h2><div class="flex flex-wrap items-start gap-2"><pre class="g-code g-wrap min-w-0 flex-1 basis-64 select-all" tabindex="0" role="group" aria-label="${words.title}"><code id="token">${token}</code></pre>${copyButton(context, { source: 'token', what: words.title })}</div></div>`
  return about(context, model, {
    title: words.title,
    body: html`<section class="g-card max-w-3xl"><div class="space-y-5 p-5 sm:p-6">${shown}</div>
<div class="flex justify-end border-t border-line px-5 py-4 sm:px-6"><a class="btn btn-primary" href="${model.path}/${model.id}">${words.done}</a></div></section>`,
  })
}

/** Asks once before an account is made anew; or tells why that was not possible. */
export function resetAccountPage(
  context: PageContext,
  model: AccountModel & { faults: readonly DefinitionFault[]; appNames: readonly string[] },
): string {
  const { testAccounts: texts } = textsOf(context.lang)
  const { resetPage: words } = texts
  const title = words.title(unbrokenName(model.organization.name))
  const own = `${model.path}/${model.id}`
  const card = confirmCard(context, {
    title,
    consequences: [
      { icon: 'unplug', text: words.ends },
      { icon: 'rotate-ccw', text: words.again },
      { icon: 'key-round', text: words.ids },
    ],
    subject: html`<code class="font-mono wrap-anywhere">${model.id}</code>`,
    action: `${own}/reset`,
    keep: { label: words.keep, href: own },
    confirm: words.confirm,
  })
  const faults = model.faults.map(
    fault =>
      html`<li class="wrap-anywhere">${whatIs(fault, model.appNames)} ${faultWords(context.lang, fault)}</li>`,
  )
  const failed =
    faults.length > 0 &&
    html`<div class="mb-6 max-w-xl">${notice('error', html`<p>${words.failed}</p><ul class="mt-1 list-disc pl-5">${faults}</ul>`)}</div>`
  return question(context, model, { title, body: html`${failed}${card}` })
}

/** What of a definition cannot be had any more, as one knows it. */
function whatIs({ path }: DefinitionFault, appNames: readonly string[]): Fragment {
  const [, list, index] = /^(\w+)\[(\d+)\]/.exec(path) ?? []
  const name = list === 'connection_attributes' ? appNames[Number(index)] : path
  return html`<code class="font-mono text-sm">${name ?? path}</code>:`
}

/** Asks once before an account is deleted. */
export function deleteAccountPage(
  context: PageContext,
  model: AccountModel & { personCount: number },
): string {
  const { deletePage: words } = textsOf(context.lang).testAccounts
  const title = words.title(unbrokenName(model.organization.name))
  const own = `${model.path}/${model.id}`
  const card = confirmCard(context, {
    title,
    consequences: [
      { icon: 'unplug', text: words.ends },
      { icon: 'user-round-x', text: words.people(model.personCount) },
      { icon: 'log-out', text: words.others },
    ],
    subject: html`<code class="font-mono wrap-anywhere">${model.id}</code>`,
    action: `${own}/delete`,
    keep: { label: words.keep, href: own },
    confirm: words.confirm,
  })
  return question(context, model, { title, body: card })
}

function about(
  context: PageContext,
  { frame, developerPath, path }: AccountModel,
  page: { title: string; lead?: Fragment; action?: Fragment; body: Html },
): string {
  const above = { label: textsOf(context.lang).testAccounts.title, href: path }
  return vendorPage(context, { frame, path: developerPath, section: 'test_accounts', above, ...page })
}

function question(
  context: PageContext,
  { frame, developerPath }: AccountModel,
  page: { title: string; body: Html },
): string {
  return vendorQuestion(context, { frame, path: developerPath, section: 'test_accounts', ...page })
}
