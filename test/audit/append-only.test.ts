import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceFiles } from '../support/source-files.ts'

/** The tables of the audit log, and the one function each by which entries leave: the clean-up after the retention. */
const LOG = {
  audit_entry: 'deleteAuditEntriesBefore',
  token_entry: 'deleteTokenEntriesBefore',
}

test('nothing changes or deletes an entry of the audit log but its retention', () => {
  for (const [table, forget] of Object.entries(LOG)) {
    const naming = sourceFiles('src').filter(file => new RegExp(`\\b${table}\\b`).test(file.code))
    assert.ok(naming.length > 0, table)
    for (const { path, code } of naming) {
      const [, own = ''] = new RegExp(`function ${forget}\\b(.*?)\\n\\}\\n`, 's').exec(code) ?? []
      const others = code.replace(own, '')
      assert.doesNotMatch(
        others,
        new RegExp(`\\b(update|delete from|truncate|replace into)\\s+${table}\\b`),
        path,
      )
      assert.doesNotMatch(others, /on conflict/, path)
      if (own !== '')
        assert.match(
          own,
          new RegExp(`delete from ${table} where id in\\s+\\(select id from ${table} where created_at <`),
        )
    }
  }
})

test('the retention is all that calls the clean-up of the log', () => {
  for (const forget of Object.values(LOG)) {
    const callers = sourceFiles('src').filter(({ code }) =>
      new RegExp(`(?<!function )\\b${forget}\\b`).test(code),
    )
    assert.deepEqual(
      callers
        .map(({ path }) => path)
        .filter(path => !['src/platform/audit.ts', 'src/modules/oauth/jobs.ts'].includes(path)),
      [],
    )
  }
})
