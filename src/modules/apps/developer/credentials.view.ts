import {
  checkbox,
  field,
  formFoot,
  hiddenFields,
  icon,
  notice,
  selectField,
} from '../../../platform/web/components.ts'
import { copyButton } from '../../../platform/web/copy-button.ts'
import { type AppArea, developerPage, developerQuestion } from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement, timeElement } from '../../../platform/web/time.ts'
import { type Credentials, SECURITY_PROFILES, SIGNING_ALGORITHMS } from '../credentials.ts'
import { faultText } from './fault-text.ts'
import { credentialsTitle } from './oauth.view.ts'

/** What a form about credentials holds. */
export type CredentialsValues = {
  name: string
  description: string
  isConfidential: boolean
  /** Empty: the installation's default. */
  algorithm: string
  profile: string
  machineRefresh: boolean
}

export type CredentialsFault = 'name_taken' | 'too_many' | { key: 'name' | 'description'; fault: string }

export type EditCredentialsModel = {
  area: AppArea
  /** Null: new ones. */
  credentials: Credentials | null
  values: CredentialsValues
  fault: CredentialsFault | null
  defaultAlgorithm: string
  /** What the form knew of the app's credentials, so that it is taken once. */
  seen: string
}

/**
 * Makes or changes credentials. Posts `name`, `description`, `confidential`, and of existing ones `algorithm`, `profile`,
 * `machine_refresh`.
 */
export function editCredentialsPage(context: PageContext, model: EditCredentialsModel): string {
  const texts = textsOf(context.lang)
  const { edit } = texts.developerOAuth
  const { area, credentials, values, fault } = model
  const faultOf = (key: 'name' | 'description') => {
    if (key === 'name' && fault === 'name_taken') return edit.nameTaken
    return typeof fault === 'object' && fault?.key === key ? faultText(context.lang, fault.fault) : null
  }
  const optional = (label: string) =>
    html`${label} <span class="font-normal text-muted">${texts.page.optional}</span>`
  const path = `${area.path}/oauth/credentials/${credentials ? `${credentials.id}/edit` : 'new'}`
  return developerPage(context, area, {
    section: 'oauth',
    title: credentials ? edit.title : edit.newTitle,
    lead: credentials ? credentialsTitle(context, credentials) : edit.newLead,
    isFault: fault !== null,
    body: html`<form method="post" action="${path}" class="g-card max-w-3xl">${hiddenFields(context.csrfToken, { seen: model.seen })}<div class="space-y-6 p-5 sm:p-6">${fault === 'too_many' && notice('error', edit.tooMany)}
${field({ name: 'name', label: optional(edit.name), value: values.name, autocomplete: 'off', lengthMax: 4, hint: edit.nameHint, fault: faultOf('name'), hasFocus: faultOf('description') === null })}
${field({ name: 'description', label: optional(edit.description), value: values.description, autocomplete: 'off', lengthMax: 300, hint: edit.descriptionHint, fault: faultOf('description'), hasFocus: faultOf('description') !== null })}
<div class="group">${checkbox({ name: 'confidential', label: edit.confidential, hint: edit.confidentialHint, isChecked: values.isConfidential })}<div class="mt-3 group-has-checked:hidden">${notice('warning', edit.publicWarning)}</div></div>
${credentials && switches(context, model)}</div>
${formFoot(`${area.path}/oauth`, texts.page.cancel, credentials ? texts.developer.save : edit.submit)}</form>`,
  })
}

function switches(context: PageContext, { values, defaultAlgorithm }: EditCredentialsModel): Html {
  const { edit, credentials: names } = textsOf(context.lang).developerOAuth
  const algorithms = [
    { value: '', label: edit.algorithmDefault(defaultAlgorithm) },
    ...SIGNING_ALGORITHMS.map(value => ({ value, label: value })),
  ]
  const profiles = SECURITY_PROFILES.map(value => ({ value, label: names.profiles[value] }))
  return html`${selectField({ name: 'algorithm', label: edit.algorithm, value: values.algorithm, options: algorithms, autocomplete: 'off', hint: edit.algorithmHint })}
${selectField({ name: 'profile', label: edit.profile, value: values.profile, options: profiles, autocomplete: 'off', hint: edit.profileHint })}
${checkbox({ name: 'machine_refresh', label: edit.machineRefresh, hint: edit.machineRefreshHint, isChecked: values.machineRefresh })}`
}

