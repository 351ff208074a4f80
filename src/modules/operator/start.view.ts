import { brandMark, icon, personPicture } from '../../platform/web/components.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { type Html, html, joined } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { unbrokenName } from '../../platform/web/plain-text.ts'
import { DOCS_PATH, plainFrame, portalPage } from '../../platform/web/portal-page.ts'
import { safeUrl } from '../../platform/web/safe-url.ts'
import { roleNames, textsOf } from '../../platform/web/texts.ts'

import { flowList } from './flows/flows.view.ts'

export type DemoAccount = {
  name: string
  email: string
  positions: { roles: string[]; organizationName: string }[]
  isOperator: boolean
}

export type SandboxStartModel = {
  publicUrl: string
  accounts: DemoAccount[]
  /** The one password of all demo accounts. */
  password: string
  example: { command: string; url: string }
  mailboxUrl: string
  keySetUrl: string
  metadataUrl: string
}

/** The start page of a sandbox: what runs here, who one can be, what to try next. */
export function sandboxStartPage(context: PageContext, model: SandboxStartModel): string {
  const { start } = textsOf(context.lang)
  const title = start.title(context.brandName)
  return portalPage(context, {
    title,
    frame: plainFrame('UTC', 'start'),
    body: html`<div class="g-head"><div><h1>${title}</h1><p>${start.lead(copyable(model.publicUrl))}</p></div></div>
<div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_27rem] lg:grid-rows-[auto_1fr]">
${accountsCard(context, model)}
<section class="g-card min-w-0 lg:col-start-1 lg:row-span-2 lg:row-start-1"><div class="g-card-head"><h2>${start.next}</h2></div><ol class="g-run px-5 pb-6">${steps(context, model)}</ol></section>
${forAppsCard(context, model)}
</div>`,
  })
}

function accountsCard(context: PageContext, { accounts, password }: SandboxStartModel): Html {
  const { start } = textsOf(context.lang)
  return html`<section class="g-card lg:col-start-2"><div class="px-5 pt-5 pb-4"><h2 class="text-lg font-semibold">${start.accounts}</h2><p class="mt-1 text-sm text-muted">${start.accountsLead(copyable(password))}</p></div>
<ul class="g-rows">${accounts.map(account => accountRow(context, account))}</ul></section>`
}

function accountRow(context: PageContext, account: DemoAccount): Html {
  const { start } = textsOf(context.lang)
  const isCurrent = context.signedInAs?.email === account.email
  const signInUrl = `/signin?${new URLSearchParams({ account: 'other', login: account.email, return_to: '/' })}`
  const action = isCurrent
    ? html`<span class="badge badge-sm badge-soft badge-success">${icon('check', 'size-3')}${start.isSignedIn}</span>`
    : html`<a class="btn btn-sm" href="${signInUrl}" aria-label="${start.signInAs(account.name)}">${start.signIn}</a>`
  // On a phone the address takes the whole line below; elsewhere the action stands in the middle of the row.
  return html`<li>${personPicture(account.name, 'size-10')}<div class="g-main grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3"><div><p class="font-medium">${account.name}</p><p class="g-sub">${positions(context, account)}</p></div><div class="sm:row-span-2">${action}</div><p class="mt-0.5 text-sm max-sm:col-span-2">${copyable(account.email)}</p></div></li>`
}

function positions(context: PageContext, { positions: all, isOperator }: DemoAccount): Html {
  const { start } = textsOf(context.lang)
  const lines = all.map(({ roles, organizationName }) =>
    start.position(roleNames(context.lang, roles).join(', '), unbrokenName(organizationName)),
  )
  if (isOperator) lines.push(start.operator)
  return joined(lines.length > 0 ? lines : [start.withoutOrganization], html`<br>`)
}

function forAppsCard(context: PageContext, { keySetUrl, metadataUrl }: SandboxStartModel): Html {
  const { start, page } = textsOf(context.lang)
  const rows = [
    { label: page.documentation, url: DOCS_PATH, sign: 'life-buoy' },
    { label: start.metadata, url: metadataUrl, sign: 'info' },
    { label: start.keySet, url: keySetUrl, sign: 'key-round' },
  ] as const
  return html`<section class="g-card lg:col-start-2"><div class="g-card-head"><h2>${start.forApps}</h2></div><ul class="g-rows">${rows.map(
    ({ label, url, sign }) =>
      html`<li>${icon(sign, 'size-5 shrink-0 text-muted')}<div class="g-main"><p class="font-medium">${label}</p><p class="text-sm"><a class="g-link wrap-anywhere" href="${url}">${url}</a></p></div></li>`,
  )}</ul></section>`
}

function steps(context: PageContext, model: SandboxStartModel): Html {
  const { start } = textsOf(context.lang)
  const exampleLink = html`<a class="g-link wrap-anywhere" href="${safeUrl(model.example.url)}">${model.example.url}</a>`
  const mailboxLink = html`<a class="g-link" href="${model.mailboxUrl}">${start.mailbox}</a>`
  const all = [
    {
      title: start.flows,
      body: html`<p class="mb-4 text-muted">${start.flowsLead}</p>${flowList(context, null)}`,
    },
    {
      title: start.runExample,
      body: html`<p class="text-muted">${start.runExampleLead(exampleLink)}</p>${code(start.runExample, model.example.command)}`,
    },
    {
      title: start.createAccount,
      body: html`<p class="text-muted">${start.createAccountLead(mailboxLink)}</p><p class="mt-3"><a class="btn" href="/signup">${start.createAccountAction}</a></p>`,
    },
  ]
  return html`${all.map(
    ({ title, body }, index) =>
      html`<li><span class="g-step" aria-hidden="true">${index + 1}</span><h3 class="pt-1 font-semibold">${title}</h3><div class="mt-1">${body}</div></li>`,
  )}`
}

/** Text one copies: a click selects all of it. */
function copyable(text: string): Html {
  return html`<code class="font-mono text-[0.93em] wrap-anywhere text-base-content select-all">${text}</code>`
}

function code(label: string, text: string): Html {
  return html`<pre class="g-code g-wrap mt-3 select-all" tabindex="0" role="group" aria-label="${label}"><code>${text}</code></pre>`
}

/** The start page in production for whoever is not signed in: nothing but the way in. */
export function homePage(context: PageContext): string {
  const { page, start } = textsOf(context.lang)
  const { home } = start
  const title = home.title(context.brandName)
  return flowPage(context, {
    title,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
<div class="flex justify-center">${brandMark('size-14')}</div>
<h1 class="mt-5 text-2xl font-semibold">${title}</h1>
<p class="mt-2 text-muted">${home.lead}</p>
<div class="mt-7 grid gap-2.5"><a class="btn btn-primary" href="/signin">${home.signIn}</a><a class="btn" href="/signup">${home.createAccount}</a></div>
</section>`,
    below: html`<p class="mt-5 text-center text-sm"><a class="g-link" href="${DOCS_PATH}">${page.documentation}</a></p>`,
  })
}
