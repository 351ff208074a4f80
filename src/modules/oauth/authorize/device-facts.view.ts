import { icon } from '../../../platform/web/components.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import type { DeviceFacts } from './answers-to.ts'

/**
 * What a person compares with the device in front of them, and the warning against codes that somebody sent them
 * (RFC 8628 §5.4, attacks D3, D4).
 */
export function deviceFacts(context: PageContext, device: DeviceFacts): Html {
  const { device: texts } = textsOf(context.lang).oauth
  const facts: [string, Html | string][] = [
    [texts.code, html`<span class="font-mono font-medium">${device.userCode}</span>`],
    [texts.callsItself, device.userAgent || texts.namesNothing],
    [texts.askedFrom, device.address],
    [texts.when, agoElement(device.at, device.now, context.lang)],
  ]
  return html`<dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5 rounded-field bg-base-200 px-4 py-4 text-sm">${facts.map(
    ([label, fact]) =>
      html`<dt class="text-muted">${label}</dt><dd class="min-w-0 text-pretty wrap-anywhere">${fact}</dd>`,
  )}</dl>
<p class="mt-4 flex gap-3 text-sm">${icon('shield-alert', 'mt-0.5 size-4.5 shrink-0 text-warning')}<span>${texts.warning}</span></p>`
}
