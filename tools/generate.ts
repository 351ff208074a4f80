/**
 * `npm run generate`: makes the committed generated files anew. With `--check` it changes nothing and fails when one
 * differs: a new column, route or event shows in review.
 */
import { parseArgs } from 'node:util'
import { generateFiles } from './generated-files.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const { changed, notMade } = await generateFiles({ isWriting: !values.check })
for (const path of changed)
  console.log(values.check ? `${path} is out of date: npm run generate` : `${path} written`)
for (const path of notMade) console.log(`${path} could not be made here`)
if (changed.length === 0) console.log('The generated files are up to date.')
if (values.check && changed.length > 0) process.exitCode = 1
