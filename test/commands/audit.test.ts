import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandLine, commandLine } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'

type Entry = {
  at: string
  action: string
  reason: string | null
  client_id: string | null
  error?: string | null
}

async function list(
  grantory: CommandLine,
  ...args: string[]
): Promise<{ entries: Entry[]; next_until: string | null }> {
  const outcome = await grantory.run(['audit', 'list', ...args, '--json'])
  assert.equal(outcome.exitCode, 0, outcome.stdout + outcome.stderr)
  return outcome.json
}

/** A hub with demo data that refused three requests for tokens, and has ended. */
async function withRefusals(grantory: CommandLine): Promise<void> {
  const hub = await grantory.serve(['start'], { ENVIRONMENT: 'sandbox' })
  for (const secret of [DEMO.stockKeeper.secret, 'a wrong secret', DEMO.stockKeeper.secret])
    await fetch(`${hub.address}/oauth/access_token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${DEMO.stockKeeper.id}:${secret}`)}` },
      body: new URLSearchParams({ code: 'none' }),
    })
  const ended = await hub.end()
  assert.equal(ended.exitCode, 0, ended.stderr)
}

test('audit list shows acts and requests for tokens, newest first, and filters them (G-11)', async () => {
  await using grantory = await commandLine()
  await withRefusals(grantory)
  const { id } = DEMO.stockKeeper

  const refused = await list(grantory, '--client', id, '--action', 'token_refused')
  assert.deepEqual(
    refused.entries.map(({ error, reason }) => [error, reason]),
    [
      ['invalid_grant', 'code unknown'],
      ['invalid_client', 'wrong secret'],
      ['invalid_grant', 'code unknown'],
    ],
  )
  const ofApp = await list(grantory, '--app', 'stock_keeper')
  const actions = ofApp.entries.map(({ action }) => action)
  assert.ok(actions.includes('app_created') && actions.includes('token_refused'), actions.join(' '))
  const times = ofApp.entries.map(({ at }) => at)
  assert.deepEqual(times, times.toSorted().toReversed())
  const made = await list(grantory, '--subject', `Client/${id}`)
  assert.deepEqual(
    made.entries.map(({ action }) => action),
    ['credentials_created'],
  )
  assert.deepEqual((await list(grantory, '--since', '0s')).entries, [])
  assert.deepEqual((await list(grantory, '--action', 'token_issued')).entries, [])
})

test('audit list is paged by --limit and --until: every entry is on one page', async () => {
  await using grantory = await commandLine()
  await withRefusals(grantory)
  const all = await list(grantory, '--limit', '1000')
  assert.equal(all.next_until, null)
  assert.ok(all.entries.length > 6, 'more than three pages')
  const seen: string[] = []
  let until: string | null = null
  do {
    const page = await list(grantory, '--limit', '2', ...(until === null ? [] : ['--until', until]))
    for (const entry of page.entries) seen.push(JSON.stringify(entry))
    assert.ok(page.entries.length <= 2)
    until = page.next_until
  } while (until !== null)
  assert.deepEqual(
    seen,
    all.entries.map(entry => JSON.stringify(entry)),
  )

  const lines = (await grantory.run(['audit', 'list', '--limit', '1'])).stdout.trimEnd().split('\n')
  assert.equal(lines.length, 2)
  assert.match(
    lines[0] ?? '',
    /^\d{4}-\S+Z {2}token_refused {12}actor=Client\/\S+ error=invalid_grant reason="code unknown"/,
  )
  assert.match(lines[1] ?? '', /^There are more: --until \d{4}-\S+Z\+\d+$/)
})

test('audit list says what it cannot understand', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  for (const args of [
    ['--limit', '0'],
    ['--limit', '1001'],
    ['--until', 'yesterday'],
    ['--since', 'long'],
    ['--subject', 'ada@example.org'],
    ['--action', 'token_issued', '--subject', `Person/${DEMO.stockKeeper.id}`],
  ]) {
    const outcome = await grantory.run(['audit', 'list', ...args])
    assert.equal(outcome.exitCode, 2, `${args.join(' ')}: ${outcome.stdout}`)
    assert.match(outcome.stderr, new RegExp(args[0] ?? ''))
  }
  assert.equal((await grantory.run(['audit', 'list', '--app', 'nothing_like_it'])).exitCode, 5)
})
