import assert from 'node:assert/strict'
import { test } from 'node:test'

import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'

const TOKENS = '/organizations/linden_press/tokens'

test('who belongs to several organizations switches between them and oneself (platform.md §8)', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  for (const organization of ['harbor_labels', '', 'linden_press']) {
    const answer = await switchTo(member, '/organizations/harbor_labels/tokens', organization)
    assert.equal(`${answer.status} ${answer.location}`, '303 /launchpad')
  }
})

test('nobody switches to an organization they do not belong to (attack O5)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  for (const organization of ['stockworks', 'no_such_one'])
    assert.equal((await switchTo(owner, TOKENS, organization)).status, 404)
})

async function switchTo(browser: TestBrowser, path: string, organization: string) {
  const page = await browser.get(path)
  return browser.submit(page, { organization }, form => form.action === '/switch')
}
