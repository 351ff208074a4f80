import { chromium, type Page } from 'playwright-core'
import { assets } from '../../src/platform/web/assets.ts'
import type { Exhibit } from './gallery-room.ts'

const ORIGIN = 'https://hub.example'
// The policy that platform/http sends with every page: what it blocks must not be missed here either.
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** A browser that shows exhibits as if the hub had sent them. */
export type Exhibition = AsyncDisposable & {
  /** Opens an exhibit at a width in pixels. */
  show(name: string, view: { width: number; isDark: boolean }): Promise<Page>
  /** What the browser complained about since the last call: blocked content, missing files. */
  complaints(): string[]
}

/** Opens the exhibits in Chromium (`CHROMIUM`, else the one of Debian). Pages come from memory, no server runs. */
export async function openExhibition(exhibits: Exhibit[]): Promise<Exhibition> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--hide-scrollbars'],
  })
  const page = await browser.newPage()
  let complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.route('**/*', route => {
    const { pathname } = new URL(route.request().url())
    const asset = assets.find(({ path }) => path === pathname)
    if (asset) return route.fulfill({ contentType: asset.contentType, body: asset.body })
    const exhibit = exhibits.find(({ name }) => pathname === `/${name}`)
    if (!exhibit) return route.fulfill({ status: 404, body: '' })
    const headers: Record<string, string> = exhibit.isMail ? {} : { 'content-security-policy': POLICY }
    return route.fulfill({ contentType: 'text/html; charset=utf-8', headers, body: exhibit.page })
  })
  return {
    async show(name, { width, isDark }) {
      await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light', reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: width < 700 ? 844 : 800 })
      await page.goto(`${ORIGIN}/${name}`)
      return page
    },
    complaints() {
      const all = complaints
      complaints = []
      return all
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
    },
  }
}
