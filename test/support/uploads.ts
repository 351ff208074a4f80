import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { TestApp } from './test-app.ts'
import { formsOf, type TestBrowser, type UploadedFile } from './test-browser.ts'

/** A picture of one color. */
export function plain(width: number, height: number, background = '#c03020') {
  return sharp({ create: { width, height, channels: 3, background } })
}

/** The form of a page that takes a file, sent with one. */
export async function upload(browser: TestBrowser, path: string, file: UploadedFile, headers = {}) {
  const page = await browser.get(path)
  const form = formsOf(page.text).find(({ action, text }) => action === path && text.includes('type="file"'))
  assert.ok(form, page.text.slice(0, 300))
  return browser.upload(path, form.hidden, file, headers)
}

/** What anybody gets at this address. */
export async function served(app: TestApp, path: string) {
  const answer = await app.app.server.inject(path)
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload }
}
