import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { replacePicture } from '../../platform/pictures/picture.repository.ts'
import type { MadePicture } from '../../platform/pictures/picture.ts'
import { findApp, lockApp, storeApp } from './app.repository.ts'
import type { App } from './app.ts'
import type { Actor } from './deps.ts'
import {
  deleteScreenshot,
  insertScreenshot,
  isScreenshot,
  screenshotsOf,
  storeCaptions,
  storeOrder,
} from './screenshot.repository.ts'
import { type Caption, SCREENSHOTS_MAX, type Screenshot } from './screenshot.ts'

/** Which screenshot of which app is meant, and who acts. */
export type ScreenshotAct = Actor & { appId: string; id: string }

/** Adds a screenshot behind the others. The id is that of the form, so that one that is sent twice counts once. */
export async function addScreenshot(
  tx: Tx,
  { picture, captions, ...act }: ScreenshotAct & { picture: MadePicture; captions: Caption[] },
  now: number,
): Promise<'added' | 'too_many' | 'gone'> {
  const app = await heldApp(tx, act.appId)
  if (app === null) return 'gone'
  const { id, appId } = act
  if (await isScreenshot(tx, id)) return 'added'
  if ((await screenshotsOf(tx, appId)).length >= SCREENSHOTS_MAX) return 'too_many'
  const path = (await replacePicture(tx, { owner: { type: 'Screenshot', id }, picture }, now)) ?? ''
  const { width, height } = picture
  await insertScreenshot(tx, { id, appId, path, width, height, captions }, now)
  await noteChange(tx, app, act, now)
  return 'added'
}

/** Says what a screenshot shows. */
export function changeCaptions(
  tx: Tx,
  { captions, ...act }: ScreenshotAct & { captions: Caption[] },
  now: number,
): Promise<'changed' | 'gone'> {
  return change(tx, act, () => storeCaptions(tx, act.id, captions), now)
}

/** Moves a screenshot one place towards the beginning or the end; at the end it stays. */
export function moveScreenshot(
  tx: Tx,
  { towards, ...act }: ScreenshotAct & { towards: 'beginning' | 'end' },
  now: number,
): Promise<'changed' | 'gone'> {
  const move = async (all: Screenshot[]) => {
    const ids = all.map(({ id }) => id)
    const at = ids.indexOf(act.id)
    const to = at + (towards === 'beginning' ? -1 : 1)
    const other = ids[to]
    if (other === undefined) return
    ids[at] = other
    ids[to] = act.id
    await storeOrder(tx, ids)
  }
  return change(tx, act, move, now)
}

/** Takes a screenshot away; its address leads nowhere from now on. */
export function removeScreenshot(tx: Tx, act: ScreenshotAct, now: number): Promise<'changed' | 'gone'> {
  return change(tx, act, () => end(tx, act.id, now), now)
}

/** Takes all of them away, with the app. */
export async function removeScreenshotsOf(tx: Tx, appId: string, now: number): Promise<void> {
  for (const { id } of await screenshotsOf(tx, appId)) await end(tx, id, now)
}

async function end(tx: Tx, id: string, now: number): Promise<void> {
  await replacePicture(tx, { owner: { type: 'Screenshot', id }, picture: null }, now)
  await deleteScreenshot(tx, id)
}

async function change(
  tx: Tx,
  act: ScreenshotAct,
  run: (all: Screenshot[]) => Promise<void>,
  now: number,
): Promise<'changed' | 'gone'> {
  const app = await heldApp(tx, act.appId)
  const all = app === null ? [] : await screenshotsOf(tx, act.appId)
  if (app === null || !all.some(({ id }) => id === act.id)) return 'gone'
  await run(all)
  await noteChange(tx, app, act, now)
  return 'changed'
}

async function heldApp(tx: Tx, appId: string): Promise<App | null> {
  const app = (await lockApp(tx, appId)) ? await findApp(tx, appId) : null
  return app?.isPlatform ? null : app
}

/** It is a change of the app like one of its texts: whoever reviews it looks again (`approveApp`). */
async function noteChange(tx: Tx, app: App, { appId, actor }: ScreenshotAct, now: number): Promise<void> {
  await storeApp(tx, { ...app, updatedAt: Math.max(now, app.updatedAt + 1) })
  const entry = { action: 'app_configured', actor, subject: `App/${appId}`, reason: 'screenshots' }
  await recordAudit(tx, entry, now)
}
