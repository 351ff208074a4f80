/**
 * How long the server takes for each page, and when a browser first paints it: the median over many requests, one at a
 * time, on the embedded database, with 1,000 organizations, 10,000 persons and 200 apps. Every page of the routes is
 * visited that needs no request of an app and no link of a mail; by the owner of an organization with 500 members and
 * 200 connections, a developer of the vendor, and the operator.
 */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sql from 'sql-template-tag'
import type { App } from '../src/app.ts'
import { DEMO } from '../src/demo-facts.ts'
import { launchBrowser, newVisitor } from '../test/support/browser.ts'
import { routesOf } from '../test/support/routes.ts'
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
const [OWNER, , DEVELOPER, OPERATOR] = DEMO.persons
/** What is asked of pages beside opening them. */
const SEARCHES = [
  '/launchpad?q=bench',
  '/store?q=paper',
  `${LINDEN}/members?q=ada&page=2`,
  `${LINDEN}/apps?q=bench&page=3`,
  '/organizations/find?q=press',
  '/developer/apps/stock_keeper/oauth?scope=person',
  '/docs/search?q=refresh',
  `/oauth/authorize?client_id=${DEMO.stockKeeper.clientId}&redirect_uri=${encodeURIComponent(DEMO.stockKeeper.redirectUrls[0])}&scope=directory.person.rw`,
]
/** No pages, or pages that only a flow or a mail leads to. */
const NOT_VISITED =
  /^\/(api|assets|oauth|\.well-known|healthz|favicon|invitation|signin|signup|email|password)|\.\w+$|\*/

const FIRST_PAINT = `new Promise(resolve => {
  new PerformanceObserver(list => {
    const paint = list.getEntriesByName('first-contentful-paint')[0]
    if (paint) resolve(paint.startTime)
  }).observe({ type: 'paint', buffered: true })
})`

type Figures = { path: string; serverMs: number; paintMs: number | null; kilobytes: number }

await using folder = databaseFolder()
let hub: App | null = null
const routes = await routesOf(async () => {
  hub = await openHub({ databaseUrl: `sqlite:${join(folder.path, 'grantory.db')}`, algorithm: 'ES256' })
})
const { db, server } = opened(hub)
await populate(opened(hub))
const origin = `http://localhost:${await opened(hub).listen()}`
const { organizations, persons, apps, membersOfLinden } = POPULATION
remark(
  `${organizations} organizations, ${persons} persons, ${apps} apps; ${membersOfLinden} members at the reader's`,
)

const [owner, developer, operator] = [
  await signedIn(OWNER.email),
  await signedIn(DEVELOPER.email),
  await signedIn(OPERATOR.email),
]
const browser = await launchBrowser().catch(() => null)
if (!browser) remark('no Chromium: only what the server takes is measured')
const figures: Figures[] = []
const leftOut: string[] = []
for (const path of [...(await pathsOfPages()), ...SEARCHES]) {
  const figure = path.includes(':') && !path.includes('://') ? null : await measure(path)
  if (figure) figures.push({ path, ...figure })
  else leftOut.push(path)
}
pageFigures(figures)
remark(
  `${figures.length} pages: at most ${most('serverMs')} ms at the server, first paint after at most ${most('paintMs')} ms`,
)
remark(`not there in the demo data: ${leftOut.join(' ')}`)
await browser?.close()
await opened(hub).close()
await db.close()

function opened(app: App | null): App {
  if (app === null) throw new Error('the hub was opened above')
  return app
}

async function signedIn(email: string): Promise<TestBrowser> {
  const reader = new TestBrowser(server)
  await reader.signIn(email, DEMO.password)
  return reader
}

function readerOf(path: string): TestBrowser {
  if (path.startsWith('/operator')) return operator
  return /^\/developer|^\/organizations\/stockworks/.test(path) ? developer : owner
}

function most(figure: 'serverMs' | 'paintMs'): string {
  return Math.max(...figures.map(each => each[figure] ?? 0)).toFixed(figure === 'serverMs' ? 1 : 0)
}

/** The pages of the routes, with something of the population for each parameter; a `:` stays where there is nothing. */
async function pathsOfPages(): Promise<string[]> {
  const [member] = await db.read<{ id: string }>(
    sql`select id from membership where organization_id = ${DEMO.lindenPress} order by created_at limit 1`,
  )
  const [site] = await db.read<{ id: string }>(
    sql`select id from site where organization_id = ${DEMO.lindenPress} limit 1`,
  )
  return routes
    .filter(({ method, path }) => method === 'GET' && !NOT_VISITED.test(path))
    .map(({ path }) =>
      path
        .replace(':slug/developer', 'stockworks/developer')
        .replace(':slug', 'linden_press')
        .replace('members/:id', `members/${member?.id}`)
        .replace('sites/:id', site ? `sites/${site.id}` : 'sites/:id')
        .replace('reviews/:app', 'reviews/stock_keeper')
        .replace(/:(name|client)/, (_all, kind) =>
          kind === 'name' ? 'stock_keeper' : DEMO.stockKeeper.clientId,
        )
        .replace(':client', DEMO.stockKeeper.clientId)
        .replace(':app', 'bench_app_7')
        .replace(':category', 'warehouse')
        .replace(':operation', 'get-person')
        .replace(':organization', DEMO.lindenPress),
    )
    .filter(path => !path.startsWith('/launchpad/open'))
}

/** Null when there is no such page. */
async function measure(asked: string): Promise<Omit<Figures, 'path'> | null> {
  const reader = readerOf(asked)
  let path = asked
  let page = await reader.get(path)
  for (let hop = 0; hop < 5 && page.location?.startsWith('/'); hop += 1) {
    path = page.location
    page = await reader.get(path)
  }
  if (page.status !== 200 || !page.text.includes('</html>')) return null
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
