import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { applied } from '../support/apps.ts'
import { filesOf, folderOf } from '../support/guides.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'

const GUIDE = 'delegation.md'

/** Step 1: the credentials of an app after its manifest was applied. */
async function register(hub: TestApp, manifest: string): Promise<{ id: string; secret: string }> {
  const json: object = JSON.parse(filesOf(GUIDE).get(manifest) ?? '')
  const { credentials } = await applied(hub.db, hub.app.apps, json, hub.clock.now())
  const [made] = credentials
  assert.ok(made)
  return { id: made.credentials.id, secret: made.secret }
}

test('who follows the guide delegates a token, exchanges one, and sees both end with their parent', async () => {
  await using hub = await listeningApp()
  const shop = await register(hub, 'shop.json')
  const service = await register(hub, 'service.json')
  using folder = folderOf(GUIDE)
  const { stdout } = await promisify(execFile)(process.execPath, ['delegate.js'], {
    cwd: folder.path,
    env: {
      HUB_URL: hub.publicUrl,
      SHOP_ID: shop.id,
      SHOP_SECRET: shop.secret,
      SERVICE_ID: service.id,
      SERVICE_SECRET: service.secret,
    },
  })
  assert.deepEqual(stdout.trim().split('\n'), [
    'for paper_service to use directory.organization.r',
    'for paper_service to use directory.sites.r',
    'active true',
    'active false',
  ])
})
