import { type Command, readArgs } from './command.ts'
import { withDatabase } from './open.ts'

/** Brings the schema of the database up to date. */
export const migrateCommand: Command = async (args, surroundings) => {
  readArgs(args, {})
  const tell = async ({ applied }: { applied: string[] }) => ({
    lines: applied.length === 0 ? ['The database is up to date.'] : applied.map(name => `Applied ${name}.`),
    data: { applied },
  })
  return withDatabase(surroundings, tell, { mayBegin: true })
}
