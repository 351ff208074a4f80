import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { formsOf } from '../support/test-browser.ts'
import { emptyDatabase } from '../support/test-database.ts'

const KILLS = 20
const CHAINS = 8
/** The process is killed after this many more answers, give or take: some kills fall between commit and answer. */
const ANSWERS_BETWEEN_KILLS = 60

/** One chain of refresh tokens: the last one that was handed out, and its access token. */
type Chain = { refreshToken: string; accessToken: string }

test('at SIGKILL no acknowledged write is lost: every token that was handed out works after the restart', async () => {
  const database = await emptyDatabase({ isMigrated: true })
  let server = await startServer(database.url)
  try {
    const cookie = await signIn(server.port)
    const chains: Chain[] = []
    for (let index = 0; index < CHAINS; index += 1) chains.push(await newChain(server.port, cookie))

    for (let kill = 0; kill < KILLS; kill += 1) {
      await refreshUntilKilled(server, chains, ANSWERS_BETWEEN_KILLS + kill)
      server = await startServer(database.url)
      for (const chain of chains) {
        const person = await fetch(`http://127.0.0.1:${server.port}/api/v1/person`, {
          headers: { authorization: `Bearer ${chain.accessToken}` },
        })
        assert.equal(person.status, 200, await person.text())
        // Answered or not: the token handed out last is still good, or gives the successor whose answer was lost (G-09).
        const refreshed = await refresh(server.port, chain.refreshToken)
        assert.equal(refreshed.status, 200, `after kill ${kill + 1}: ${JSON.stringify(refreshed.body)}`)
        keep(chain, refreshed.body)
      }
    }
  } finally {
    await stop(server.process)
    await database.remove()
  }
})

async function startServer(databaseUrl: string): Promise<{ port: number; process: ChildProcess }> {
  const child = fork(new URL('kill.child.ts', import.meta.url), [databaseUrl], { stdio: 'inherit' })
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the server ended before it listened')
    }),
  ])
  return { port: message.port, process: child }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** All chains refresh as quickly as they can until the process is gone in the midst of it. */
async function refreshUntilKilled(
  server: { port: number; process: ChildProcess },
  chains: Chain[],
  answersLeft: number,
): Promise<void> {
  let left = answersLeft
  const exited = once(server.process, 'exit')
  await Promise.all(
    chains.map(async chain => {
      while (server.process.exitCode === null && server.process.signalCode === null) {
        const answer = await refresh(server.port, chain.refreshToken).catch(() => null)
        if (!answer) break // Not answered: nothing was promised.
        assert.equal(answer.status, 200, JSON.stringify(answer.body))
        keep(chain, answer.body)
        left -= 1
        if (left === 0) server.process.kill('SIGKILL')
      }
    }),
  )
  await exited
}

function keep(chain: Chain, body: { refresh_token: string; access_token: string }): void {
  chain.refreshToken = body.refresh_token
  chain.accessToken = body.access_token
}

async function refresh(port: number, refreshToken: string) {
  return token(port, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

async function token(port: number, form: Record<string, string>) {
  const { id, secret } = DEMO.stockKeeper
  const response = await fetch(`http://127.0.0.1:${port}/oauth/access_token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

/** Signs the owner in and gives the cookies. */
async function signIn(port: number): Promise<string> {
  const page = await fetch(`http://127.0.0.1:${port}/signin`)
  const cookies = cookiesOf(page)
  const form = formsOf(await page.text()).find(({ action }) => action.startsWith('/signin'))
  const answer = await fetch(`http://127.0.0.1:${port}/signin`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies },
    body: new URLSearchParams({ ...form?.hidden, email: DEMO.owner, password: DEMO.password }),
  })
  return [cookies, cookiesOf(answer)].join('; ')
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map(cookie => cookie.split(';', 1)[0])
    .join('; ')
}

/** A new family: the first one asks for consent, the others pass. */
async function newChain(port: number, cookie: string): Promise<Chain> {
  const query = new URLSearchParams({ client_id: DEMO.stockKeeper.id, scope: 'directory.person.r' })
  let response = await fetch(`http://127.0.0.1:${port}/oauth/authorize?${query}`, {
    redirect: 'manual',
    headers: { cookie },
  })
  if (response.headers.get('location')?.startsWith('/')) {
    const page = await fetch(`http://127.0.0.1:${port}${response.headers.get('location')}`, {
      headers: { cookie },
    })
    const form = formsOf(await page.text()).find(({ action }) =>
      action.startsWith('/oauth/authorize/decision'),
    )
    response = await fetch(`http://127.0.0.1:${port}${form?.action}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ ...form?.hidden, decision: 'allow' }),
    })
  }
  const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const { body } = await token(port, { code })
  return { refreshToken: body.refresh_token, accessToken: body.access_token }
}
