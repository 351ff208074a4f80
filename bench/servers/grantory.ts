/** Grantory with a database that was prepared before, every grant durably stored, request limits raised by configuration. */
import { announce } from '../support/contestant.ts'
import { openHub } from '../support/hub.ts'

const [databaseUrl = '', algorithm = 'RS256'] = process.argv.slice(2)
const app = await openHub({ databaseUrl, algorithm })
announce(await app.listen())
