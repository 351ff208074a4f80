import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letIn, typeCode } from '../../support/devices.ts'
import { readingOf } from '../../support/flow.ts'
import { type Acts, buildScene } from '../../support/scene.ts'
import { testApp } from '../../support/test-app.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'

/** What ends a device that waits for a person (C9, oauth.md §12.2), and what does not. */
const ENDS: { what: string; happens: (acts: Acts) => Promise<unknown> }[] = [
  { what: 'the credentials are deleted', happens: acts => acts.deleteCredentials() },
  { what: 'the app is deactivated', happens: acts => acts.deactivateApp() },
  {
    what: 'the app is deactivated and activated again',
    happens: async acts => {
      await acts.deactivateApp()
      await acts.activateApp()
    },
  },
  { what: 'the app is deleted', happens: acts => acts.deleteApp() },
]

for (const { what, happens } of ENDS) {
  test(`C9 a device that waits is told invalid_grant, and its code is gone, when ${what} (oauth.md §12.2)`, async () => {
    await using app = await testApp()
    const { acts, waitingDevice, owner } = await buildScene(app)
    const device = await waitingDevice()
    const open = await typeCode(owner.browser, device.userCode)
    assert.equal(open.status, 200)
    await happens(acts)
    assertRefused(await device.poll(), 'invalid_grant')
    assert.match(
      readingOf(await typeCode(owner.browser, device.userCode)),
      /No device is waiting with this code/,
    )
    // Who had typed the code before cannot let it in any more.
    const answer = await owner.browser.submit(open, { decision: 'allow' }, ({ action }) =>
      action.startsWith('/oauth/authorize/decision'),
    )
    const page = await owner.browser.follow(answer)
    assert.match(readingOf(page), /no longer open|is switched off|answered already/)
    assertRefused(await device.poll(), 'invalid_grant')
  })
}

test('C9 deleting other credentials of the app leaves its devices alone', async () => {
  await using app = await testApp()
  const { acts, waitingDevice, owner, publicClient } = await buildScene(app)
  const [device, ended] = [await waitingDevice(), await waitingDevice(publicClient)]
  await acts.deletePublicCredentials()
  assertRefused(await ended.poll(), 'invalid_grant')
  assertRefused(await device.poll(), 'authorization_pending')
  await letIn(owner.browser, device)
  tokensIn(await device.poll())
})

test('credentials that changed between start and poll give nothing (oauth.md §11)', async () => {
  await using app = await testApp()
  const { acts, waitingDevice, owner, publicClient } = await buildScene(app)
  const device = await waitingDevice(publicClient)
  await letIn(owner.browser, device)
  await acts.makeConfidential()
  assertRefused(await device.poll(), 'invalid_client')
})

test('rights are looked at again when the device comes: lost between approval and poll, it gets nothing', async () => {
  await using app = await testApp()
  const { acts, device } = await buildScene(app)
  const [person, onBehalf, organization] = [
    await device('Person'),
    await device('on behalf'),
    await device('Organization'),
  ]
  await acts.giveRoles('admin')
  assertRefused(await onBehalf.poll(), 'invalid_grant', 'roles changed')
  await acts.disconnectPerson()
  assertRefused(await person.poll(), 'invalid_grant', 'connection revoked')
  assertRefused(await onBehalf.poll(), 'invalid_grant', 'connection revoked')
  await acts.removeDesiredScope('directory.organization.r')
  assertRefused(await organization.poll(), 'invalid_grant', 'scope no longer granted')
})

test('a polling device and the end of its app at once: it has no live tokens afterwards (race)', async () => {
  await using app = await testApp()
  for (const act of ['deactivateApp', 'disconnectPerson'] as const) {
    const { acts, device, client } = await buildScene(app)
    const approved = await device('Person')
    const [answer] = await Promise.all([approved.poll(), acts[act]()])
    if (answer.status !== 200) continue
    assert.equal((await client.api(answer.body.access_token, '/api/v1/person')).status, 403)
    assertRefused(await client.refresh(answer.body.refresh_token), 'invalid_grant')
  }
})