/** Asks once before credentials become public or confidential; what else was typed travels with it. */
export function switchCredentialsPage(
  context: PageContext,
  { area, credentials, values, seen }: EditCredentialsModel & { credentials: Credentials },
): string {
  const { edit } = textsOf(context.lang).developerOAuth
  const { isConfidential } = values
  const path = `${area.path}/oauth/credentials/${credentials.id}`
  return developerQuestion(context, area, 'oauth', {
    title: isConfidential ? edit.switchBackTitle : edit.switchTitle,
    consequences: [
      {
        icon: isConfidential ? 'lock' : 'lock-open',
        text: isConfidential ? edit.switchMeans.toConfidential : edit.switchMeans.toPublic,
      },
      { icon: 'history', text: edit.switchMeans.refresh },
      ...(isConfidential ? [] : [{ icon: 'shield-alert' as const, text: edit.publicWarning }]),
    ],
    subject: credentialsTitle(context, credentials),
    action: `${path}/edit`,
    hidden: {
      seen,
      confirmed: '1',
      name: values.name,
      description: values.description,
      algorithm: values.algorithm,
      profile: values.profile,
      ...(isConfidential && { confidential: '1' }),
      ...(values.machineRefresh && { machine_refresh: '1' }),
    },
    keep: { label: edit.switchKeep, href: `${path}/edit` },
    confirm: edit.switchConfirm,
  })
}

export type SecretModel = {
  area: AppArea
  credentials: Credentials
  /** Null: public credentials have none that anybody needs. */
  secret: string | null
  reason: 'made' | 'rotated' | 'shown'
  /** Until when the former secret works; null: nothing to say. */
  formerEndsAt: number | null
  now: number
}

/** The page that shows a secret. */
export function secretPage(context: PageContext, model: SecretModel): string {
  const { secret: texts, credentials: names } = textsOf(context.lang).developerOAuth
  const { area, credentials, secret, reason, formerEndsAt, now } = model
  const title = { made: texts.madeTitle, rotated: texts.rotatedTitle, shown: texts.title }[reason]
  const shown = (id: string, label: string, value: string) =>
    html`<div><h2 class="g-label">${label}</h2><div class="flex flex-wrap items-start gap-2"><pre class="g-code g-wrap min-w-0 flex-1 basis-64 select-all" tabindex="0" role="group" aria-label="${label}"><code id="${id}">${value}</code></pre>${copyButton(context, { source: id, what: label })}</div></div>`
  const reader = { lang: context.lang, timeZone: area.frame.timeZone }
  const former: Fragment =
    formerEndsAt !== null &&
    html`<p class="text-muted">${formerEndsAt > now ? html`${texts.formerWorks} ${timeElement(formerEndsAt, reader)}.` : texts.formerEnded}</p>`
  return developerPage(context, area, {
    section: 'oauth',
    title,
    lead: credentialsTitle(context, credentials),
    body: html`<section class="g-card max-w-3xl"><div class="space-y-5 p-5 sm:p-6">${secret !== null && notice('warning', texts.shown)}
${shown('client-id', names.clientId, credentials.id)}
${secret === null ? html`<p class="text-muted">${names.noSecret}</p>` : shown('client-secret', names.secret, secret)}${former}</div>
<div class="flex justify-end border-t border-line px-5 py-4 sm:px-6"><a class="btn btn-primary" href="${area.path}/oauth">${texts.done}</a></div></section>`,
  })
}

