import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '../../src/platform/database/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { mailJobs } from '../../src/platform/mail/deliver-mails.ts'
import { latestMails, type Mail } from '../../src/platform/mail/mail.repository.ts'
import { queueMail } from '../../src/platform/mail/mail.ts'
import { smtpServer } from '../support/smtp-server.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const LETTER: Mail = {
  recipient: 'ada@example.com',
  subject: 'Grüße',
  text: 'see https://hub.example/x',
  html: '<p>see',
}

const queue = (db: Db, mail: Partial<Mail> = {}) =>
  db.transaction(tx => queueMail(tx, { ...LETTER, ...mail }, NOW))

/** Runs one of the mail jobs at an instant; without a URL there is no delivery. */
async function run(
  db: Db,
  mailUrl: string | null,
  name: 'mail.deliver' | 'mail.forget',
  now: number,
): Promise<void> {
  const config = { mailUrl, mailFrom: 'Grantory <hub@example.com>', retentionMailsDays: 30 }
  const job = mailJobs({ db, log: createLog({ level: 'silent' }), config }).find(job => job.name === name)
  await job?.run(now)
}

test('a queued mail is sent once to its one recipient, and its text is forgotten', async () => {
  await using database = await testDatabase()
  await using server = await smtpServer()
  await queue(database.db)
  await run(database.db, server.url, 'mail.deliver', NOW)
  await run(database.db, server.url, 'mail.deliver', NOW + DAY_MS)
  assert.equal(server.received.length, 1)
  const [sent] = server.received
  assert.deepEqual(sent?.recipients, ['ada@example.com'])
  assert.match(sent?.message ?? '', /^To: .*ada@example\.com/im)
  assert.match(sent?.message ?? '', /^Subject: =\?UTF-8\?/im)
  assert.match(sent?.message ?? '', /https:\/\/hub\.example\/x/)
  const [stored] = await latestMails(database.db, 1)
  assert.equal(stored?.sentAt, NOW)
  assert.equal(stored?.nextAttemptAt, null)
  assert.equal(`${stored?.text}${stored?.html}`, '')
})

test('a mail of a transaction that is rolled back is never sent', async () => {
  await using database = await testDatabase()
  const failing = database.db.transaction(async tx => {
    await queueMail(tx, LETTER, NOW)
    throw new Error('no')
  })
  await assert.rejects(failing)
  assert.deepEqual(await latestMails(database.db, 1), [])
})

test('two processes that deliver at once send each mail once', async () => {
  await using database = await testDatabase()
  await using server = await smtpServer()
  for (let number = 0; number < 12; number++) await queue(database.db, { subject: `number ${number}` })
  await Promise.all([1, 2, 3].map(() => run(database.db, server.url, 'mail.deliver', NOW)))
  const subjects = server.received.map(({ message }) => /^Subject: (.*)$/im.exec(message)?.[1])
  assert.equal(new Set(subjects).size, 12)
  assert.equal(subjects.length, 12)
})

test('a refused mail is tried again after growing delays and given up after seven attempts', async () => {
  await using database = await testDatabase()
  await using server = await smtpServer()
  server.refuse()
  await queue(database.db)
  const delays: number[] = []
  let now = NOW
  for (let attempt = 1; attempt <= 10; attempt++) {
    await run(database.db, server.url, 'mail.deliver', now)
    const [mail] = await latestMails(database.db, 1)
    if (mail === undefined || mail.nextAttemptAt === null) break
    assert.match(mail.failure ?? '', /451/)
    delays.push(mail.nextAttemptAt - now)
    now = mail.nextAttemptAt
  }
  assert.deepEqual(
    delays,
    [1, 5, 30, 120, 360, 720].map(minutes => minutes * MINUTE_MS),
  )
  const [mail] = await latestMails(database.db, 1)
  assert.equal(mail?.attempts, 7)
  assert.equal(mail?.sentAt, null)
})

test('a mail that was refused once arrives when the server takes it again', async () => {
  await using database = await testDatabase()
  await using server = await smtpServer()
  server.refuse()
  await queue(database.db)
  await run(database.db, server.url, 'mail.deliver', NOW)
  server.accept()
  await run(database.db, server.url, 'mail.deliver', NOW + MINUTE_MS - 1)
  assert.equal(server.received.length, 0)
  await run(database.db, server.url, 'mail.deliver', NOW + MINUTE_MS)
  assert.equal(server.received.length, 1)
})

test('without a mail server mails stay with their text', async () => {
  await using database = await testDatabase()
  await queue(database.db)
  await run(database.db, null, 'mail.deliver', NOW)
  const [mail] = await latestMails(database.db, 1)
  assert.equal(mail?.sentAt, null)
  assert.equal(mail?.text, LETTER.text)
})

test('mails are forgotten after the retention, not before (G-37)', async () => {
  await using database = await testDatabase()
  await queue(database.db)
  await run(database.db, null, 'mail.forget', NOW + 30 * DAY_MS)
  assert.equal((await latestMails(database.db, 9)).length, 1)
  await run(database.db, null, 'mail.forget', NOW + 30 * DAY_MS + 1)
  assert.equal((await latestMails(database.db, 9)).length, 0)
})

for (const recipient of [
  'ada@example.com\r\nBcc: eve@example.com',
  'ada@example.com, eve@example.com',
  'Ada <ada@example.com>',
  'ada@example.com>',
  '"ada eve"@example.com',
  'ada@eve@example.com',
  'ada@example.com\0',
  'ada',
  '',
  `${'a'.repeat(250)}@example.com`,
]) {
  test(`the recipient ${JSON.stringify(recipient.slice(0, 40))} is refused (attack O7)`, async () => {
    await using database = await testDatabase()
    await assert.rejects(queue(database.db, { recipient }), /recipient/)
  })
}

for (const recipient of ['ada+hub@example.com', "o'ada@example.com", 'ädä@bücher.example', 'a@b.co']) {
  test(`the recipient ${recipient} is accepted`, async () => {
    await using database = await testDatabase()
    await queue(database.db, { recipient })
    assert.equal((await latestMails(database.db, 1))[0]?.recipient, recipient)
  })
}

for (const subject of [
  'Hello\r\nBcc: eve@example.com',
  'Hello\nthere',
  'Hello\u2028there',
  'x'.repeat(501),
]) {
  test(`the subject ${JSON.stringify(subject.slice(0, 30))} is refused (attack O7)`, async () => {
    await using database = await testDatabase()
    await assert.rejects(queue(database.db, { subject }), /subject/)
  })
}
