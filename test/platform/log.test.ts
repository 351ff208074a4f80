import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../src/platform/log.ts'

/** A log and the lines it wrote. */
function recordedLog(level: 'info' | 'warn' = 'info') {
  const lines: string[] = []
  const log = createLog({ level, destination: { write: line => lines.push(line) } })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') }
}

test('a line is one JSON object with level, instant and message', () => {
  const { log, lines, last } = recordedLog()
  log.info({ status: 200, path: '/oauth/access_token' }, 'request')
  assert.equal(lines.length, 1)
  const { time, ...rest } = last()
  assert.deepEqual(rest, { level: 'info', status: 200, path: '/oauth/access_token', msg: 'request' })
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('lines below the level are not written', () => {
  const { log, lines } = recordedLog('warn')
  log.info('quiet')
  log.warn('loud')
  assert.equal(lines.length, 1)
})

test('secrets and addresses are not printed, however deep and however spelled', () => {
  const { log, lines } = recordedLog()
  const hidden = {
    authorization: 'Basic hush',
    headers: { cookie: 'hush', 'Set-Cookie': ['hush'], accept: 'shown' },
    body: { list: [{ client_secret: 'hush', refreshToken: 'hush', grant_type: 'shown' }] },
    email: 'hush@example.com',
    code: 'hush',
    state: 'hush',
  }
  log.info(hidden, 'request')
  assert.equal(lines.join('').includes('hush'), false)
  assert.equal(lines.join('').split('shown').length, 3)
})

test('an error is printed with its causes, but not with the row a database attaches', () => {
  const { log, last } = recordedLog()
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(hush) exists',
  })
  log.error({ err: new Error('could not store', { cause }) }, 'bug')
  const { err } = last()
  assert.equal(err.message, 'could not store')
  assert.equal(err.cause.message, 'duplicate key')
  assert.equal(err.cause.errorCode, '23505')
  assert.equal(JSON.stringify(last()).includes('hush'), false)
  log.error(cause)
  assert.equal(JSON.stringify(last()).includes('hush'), false)
})