/** Asks before a secret is shown: where one comes back to after proving who one is. */
export function showSecretPage(
  context: PageContext,
  { area, credentials }: { area: AppArea; credentials: Credentials },
): string {
  const texts = textsOf(context.lang)
  const { secret } = texts.developerOAuth
  return developerPage(context, area, {
    section: 'oauth',
    title: secret.showTitle,
    lead: credentialsTitle(context, credentials),
    body: html`<section class="g-card max-w-xl"><p class="p-5 text-muted sm:p-6">${secret.showLead}</p><form method="post" action="${area.path}/oauth/credentials/${credentials.id}/secret" class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6">${hiddenFields(context.csrfToken)}<a class="btn" href="${area.path}/oauth">${texts.page.cancel}</a><button class="btn btn-primary">${icon('eye', 'size-4')}${secret.show}</button></form></section>`,
  })
}

/** How long a former secret can go on working, in hours; the first proposal is the one chosen. */
export const FORMER_LIFETIMES_HOURS = [24, 0, 1, 168, 720] as const

/** Makes a new secret. Posts `keep_hours`. */
export function rotateSecretPage(
  context: PageContext,
  { area, credentials, seen }: { area: AppArea; credentials: Credentials; seen: string },
): string {
  const texts = textsOf(context.lang)
  const { rotate } = texts.developerOAuth
  const options = FORMER_LIFETIMES_HOURS.toSorted((a, b) => a - b).map(hours => ({
    value: String(hours),
    label: rotate.lifetimes[hours] ?? String(hours),
  }))
  const means = [
    { icon: 'key-round' as const, text: rotate.means.both },
    { icon: 'clock' as const, text: rotate.means.former },
    { icon: 'shield-alert' as const, text: rotate.means.tokens },
  ]
  return developerPage(context, area, {
    section: 'oauth',
    title: rotate.title,
    lead: credentialsTitle(context, credentials),
    body: html`<form method="post" action="${area.path}/oauth/credentials/${credentials.id}/rotate" class="g-card max-w-xl">${hiddenFields(context.csrfToken, { seen })}<div class="space-y-6 p-5 sm:p-6"><ul class="g-means">${means.map(({ icon: sign, text }) => html`<li>${icon(sign)}<span>${text}</span></li>`)}</ul>
${selectField({ name: 'keep_hours', label: rotate.keep, value: String(FORMER_LIFETIMES_HOURS[0]), options, autocomplete: 'off' })}</div>
${formFoot(`${area.path}/oauth`, texts.page.cancel, html`${icon('refresh-cw', 'size-4')}${rotate.submit}`)}</form>`,
  })
}

/** Asks once before the former secret ends. */
export function endFormerPage(
  context: PageContext,
  { area, credentials }: { area: AppArea; credentials: Credentials },
): string {
  const { former } = textsOf(context.lang).developerOAuth
  return developerQuestion(context, area, 'oauth', {
    title: former.title,
    consequences: [{ icon: 'server', text: former.means }],
    subject: credentialsTitle(context, credentials),
    action: `${area.path}/oauth/credentials/${credentials.id}/former`,
    keep: { label: former.keep, href: `${area.path}/oauth` },
    confirm: former.confirm,
  })
}

/** Asks once before credentials are deleted, and everything issued with them ends. */
export function deleteCredentialsPage(
  context: PageContext,
  model: { area: AppArea; credentials: Credentials; isLast: boolean; now: number },
): string {
  const { remove, credentials: names } = textsOf(context.lang).developerOAuth
  const { area, credentials, isLast, now } = model
  const { lastUsedAt } = credentials
  const used =
    lastUsedAt === null ? names.neverUsed : html`${names.used} ${agoElement(lastUsedAt, now, context.lang)}`
  const title = remove.title(credentialsTitle(context, credentials))
  return developerQuestion(context, area, 'oauth', {
    title,
    consequences: [
      { icon: 'key-round', text: remove.tokens },
      { icon: 'unplug', text: remove.clients },
      ...(isLast ? [{ icon: 'shield-alert' as const, text: remove.last }] : []),
      { icon: 'clock', text: used },
    ],
    subject: html`<code class="font-mono wrap-anywhere">${credentials.id}</code>`,
    action: `${area.path}/oauth/credentials/${credentials.id}/delete`,
    keep: { label: remove.keep, href: `${area.path}/oauth` },
    confirm: remove.confirm,
  })
}
