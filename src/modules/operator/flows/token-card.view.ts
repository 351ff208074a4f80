import { icon, organizationPicture, personPicture } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { timeElement } from '../../../platform/web/time.ts'
import type { TokenCard } from './token-card.ts'

/** A token taken apart: whom it speaks for, its scopes and times, and the verdict. */
export function tokenCardView(
  context: PageContext,
  { token, now, timeZone }: { token: TokenCard; now: number; timeZone: string },
): Html {
  const { flows } = textsOf(context.lang)
  const { claims, header, fault } = token
  const reader = { lang: context.lang, timeZone }
  const scopes = Array.isArray(claims?.['scope']) ? claims['scope'].map(String) : []
  const expiry = typeof claims?.['exp'] === 'number' ? claims['exp'] * 1000 : null
  const rows: [string, Fragment][] = [
    ['sub', subject(context, token)],
    ['aud', mono([claims?.['aud']].flat().join(', '))],
    ['scope', scopeList(scopes)],
    [
      'exp',
      expiry !== null &&
        html`${distance(context, expiry, now)} <span class="text-muted">· ${timeElement(expiry, reader)}</span>`,
    ],
    ['jti', mono(String(claims?.['jti'] ?? ''))],
    ['alg, kid', header && mono(`${header.alg}, ${header.kid}`)],
  ]
  const verdict =
    fault === null
      ? html`${icon('circle-check', 'size-4.5 text-success')}<span class="flex-1">${flows.valid}</span>`
      : html`${icon('circle-alert', 'size-4.5 text-error')}<span class="flex-1">${flows.faults[fault]}</span>`
  return html`<div class="g-card overflow-hidden">${
    claims !== null &&
    html`<dl class="g-kv px-5 text-sm">${rows.map(([name, value]) => value && html`<dt class="font-mono">${name}</dt><dd class="min-w-0">${value}</dd>`)}</dl>`
  }<div class="g-card-foot gap-2.5">${verdict}</div></div>
${
  claims !== null &&
  html`<details class="group mt-3"><summary class="inline-flex min-h-10 items-center gap-2 font-medium text-primary">${icon('code', 'size-4')}${flows.rawClaims}${icon('chevron-down', 'size-4 group-open:rotate-180')}</summary><pre class="g-code g-wrap mt-1" tabindex="0" role="group" aria-label="${flows.rawClaims}"><code>${JSON.stringify({ ...header, ...claims }, null, 2)}</code></pre></details>`
}`
}

function subject(context: PageContext, { bearer, actorName, claims }: TokenCard): Fragment {
  const { flows } = textsOf(context.lang)
  const text = String(claims?.['sub'] ?? '')
  if (bearer === null) return text && mono(text)
  const picture =
    bearer.type === 'Organization'
      ? organizationPicture(bearer, 'size-6')
      : personPicture(bearer.name, 'size-6', bearer.logoUrl)
  return html`<div class="min-w-0"><span class="flex items-center gap-2.5">${picture}<span>${flows.speaksFor[bearer.type](bearer.name)}${actorName !== null && html` <span class="text-muted">${flows.actsThrough(actorName)}</span>`}</span></span><span class="mt-1 block font-mono text-xs wrap-anywhere text-muted">${text}</span></div>`
}

function scopeList(scopes: string[]): Fragment {
  return (
    scopes.length > 0 &&
    html`<ul class="flex flex-wrap gap-1.5 font-mono text-[0.8125rem]">${scopes.map(scope => html`<li class="rounded-md border border-line px-2 py-0.5 wrap-anywhere">${scope}</li>`)}</ul>`
  )
}

function distance({ lang }: PageContext, at: number, now: number): string {
  const minutes = Math.round((at - now) / 60_000)
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'always' })
  if (Math.abs(minutes) < 120) return words.format(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return Math.abs(hours) < 48 ? words.format(hours, 'hour') : words.format(Math.round(hours / 24), 'day')
}

function mono(text: string): Fragment {
  return text !== '' && html`<span class="font-mono wrap-anywhere">${text}</span>`
}
