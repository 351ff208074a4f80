import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameSkeleton, technicalNameFault } from '../../src/modules/apps/technical-name.ts'

const platformNames = ['directory', 'zaikio']

test('technical names are lower case, three characters or more, and begin with a letter (platform.md §4.1)', () => {
  for (const name of ['abc', 'stock_keeper', 'web2print', 'a__']) {
    assert.equal(technicalNameFault(name, platformNames), null, name)
  }
  for (const name of [
    '',
    'ab',
    '1st_app',
    '_app',
    'Stock',
    'stock keeper',
    'stock-keeper',
    'stöck',
    'a'.repeat(61),
    'app\n',
  ]) {
    assert.notEqual(technicalNameFault(name, platformNames), null, name)
  }
})

test('T7 names of the platform, of the protocol, and their look-alikes are reserved', () => {
  for (const name of [
    'directory',
    'zaikio',
    'zaíkio',
    'zaik10',
    'd1rectory',
    'dlrectory',
    'directory_',
    'mission_control',
    'rnission_control',
    'grantory',
    'openid',
    'subscription_create_now',
  ]) {
    assert.notEqual(technicalNameFault(name, platformNames), null, name)
  }
  assert.notEqual(technicalNameFault('press_hub', ['press_hub']), null)
  assert.equal(technicalNameFault('press_hub', platformNames), null)
})

test('T7 names that the eye confuses have the same skeleton, others do not', () => {
  for (const name of ['st0ck_keeper', 'stockkeeper', '5tock_keeper']) {
    assert.equal(nameSkeleton(name), nameSkeleton('stock_keeper'), name)
  }
  assert.equal(nameSkeleton('vvarehouse'), nameSkeleton('warehouse'))
  assert.equal(nameSkeleton('modern'), nameSkeleton('modem'))
  assert.notEqual(nameSkeleton('stock_keepers'), nameSkeleton('stock_keeper'))
})
