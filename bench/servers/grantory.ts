/** Grantory on the embedded database, every grant durably stored, request limits raised by configuration. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO } from '../../src/demo-facts.ts'
import { announce } from '../support/contestant.ts'
import { openHub } from '../support/hub.ts'

const GRANTS_BYTES_MAX = 100_000_000

const [algorithm = 'RS256', refreshTokenCount = '0', codeCount = '0', givenUrl] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'grantory-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const databaseUrl = givenUrl ?? `sqlite:${join(folder, 'grantory.db')}`

const app = await openHub({ databaseUrl, algorithm })
const { clientId, secret } = DEMO.stockKeeper
announce({
  port: await app.listen(),
  authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  tokenPath: '/oauth/access_token',
  ...prepareGrants(),
  redirectUri: DEMO.stockKeeper.redirectUrls[0],
})

/** What the database is filled with: given away at once, so that it does not count as the server's memory. */
function prepareGrants(): { refreshTokens: string[]; codes: string[] } {
  const program = fileURLToPath(new URL('../support/prepare-grants.ts', import.meta.url))
  const args = [program, databaseUrl, refreshTokenCount, codeCount]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: GRANTS_BYTES_MAX }))
}
