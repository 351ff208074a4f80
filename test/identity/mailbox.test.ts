import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkInMail, NEW_PERSON, signUp } from '../support/accounts.ts'
import { testApp } from '../support/test-app.ts'

const PRODUCTION = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example.com',
  MAIL_URL: 'smtp://mail.example.com',
}

test('the sandbox shows its mails, newest first, and each with its links', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  assert.match((await browser.get('/sandbox/mailbox')).text, /No mails yet/)
  await signUp(app)
  await signUp(app, { email: 'jonas@example.org' })
  const list = await browser.get('/sandbox/mailbox')
  assert.ok(list.text.indexOf('jonas@example.org') < list.text.indexOf(NEW_PERSON.email))

  const [path = ''] = /\/sandbox\/mailbox\/\d+/.exec(list.text) ?? []
  const mail = await browser.get(path)
  assert.equal(mail.status, 200)
  const link = await linkInMail(app, 'jonas@example.org')
  assert.ok(mail.text.includes(`href="${app.publicUrl}${link}"`))
})

test('a mail that is not there is not found', async () => {
  await using app = await testApp()
  for (const id of ['1', '0', '-1', 'x', '9'.repeat(30), '1%20or%201']) {
    assert.equal((await app.anonymous().get(`/sandbox/mailbox/${id}`)).status, 404, id)
  }
})

test('mails are nowhere to be read where they are sent, nor in production', async () => {
  await using sending = await testApp({ environment: { MAIL_URL: 'smtp://mail.example.com' } })
  await using production = await testApp({ environment: PRODUCTION })
  for (const app of [sending, production]) {
    await signUp(app)
    for (const path of ['/sandbox/mailbox', '/sandbox/mailbox/1']) {
      assert.equal((await app.anonymous().get(path)).status, 404)
    }
    const browser = app.anonymous()
    const page = await browser.get('/password/forgot')
    const asked = await browser.submit(page, { email: NEW_PERSON.email })
    assert.doesNotMatch(asked.text, /sandbox\/mailbox/)
  }
})
