/**
 * The commands of those who work on Grantory: `node bin/dev.js test | check | bench | generate`.
 * Prepares dependencies and Node 26, then runs `tools/<command>.ts` with them.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { become, fail, prepare, root, Unprepared } from './runtime.js'

try {
  const [command = '', ...args] = process.argv.slice(2)
  const program = join(root, 'tools', `${command}.ts`)
  if (!/^[a-z]+$/.test(command) || !existsSync(program))
    throw new Unprepared(`there is no command "${command}".`)
  await become(prepare({ withTools: true }), program, args)
} catch (error) {
  fail(error)
}
