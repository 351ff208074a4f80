import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { applied } from '../support/apps.ts'
import { DEMO } from '../support/demo.ts'
import { folderOf, outputIn } from '../support/guides.ts'
import { listeningApp } from '../support/listening-app.ts'
import { newPrivateToken } from '../support/private-tokens.ts'

const run = promisify(execFile)

test('who follows the first steps with the API sees what the guide says', async () => {
  const guide = 'first-steps-with-the-api.md'
  await using hub = await listeningApp()
  const { token } = await newPrivateToken(await hub.signedIn(DEMO.owner), {
    path: '/organizations/linden_press/tokens',
    scopes: ['directory.organization.r', 'directory.sites.rw'],
  })
  using folder = folderOf(guide)
  const env = { ...shell(), HUB_URL: hub.publicUrl, GRANTORY_TOKEN: token }
  const { stdout } = await run('sh', ['first-steps.sh'], { cwd: folder.path, env })
  assert.equal(stdout, outputIn(guide, 'sh first-steps.sh'))
})

test('who follows the guide for machines has a report on every organization that let the app in', async () => {
  const guide = 'client-credentials.md'
  await using hub = await listeningApp()
  using folder = folderOf(guide)
  const manifest: object = JSON.parse(folder.files.get('manifest.json') ?? '')
  const { credentials } = await applied(hub.db, hub.app.apps, manifest, hub.clock.now())
  const [made] = credentials
  assert.ok(made)
  const env = { HUB_URL: hub.publicUrl, CLIENT_ID: made.credentials.id, CLIENT_SECRET: made.secret }
  const report = () => run(process.execPath, ['report.js'], { cwd: folder.path, env })
  assert.equal((await report()).stdout, outputIn(guide, 'node --env-file=.env report.js'))
})

/** Where the shell finds its programs; the Node of this process first. */
function shell() {
  const { PATH = '' } = process.env
  return { PATH: `${process.execPath.replace(/\/[^/]+$/, '')}:${PATH}` }
}
