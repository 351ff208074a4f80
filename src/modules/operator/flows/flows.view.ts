import { curlLines } from '../../../platform/http/curl.ts'
import type { HttpRequest } from '../../../platform/http/message.ts'
import { hiddenFields, type IconName, icon, notice } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { FLOWS, type FlowName, type Run, type RunStep } from './flow-run.ts'
import { answerPane, requestPane } from './message.view.ts'
import type { TokenCard } from './token-card.ts'
import { tokenCardView } from './token-card.view.ts'

/** Where a flow is run. */
export function flowPath(flow: FlowName): string {
  return `/sandbox/flows/${flow}`
}

/** Where a token is checked. */
export const VERIFIER_PATH = '/sandbox/token'

export type FlowsModel = {
  flow: FlowName
  /** Null: it was not run yet. */
  run: Run | null
  token: TokenCard | null
  /** A path of our own on which one walks through the flow in the browser; null where no person takes part. */
  walkUrl: string | null
  keySetUrl: string
  now: number
  timeZone: string
}

const SIGNS: Record<FlowName, IconName> = {
  person: 'user-round',
  organization: 'building-2',
  device: 'monitor-smartphone',
  client_credentials: 'server',
  refresh: 'refresh-cw',
  delegation: 'waypoints',
}

/** One flow with the list of all: how it goes, or how it went. Posts to its own path. */
export function flowsPage(context: PageContext, model: FlowsModel): string {
  const { flows } = textsOf(context.lang)
  const { flow, run } = model
  const { name } = flows.names[flow]
  const button = html`<form method="post" action="${flowPath(flow)}">${hiddenFields(context.csrfToken)}<button class="btn${run === null && ' btn-primary'}">${icon(run ? 'rotate-ccw' : 'play', 'size-4')}${run ? flows.runAgain : flows.run}</button></form>`
  return portalPage(context, {
    title: `${name} · ${flows.title}`,
    frame: plainFrame(model.timeZone, 'start'),
    body: html`<div class="g-head"><div class="min-w-0 flex-1"><p class="g-eyebrow mt-0!">${flows.eyebrow}</p><h1>${flows.title}</h1><p>${flows.lead}</p></div></div>
<div class="grid gap-x-10 gap-y-8 lg:grid-cols-[17rem_minmax(0,1fr)]">
<nav aria-label="${flows.listLabel}">${flowList(context, flow)}</nav>
<div class="min-w-0">
<div class="mb-6 flex flex-wrap items-center gap-x-3 gap-y-2"><div class="min-w-0 flex-1 basis-64"><h2 class="text-xl font-semibold">${name}</h2><p class="text-muted">${flows.leads[flow]}</p></div>${run && !run.refused && html`<span class="text-sm text-muted">${flows.finished(Math.round(run.durationMs))}</span>`}${button}</div>
${run ? steps(context, model, run) : model.walkUrl !== null && html`<p><a class="g-link" href="${model.walkUrl}">${flows.doItYourself}</a></p>`}
</div></div>`,
  })
}

/** The list of flows, as links; `current` is marked. */
export function flowList(context: PageContext, current: FlowName | null): Html {
  const { flows } = textsOf(context.lang)
  const items = FLOWS.map(flow => {
    const { name, about } = flows.names[flow]
    const isCurrent = flow === current
    const look = isCurrent ? 'border-primary bg-tint' : 'border-line bg-base-100 hover:bg-base-200'
    return html`<li><a class="flex h-full min-h-14 w-full items-center gap-3 rounded-box border px-3.5 py-2.5 text-left ${look}" href="${flowPath(flow)}"${isCurrent && html` aria-current="page"`}>${icon(SIGNS[flow], `size-5 shrink-0 max-sm:hidden ${isCurrent ? 'text-primary' : 'text-muted'}`)}<span class="min-w-0"><span class="block font-medium">${name}</span><span class="block text-sm text-muted max-sm:hidden">${about}</span></span></a></li>`
  })
  const columns = current === null ? 'sm:grid-cols-2' : 'max-lg:grid-cols-2'
  return html`<ul class="grid gap-2 ${columns}">${items}</ul>`
}

