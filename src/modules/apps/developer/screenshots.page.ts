import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { isUuid, uuid } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import { makePicture } from '../../../platform/pictures/make-picture.ts'
import { addScreenshot, changeCaptions, moveScreenshot, removeScreenshot } from '../change-screenshots.ts'
import { screenshotsOf } from '../screenshot.repository.ts'
import { type CaptionValues, checkCaptions, SCREENSHOTS_MAX, type Screenshot } from '../screenshot.ts'
import type { ListingNotice } from './listing.view.ts'
import { type DeveloperDeps, type OpenedApp, openApp } from './open-app.page.ts'
import { removeScreenshotPage, type ScreenshotModel, screenshotPage } from './screenshots.view.ts'

type ScreenshotPagesDeps = DeveloperDeps & { clock: Clock }
type Exchange = { request: FastifyRequest; reply: FastifyReply }
type OpenedScreenshot = OpenedApp & { screenshot: Screenshot; number: number }

/** Screenshots of a listing: /developer/apps/:name/listing/screenshots…, in a scope with `useUploads` (platform.md §4.12). */
export function screenshotPages(scope: FastifyInstance, deps: ScreenshotPagesDeps): void {
  const path = '/developer/apps/:name/listing/screenshots'
  newPages(scope, `${path}/new`, deps)
  editPages(scope, `${path}/:screenshot/edit`, deps)
  moveForm(scope, `${path}/:screenshot/move`, deps)
  removePages(scope, `${path}/:screenshot/remove`, deps)
}

function newPages(scope: FastifyInstance, path: string, deps: ScreenshotPagesDeps): void {
  const { db, clock } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openListing(deps, { request, reply })
    if (!opened) return reply
    const count = (await screenshotsOf(db, opened.app.id)).length
    if (count >= SCREENSHOTS_MAX) return back(reply, opened, 'screenshots_full')
    const id = uuid(clock.now())
    return show(reply, opened, { id, shown: null, values: captionsIn([]), faults: {}, fileFault: null })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openListing(deps, { request, reply })
    if (!opened) return reply
    const sent = formField(request, 'id') ?? ''
    const id = isUuid(sent) ? sent : uuid(clock.now())
    const values = typedCaptions(request)
    const checked = checkCaptions(values)
    const made = await makePicture(request.upload ?? { fault: 'missing' }, 'screen')
    if (!made.ok || !checked.ok) {
      const faults = checked.ok ? {} : checked.faults
      // A browser gives no file back: with a fault in the words it has to be chosen again.
      const fileFault = made.ok ? ('missing' as const) : made.fault
      return show(reply.code(422), opened, { id, shown: null, values, faults, fileFault })
    }
    const { app, act } = opened
    const added = await run(deps, opened, tx => {
      const screenshot = { appId: app.id, id, picture: made.picture, captions: checked.captions }
      return addScreenshot(tx, { ...screenshot, actor: act.actor }, clock.now())
    })
    return back(reply, opened, added === 'too_many' ? 'screenshots_full' : 'screenshot_added')
  })
}

function editPages(scope: FastifyInstance, path: string, deps: ScreenshotPagesDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openScreenshot(deps, { request, reply })
    if (!opened) return reply
    const { screenshot: shown } = opened
    const values = captionsIn(shown.captions)
    return show(reply, opened, { id: shown.id, shown, values, faults: {}, fileFault: null })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openScreenshot(deps, { request, reply })
    if (!opened) return reply
    const { screenshot: shown } = opened
    const values = typedCaptions(request)
    const checked = checkCaptions(values)
    if (!checked.ok)
      return show(reply.code(422), opened, {
        ...{ id: shown.id, shown, values, faults: checked.faults, fileFault: null },
      })
    const { captions } = checked
    await run(deps, opened, tx => changeCaptions(tx, { ...actOn(opened), captions }, deps.clock.now()))
    return back(reply, opened, 'saved')
  })
}

function moveForm(scope: FastifyInstance, path: string, deps: ScreenshotPagesDeps): void {
  scope.post(path, async (request, reply) => {
    const opened = await openScreenshot(deps, { request, reply })
    if (!opened) return reply
    const towards = formField(request, 'towards')
    if (towards !== 'beginning' && towards !== 'end') throw new PageRefusal(400, 'bad_request')
    await run(deps, opened, tx => moveScreenshot(tx, { ...actOn(opened), towards }, deps.clock.now()))
    return back(reply, opened, 'saved')
  })
}

function removePages(scope: FastifyInstance, path: string, deps: ScreenshotPagesDeps): void {
  scope.get(path, async (request, reply) => {
    const opened = await openScreenshot(deps, { request, reply })
    if (!opened) return reply
    const { context, area, screenshot, number } = opened
    return sendPage(reply, removeScreenshotPage(context, { area, screenshot, number }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openScreenshot(deps, { request, reply })
    if (!opened) return reply
    await run(deps, opened, tx => removeScreenshot(tx, actOn(opened), deps.clock.now()))
    return back(reply, opened, 'screenshot_removed')
  })
}

function actOn({ app, act, screenshot }: OpenedScreenshot) {
  return { appId: app.id, id: screenshot.id, actor: act.actor }
}

async function run<Outcome extends string>(
  { db }: ScreenshotPagesDeps,
  { act }: OpenedApp,
  change: (tx: Tx) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await db.transaction(tx => {
    actsAs(tx, act)
    return change(tx)
  })
  if (outcome === 'gone') throw new PageRefusal(404, 'not_found')
  return outcome
}

/** A private app stands in no store. */
async function openListing(deps: ScreenshotPagesDeps, exchange: Exchange): Promise<OpenedApp | null> {
  const opened = await openApp(deps, exchange)
  if (opened?.app.type === 'private') throw new PageRefusal(404, 'not_found')
  return opened
}

/** One of another app looks like none (attack O5). */
async function openScreenshot(
  deps: ScreenshotPagesDeps,
  exchange: Exchange,
): Promise<OpenedScreenshot | null> {
  const opened = await openListing(deps, exchange)
  if (opened === null) return null
  const id = pathParameter(exchange.request, 'screenshot')
  const all = await screenshotsOf(deps.db, opened.app.id)
  const at = all.findIndex(screenshot => screenshot.id === id)
  const screenshot = all[at]
  if (screenshot === undefined) throw new PageRefusal(404, 'not_found')
  return { ...opened, screenshot, number: at + 1 }
}

function typedCaptions(request: FastifyRequest): CaptionValues {
  const caption = (locale: string) => (formField(request, `caption_${locale}`) ?? '').trim()
  return { en: caption('en'), 'en-US': caption('en-US'), de: caption('de') }
}

function captionsIn(captions: Screenshot['captions']): CaptionValues {
  const caption = (locale: string) => captions.find(text => text.locale === locale)?.caption ?? ''
  return { en: caption('en'), 'en-US': caption('en-US'), de: caption('de') }
}

function show(
  reply: FastifyReply,
  { context, area }: OpenedApp,
  model: Omit<ScreenshotModel, 'area'>,
): FastifyReply {
  return sendPage(reply, screenshotPage(context, { area, ...model }))
}

function back(reply: FastifyReply, { area }: OpenedApp, notice: ListingNotice): FastifyReply {
  return reply.redirect(`${area.path}/listing?notice=${notice}#screenshots`, 303)
}
