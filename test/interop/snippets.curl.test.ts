import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { decodeHtml } from '../support/test-browser.ts'
import { allowAll } from '../support/test-client.ts'

const OAUTH = '/developer/apps/stock_keeper/oauth'

for (const [kind, client] of [
  ['confidential', DEMO.stockKeeper],
  ['public', DEMO.stockKeeperPublic],
] as const) {
  test(`the snippet for curl logs somebody in as it stands, with ${kind} credentials`, async () => {
    await using hub = await listeningApp()
    const developer = await hub.signedIn(DEMO.developer)
    const { text } = await developer.get(
      `${OAUTH}?${new URLSearchParams({ snippet: 'curl', client: client.id })}`,
    )
    const snippet = decodeHtml(/<code id="snippet">(.*?)<\/code>/s.exec(text)?.[1] ?? '')
    const answer = await runInShell(hub, snippet)
    const { access_token, bearer } = JSON.parse(answer)
    assert.equal(bearer.type, 'Person')
    const headers = { authorization: `Bearer ${access_token}` }
    assert.equal((await fetch(`${hub.publicUrl}/api/v1/person`, { headers })).status, 200)
  })
}

/** Runs the lines in a shell; where they say so, somebody opens the address and gives the code. The answer of curl. */
function runInShell(hub: TestApp, snippet: string): Promise<string> {
  const script = snippet.replace(/^curl /m, 'read -r CODE\n$&-sS ')
  const env = { PATH: process.env['PATH'], STOCK_KEEPER_SECRET: DEMO.stockKeeper.secret }
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { env })
  let [output, faults, isVisited] = ['', '', false]
  return new Promise((resolve, reject) => {
    shell.once('error', reject)
    shell.stderr.on('data', chunk => {
      faults += String(chunk)
    })
    shell.stdout.on('data', chunk => {
      output += String(chunk)
      const [address] = /^http\S+\n/.exec(output) ?? []
      if (address === undefined || isVisited) return
      isVisited = true
      visit(hub, address.trim()).then(code => shell.stdin.end(`${code}\n`), reject)
    })
    shell.once('close', status => {
      if (status === 0) resolve(output.split('\n').slice(1).join('\n'))
      else reject(new Error(`the shell ended with ${status}: ${output}${faults}`))
    })
  })
}

/** Goes to the hub as the owner of Linden Press and allows everything; the code the app gets. */
async function visit(hub: TestApp, address: string): Promise<string> {
  const { pathname, search } = new URL(address)
  const { location } = await allowAll(await hub.signedIn(DEMO.owner), pathname + search)
  return new URL(location ?? '').searchParams.get('code') ?? ''
}
