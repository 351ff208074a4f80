#!/usr/bin/env node
/**
 * The `grantory` command on any Node from 20 on: prepares what is missing, then runs `src/main.ts` with Node 26.
 */
import { join } from 'node:path'
import { become, fail, prepare, root } from './runtime.js'

try {
  const node = prepare({ withTools: false })
  await become(node, join(root, 'src', 'main.ts'), process.argv.slice(2))
} catch (error) {
  fail(error)
}
