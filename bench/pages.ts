/**
 * How long the server takes for each page, and when a browser first paints it: the median over many requests, one at a
 * time, on the embedded database, with 1,000 organizations, 10,000 persons and 200 apps. The reader is the owner of an
 * organization with 500 members and 200 connections.
 */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { DEMO } from '../src/demo-facts.ts'
import { launchBrowser, newVisitor } from '../test/support/browser.ts'
import { TestBrowser } from '../test/support/test-browser.ts'
import { openHub } from './support/hub.ts'
import { median } from './support/load.ts'
import { databaseFolder } from './support/place.ts'
import { POPULATION, populate } from './support/population.ts'
import { pageFigures, remark } from './support/report.ts'
import { SETTINGS } from './support/settings.ts'

const WARM_UP_REQUESTS = 20
const PAINTS = 5
const LINDEN = '/organizations/linden_press'
const PAGES = [
  '/launchpad',
  '/launchpad?q=bench',
  '/store',
  '/store?q=paper',
  LINDEN,
  `${LINDEN}/members`,
  `${LINDEN}/members?q=ada&page=2`,
  `${LINDEN}/apps`,
  `${LINDEN}/apps/bench_app_7`,
  `${LINDEN}/sites`,
  `${LINDEN}/edit`,
  `${LINDEN}/tokens`,
  '/account/apps',
  '/account/organizations',
  '/account/tokens',
  `/oauth/authorize?client_id=${DEMO.stockKeeper.clientId}&redirect_uri=${encodeURIComponent(DEMO.stockKeeper.redirectUrls[0])}&scope=directory.person.rw`,
]

const FIRST_PAINT = `new Promise(resolve => {
  new PerformanceObserver(list => {
    const paint = list.getEntriesByName('first-contentful-paint')[0]
    if (paint) resolve(paint.startTime)
  }).observe({ type: 'paint', buffered: true })
})`

await using folder = databaseFolder()
const hub = await openHub({ databaseUrl: `sqlite:${join(folder.path, 'grantory.db')}`, algorithm: 'ES256' })
await populate(hub)
const port = await hub.listen()
const origin = `http://localhost:${port}`
const { organizations, persons, apps, membersOfLinden } = POPULATION
remark(
  `${organizations} organizations, ${persons} persons, ${apps} apps; ${membersOfLinden} members at the reader's`,
)

const reader = new TestBrowser(hub.server)
await reader.signIn(DEMO.persons[0].email, DEMO.password)
const browser = await launchBrowser().catch(() => null)
if (!browser) remark('no Chromium: only what the server takes is measured')
const figures = []
for (const path of PAGES) figures.push({ path, ...(await measure(path)) })
pageFigures(figures)
await browser?.close()
await hub.close()
await hub.db.close()

async function measure(
  asked: string,
): Promise<{ serverMs: number; paintMs: number | null; kilobytes: number }> {
  let path = asked
  let page = await reader.get(path)
  for (let hop = 0; hop < 5 && page.location?.startsWith('/'); hop += 1) {
    path = page.location
    page = await reader.get(path)
  }
  if (page.status !== 200) throw new Error(`${path} answers ${page.status}`)
  const cookie = [...reader.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const times: number[] = []
  const until = performance.now() + SETTINGS.roundMs
  for (let request = 0; request < WARM_UP_REQUESTS || performance.now() < until; request += 1) {
    const began = performance.now()
    const answer = await fetch(origin + path, {
      headers: { cookie, accept: 'text/html' },
      redirect: 'manual',
    })
    const text = await answer.text()
    if (answer.status !== 200 || !text.includes('</html>'))
      throw new Error(`${path} answers ${answer.status}`)
    if (request >= WARM_UP_REQUESTS) times.push(performance.now() - began)
  }
  const paintMs = browser && (await firstPaint(browser, path, cookie))
  return { serverMs: median(times), paintMs, kilobytes: Buffer.byteLength(page.text) / 1024 }
}

/** The first contentful paint of a page in a browser that has the style sheet already, as one has on the second page. */
async function firstPaint(chromium: Browser, path: string, cookie: string): Promise<number> {
  await using visitor = await newVisitor(chromium)
  await visitor.page.context().addCookies(
    cookie.split('; ').map(pair => {
      const [name = '', value = ''] = pair.split('=')
      return { name, value, url: origin }
    }),
  )
  const paints: number[] = []
  for (let round = 0; round < PAINTS; round += 1) {
    await visitor.page.goto(origin + path)
    paints.push(await visitor.page.evaluate<number>(FIRST_PAINT))
  }
  return median(paints.slice(1))
}
