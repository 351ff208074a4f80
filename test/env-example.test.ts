import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig, VARIABLE_NAMES } from '../src/config.ts'

const example = readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8')

test('the annotated example names every variable once, and no other', () => {
  const named = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name)
  assert.deepEqual(named.toSorted(), [...VARIABLE_NAMES].toSorted())
})

test('the values it shows as defaults are the defaults', () => {
  const uncommented = example.replace(/^# (?=[A-Z_]+=)/gm, '')
  assert.deepEqual(loadConfig({}, uncommented), loadConfig({}, null))
})
