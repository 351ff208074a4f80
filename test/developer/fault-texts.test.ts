import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textsOf } from '../../src/platform/web/texts.ts'
import { sourceFiles } from '../support/source-files.ts'

/** What manifests, forms and the API say of a fault: a text that goes on behind the name of a field. */
const FAULT = /(['`])((?:is|has|must|may|does|cannot|differs)\b[^'`\n]*)\1/g

test('every fault of a manifest has words in German (no untranslated word)', () => {
  const texts = sourceFiles('src')
    .filter(({ path }) => /modules\/apps\/.*\.ts$|json-cursor\.ts$/.test(path))
    .flatMap(({ code }) => [...code.matchAll(FAULT)].map(([, , fault = '']) => fault))
    .map(fault => fault.replace(/\$\{[^}]*\}/g, '7'))
  assert.ok(texts.length > 30)
  const german = textsOf('de').developer
  assert.deepEqual(
    [...new Set(texts)].filter(fault => german.fault(fault).startsWith('Englisch')),
    [],
  )
})
