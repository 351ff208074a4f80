import { findKeys, rotateKey, type StoredKey } from '../modules/oauth/index.ts'
import { type Command, readArgs } from './command.ts'
import { withDatabase, withSystem } from './open.ts'
import { isoTime, signingAlgorithm } from './options.ts'

/** Shows the signing keys and what each is used for now. */
export const listKeys: Command = async (args, surroundings) => {
  readArgs(args, {})
  return withDatabase(surroundings, async ({ db }) => {
    const keys = (await findKeys(db)).map(key => described(key, surroundings.clock.now()))
    return {
      lines: keys.length === 0 ? ['There are no keys yet: the first start makes them.'] : keys.map(keyLine),
      data: { keys },
    }
  })
}

/**
 * Publishes a new key now, signs with it from a day from now, and retires the one before. `--immediately` signs with it
 * at once, for a key that may have been stolen: verifiers that keep the key set for long refuse tokens meanwhile.
 */
export const rotateKeyCommand: Command = async (args, surroundings) => {
  const { option, flag } = readArgs(args, { algorithm: { type: 'string' }, immediately: { type: 'boolean' } })
  const chosen = signingAlgorithm(option('algorithm'))
  // The whole system, because it makes the first keys: a lone new key would leave nothing that signs today.
  return withSystem(surroundings, async ({ app, config }) => {
    const algorithm = chosen ?? config.defaultSigningAlgorithm
    const now = surroundings.clock.now()
    const ahead = flag('immediately') ? { publishAheadMs: 0 } : {}
    const stored = await rotateKey(app.db, { algorithm, secretBox: app.apps.secretBox, now, ...ahead })
    const key = described(stored, now)
    return {
      lines: [
        `A new ${algorithm} key is published and signs from ${key.signsFrom} on; no restart is needed.`,
        'The former key stays published until its last token has expired.',
        keyLine(key),
      ],
      data: { key },
    }
  })
}

type Described = ReturnType<typeof described>

function described({ kid, algorithm, createdAt, signsFrom, retiredAt }: StoredKey, now: number) {
  const isRetired = retiredAt !== null && retiredAt <= now
  return {
    kid,
    algorithm,
    state: isRetired ? 'retired' : signsFrom > now ? 'published' : 'signing',
    createdAt: isoTime(createdAt),
    signsFrom: isoTime(signsFrom),
    retiredAt: retiredAt === null ? null : isoTime(retiredAt),
  }
}

function keyLine({ kid, algorithm, state, signsFrom, retiredAt }: Described): string {
  const until = retiredAt === null ? '' : ` until ${retiredAt}`
  return `${kid.slice(0, 16)}…  ${algorithm.padEnd(6)} ${state.padEnd(10)} signs from ${signsFrom}${until}`
}
