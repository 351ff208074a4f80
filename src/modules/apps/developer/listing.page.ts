import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { type JsonFault, jsonCursor } from '../../../platform/json-cursor.ts'
import { redirectUrlsOf } from '../app.repository.ts'
import { findAppReview } from '../app-review.repository.ts'
import { lacksForReview } from '../app-review.ts'
import { requestReview, withdrawReview } from '../review-app.ts'
import { declaredScopesOf } from '../scope.repository.ts'
import { screenshotsOf } from '../screenshot.repository.ts'
import { faultsByKey } from './fault-text.ts'
import { configure, type GeneralDeps } from './general.page.ts'
import { type ListingModel, type ListingNotice, type ListingValues, listingPage } from './listing.view.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import { itemFaults, textDocuments, textValues, typedTexts } from './texts-form.ts'

const NOTE_CHARACTERS_MAX = 1000
const NOTICES: readonly ListingNotice[] = [
  'saved',
  'requested',
  'withdrawn',
  'not_possible',
  'screenshot_added',
  'screenshot_removed',
  'screenshots_full',
]

/** The listing of an app and its review: /developer/apps/:name/listing… (platform.md §4.2, §4.12). */
export function listingPages(scope: FastifyInstance, deps: GeneralDeps): void {
  const path = '/developer/apps/:name/listing'
  const { db, clock } = deps

  scope.get(path, async (request, reply) => {
    const opened = await openListing(deps, { request, reply })
    if (!opened) return reply
    const asked = queryParameter(request, 'notice')
    return show(reply, deps, opened, { notice: NOTICES.find(known => known === asked) ?? null })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openListing(deps, { request, reply })
    if (!opened) return reply
    const text = (name: string) => (formField(request, name) ?? '').trim().replaceAll('\r\n', '\n')
    const values = { texts: typedTexts(text), demoUrl: text('demo_url') }
    const { locales, documents } = textDocuments(values.texts, { hasSummary: true })
    const configured = await configure(deps, opened, () => ({
      translations: documents,
      demo_url: values.demoUrl || null,
    }))
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, 'saved')
    const ofTexts = configured.faults.map(({ path, fault }) => ({ path: `x.${path}`, fault }))
    const { demo_url: demoFault } = faultsByKey(configured.faults)
    const faults = {
      ...itemFaults(ofTexts, { path: 'x', locales }),
      ...(demoFault !== undefined && { demo_url: demoFault }),
    }
    return show(reply.code(422), deps, opened, { values, faults })
  })

  scope.post(`${path}/review`, async (request, reply) => {
    const opened = await openListing(deps, { request, reply })
    if (!opened) return reply
    const note = (formField(request, 'note') ?? '').trim().replaceAll('\r\n', '\n')
    const faults: JsonFault[] = []
    if (note !== '') jsonCursor(note, faults).text(NOTE_CHARACTERS_MAX, true)
    const [fault] = faults
    if (fault) return show(reply.code(422), deps, opened, { note, noteFault: fault.fault })
    const requested = await db.transaction(tx => {
      actsAs(tx, opened.act)
      const wish = { appId: opened.app.id, personId: opened.visitor.id, note: note || null }
      return requestReview(tx, wish, clock.now())
    })
    if (typeof requested === 'object') return show(reply.code(422), deps, opened, { note })
    return back(reply, opened, requested)
  })

  scope.post(`${path}/withdraw`, async (request, reply) => {
    const opened = await openListing(deps, { request, reply })
    if (!opened) return reply
    const withdrawn = await db.transaction(tx => {
      actsAs(tx, opened.act)
      const wish = { appId: opened.app.id, personId: opened.visitor.id }
      return withdrawReview(tx, wish, clock.now())
    })
    return back(reply, opened, withdrawn)
  })
}

/** A private app stands in no store and is never reviewed. */
async function openListing(
  deps: GeneralDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
): Promise<OpenedApp | null> {
  const opened = await openApp(deps, exchange)
  if (opened?.app.type === 'private') throw new PageRefusal(404, 'not_found')
  return opened
}

async function show(
  reply: FastifyReply,
  { db, clock, storePath }: GeneralDeps,
  { app, area, context }: OpenedApp,
  shown: Partial<Pick<ListingModel, 'faults' | 'note' | 'noteFault' | 'notice'>> & {
    values?: ListingValues
  },
): Promise<FastifyReply> {
  const lacks = lacksForReview(app, {
    redirectUrls: (await redirectUrlsOf(db, app.id)).length,
    providedScopes: (await declaredScopesOf(db, app.id)).length,
  })
  return sendPage(
    reply,
    listingPage(context, {
      ...{ area, lacks, storePath: storePath(app), review: await findAppReview(db, app.id) },
      screenshots: await screenshotsOf(db, app.id),
      ...{ faults: {}, note: '', noteFault: null, notice: null, now: clock.now() },
      values: { texts: textValues(app.translations), demoUrl: app.demoUrl ?? '' },
      ...shown,
    }),
  )
}

function back(reply: FastifyReply, { area }: OpenedApp, notice: ListingNotice): FastifyReply {
  return reply.redirect(`${area.path}/listing?notice=${notice}`, 303)
}
