import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareEquipment } from './debian.ts'
import { root } from './root.ts'
import { postgresSchema, sqliteSchema } from './schema.ts'
import { eventList, routeList } from './surface.ts'

/** Returns the file's text, or null where this machine lacks what it takes to make it. */
type Generate = () => Promise<string | null>

const GENERATED: Record<string, Generate> = {
  'generated/schema.sqlite.sql': sqliteSchema,
  'generated/schema.postgres.sql': async () => {
    const { postgres } = prepareEquipment({ postgres: true })
    return postgres === null ? null : postgresSchema(postgres)
  },
  'generated/routes.txt': routeList,
  'generated/events.json': eventList,
  'generated/app.css': () => byScript('build-styles.ts', 'generated/app.css'),
  'src/platform/web/icons.ts': () => byScript('build-icons.ts', 'src/platform/web/icons.ts'),
}

/** What became of the generated files: those that differ from what is on the disk, and those that could not be made. */
export type Generation = { changed: string[]; notMade: string[] }

/** Makes every generated file anew. Nothing on the disk changes unless `isWriting`. */
export async function generateFiles({ isWriting }: { isWriting: boolean }): Promise<Generation> {
  const generation: Generation = { changed: [], notMade: [] }
  for (const [path, generate] of Object.entries(GENERATED)) {
    const before = read(path)
    const after = await generate()
    if (after === null) generation.notMade.push(path)
    else if (after !== before) generation.changed.push(path)
    if (after !== null && isWriting) writeFileSync(join(root, path), after)
  }
  return generation
}

/** Runs a script that writes the file itself, and puts back what was there before. */
async function byScript(script: string, path: string): Promise<string> {
  const before = read(path)
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools', script)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`)
  const after = readFileSync(join(root, path), 'utf8')
  if (before !== null) writeFileSync(join(root, path), before)
  return after
}

function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return null
  }
}