function steps(context: PageContext, model: FlowsModel, run: Run): Html {
  const { flows } = textsOf(context.lang)
  const all = run.steps.map(({ name }, index) => ({
    ...flows.steps[name],
    isLast: index === run.steps.length - 1,
  }))
  const keys = html`<a class="g-link" href="${model.keySetUrl}">${flows.publicKeys}</a>`
  const token =
    model.token !== null &&
    step(run.steps.length + 1, {
      title: flows.decoded,
      lead: flows.decodedLead(keys),
      body: html`${tokenCardView(context, { ...model, token: model.token })}${wholeToken(context, model.token.token)}`,
    })
  const shown = run.steps.map((each, index) => {
    const { title = '', lead = '', isLast } = all[index] ?? {}
    const stopped =
      run.refused &&
      isLast &&
      notice(
        'warning',
        html`<strong class="font-semibold">${flows.stopped}</strong><p class="text-sm">${flows.stoppedLead}</p>`,
      )
    return step(index + 1, {
      title,
      lead,
      body: html`${exchange(context, model, each)}${stopped && html`<div class="mt-3">${stopped}</div>`}`,
    })
  })
  return html`<ol class="g-run">${shown}${token}</ol>`
}

function step(
  number: number,
  { title, lead, body }: { title: string; lead: Fragment; body: Fragment },
): Html {
  return html`<li><span class="g-step g-step-done" aria-hidden="true">${number}</span><h3 class="flex min-h-8 items-center font-semibold">${title}</h3><p class="mb-3 text-muted">${lead}</p>${body}</li>`
}

function exchange(context: PageContext, { walkUrl }: FlowsModel, { name, request, answer }: RunStep): Html {
  const { flows } = textsOf(context.lang)
  const panes = [
    request && requestPane({ title: `${request.method} ${new URL(request.url).pathname}`, request }),
    answer && answerPane({ title: request ? flows.answer : flows.backToApp, answer }),
  ].filter(pane => pane !== null)
  const isCall = request !== null && answer !== null
  const walk = name === 'authorize' && walkUrl !== null
  return html`${panes.length > 0 && html`<div class="grid gap-3${isCall && ' xl:grid-cols-2'}">${panes}</div>`}${walk && html`<p class="mt-3"><a class="g-link" href="${walkUrl}">${flows.doItYourself}</a></p>`}${isCall && name !== 'prepare' && curl(context, request)}`
}

function curl(context: PageContext, request: HttpRequest): Html {
  const { flows } = textsOf(context.lang)
  return html`<details class="group mt-3"><summary class="inline-flex min-h-10 items-center gap-2 font-medium text-primary">${icon('terminal', 'size-4')}${flows.asCurl}${icon('chevron-down', 'size-4 group-open:rotate-180')}</summary><pre class="g-code g-wrap mt-1 select-all" tabindex="0" role="group" aria-label="${flows.asCurl}"><code>${curlLines(request, true)}</code></pre></details>`
}

function wholeToken(context: PageContext, token: string): Html {
  const { flows } = textsOf(context.lang)
  return html`<details class="group mt-1"><summary class="inline-flex min-h-10 items-center gap-2 font-medium text-primary">${icon('key-round', 'size-4')}${flows.wholeToken}${icon('chevron-down', 'size-4 group-open:rotate-180')}</summary><pre class="g-code g-wrap mt-1 select-all" tabindex="0" role="group" aria-label="${flows.wholeToken}"><code id="whole-token">${token}</code></pre><button type="button" class="btn btn-sm mt-2" data-copy="whole-token" hidden>${icon('copy', 'size-4')}<span data-copied="${flows.copied}">${flows.copy}</span></button></details>`
}
