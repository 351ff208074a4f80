import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort, listeningApp } from '../support/listening-app.ts'

test('metrics are on a port of their own, and only where METRICS_PORT is set', async () => {
  await using plain = await listeningApp({ isEmpty: true })
  assert.equal((await fetch(`${plain.publicUrl}/metrics`)).status, 404)

  const port = await freePort()
  await using app = await listeningApp({ isEmpty: true, environment: { METRICS_PORT: String(port) } })
  assert.equal((await fetch(`${app.publicUrl}/metrics`)).status, 404)
  const answer = await fetch(`http://localhost:${port}/metrics`)
  assert.equal(answer.status, 200)
  assert.match(String(answer.headers.get('content-type')), /^text\/plain/)
  assert.match(await answer.text(), /^process_resident_memory_bytes \d+/m)
  assert.equal((await fetch(`http://localhost:${port}/`)).status, 404)
  assert.equal((await fetch(`http://localhost:${port}/healthz`)).status, 404)
})

test('requests are counted by route as declared: addresses that were sent make no new labels', async () => {
  const port = await freePort()
  await using app = await listeningApp({ isEmpty: true, environment: { METRICS_PORT: String(port) } })
  const visit = (path: string) => app.anonymous().get(path)
  for (let index = 0; index < 50; index += 1) {
    await visit(`/sandbox/mailbox/${index}`)
    await visit(`/unknown/${index}?token=${index}`)
    await visit(`/signin?return_to=${index}`)
  }
  const text = await (await fetch(`http://localhost:${port}/metrics`)).text()
  const routes = [...text.matchAll(/^http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)]
    .map(([, labels, count]) => `${labels} ${count}`)
    .sort()
  assert.deepEqual(routes, [
    'method="GET",route="/sandbox/mailbox/:id",status="404" 50',
    'method="GET",route="/signin",status="200" 50',
    'method="GET",route="none",status="404" 50',
  ])
})
