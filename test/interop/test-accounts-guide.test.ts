import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { folderOf } from '../support/guides.ts'
import { listeningApp } from '../support/listening-app.ts'
import { testAccounts } from '../support/test-accounts.ts'

const GUIDE = 'test-accounts.md'
const run = promisify(execFile)

test('the shell script of the guide makes an account, works in it, and deletes it', async () => {
  await using hub = await listeningApp()
  using folder = folderOf(GUIDE)
  const env = { ...shell(), HUB_URL: hub.publicUrl }
  const { stdout } = await run('sh', ['try.sh'], { cwd: folder.path, env })
  assert.equal(stdout, 'Mira Okafor\nGuide Press\n403\n')
  assert.deepEqual((await testAccounts(hub).list()).body, [])
})

test('the demo of the guide gives each visitor an account, says when it is full, and is cleaned up at night', async () => {
  await using hub = await listeningApp()
  using folder = folderOf(GUIDE)
  const env = { HUB_URL: hub.publicUrl, PORT: '0' }
  await testAccounts(hub).make({ name: 'Not of the demo', kinds: ['printer'] })
  const server = spawn(process.execPath, ['server.js'], { cwd: folder.path, env })
  try {
    const [line] = await once(server.stdout, 'data')
    const visit = async () => {
      const answer = await fetch(String(line).trim())
      return { status: answer.status, text: await answer.text() }
    }
    const visits = [await visit(), await visit()]
    for (const { text } of visits) assert.match(text, /^Visitor works for Demo [0-9a-f]{8}\n$/)
    assert.notEqual(visits[0]?.text, visits[1]?.text)
    assert.equal((await testAccounts(hub).list()).body.length, 3)
    await Promise.all(Array.from({ length: 60 }, () => testAccounts(hub).post({})))
    assert.equal((await visit()).status, 503)
  } finally {
    server.kill()
  }
  const cleanUp = async (...hours: string[]) =>
    (await run(process.execPath, ['clean-up.js', ...hours], { cwd: folder.path, env })).stdout
  assert.equal(await cleanUp(), '0 deleted\n')
  assert.equal(await cleanUp('0'), '2 deleted\n')
  const left = (await testAccounts(hub).list()).body
  assert.deepEqual(
    left.map(({ name }: { name: string }) => name),
    ['Not of the demo'],
  )
})

/** Where the shell finds its programs; the Node of this process first. */
function shell() {
  const { PATH = '' } = process.env
  return { PATH: `${process.execPath.replace(/\/[^/]+$/, '')}:${PATH}` }
}
