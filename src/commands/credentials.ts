import {
  addCredentials,
  type CredentialsSwitches,
  credentialsNameFault,
  credentialsOf,
  deleteCredentials,
  endFormerSecret,
  findAppByName,
  rotateSecret,
  showSecret,
  switchCredentials,
} from '../modules/apps/index.ts'
import { actsAs } from '../platform/audit.ts'
import { createSecretBox } from '../platform/crypto/secret-box.ts'
import { DAY_MS } from '../platform/durations.ts'
import { plainName } from '../platform/web/plain-text.ts'
import { ACTOR } from './app.ts'
import { type Command, Refused, readArgs, UsageError } from './command.ts'
import { withDatabase, withSystem } from './open.ts'
import { duration, isoTime, oneOf, securityProfile, signingAlgorithm } from './options.ts'
import { appNamed } from './whose.ts'

const FORMER_LIFETIME_MS = DAY_MS

/** Makes another client id for an app. */
export const createCredentialsCommand: Command = async (args, surroundings) => {
  const options = {
    name: { type: 'string' },
    description: { type: 'string' },
    public: { type: 'boolean' },
  } as const
  const { option, flag, word } = readArgs(args, options, ['app'])
  const name = option('name') ?? null
  const fault = name === null ? null : credentialsNameFault(name)
  if (fault) throw new UsageError(`--name ${fault}`)
  const isConfidential = !flag('public')
  const wanted = { name, description: option('description') ?? null, isConfidential, actor: ACTOR }

  return withDatabase(surroundings, async ({ db, secrets }) => {
    const secretBox = createSecretBox(secrets.secretKey, secrets.previousSecretKey)
    const made = await db.transaction(async tx => {
      const app = await findAppByName(tx, word(0))
      if (app === null || app.isPlatform) return 'not_found'
      return addCredentials(tx, { ...wanted, appId: app.id }, { secretBox }, surroundings.clock.now())
    })
    if (made === 'not_found') throw new Refused(`there is no app ${word(0)}`)
    if (made === 'too_many') throw new Refused(`${word(0)} has as many credentials as an app can have`)
    if (made === 'name_taken') throw new Refused(`${word(0)} has credentials called ${name} already`)
    const clientId = made.credentials.id
    const secret = isConfidential ? made.secret : null
    return {
      lines: [
        `client id      ${clientId}`,
        ...(secret ? [`client secret  ${secret}  (shown only now)`] : []),
      ],
      data: { client_id: clientId, client_secret: secret, name, confidential: isConfidential },
    }
  })
}

/** Lists the credentials of an app, without their secrets. */
export const listCredentials: Command = async (args, surroundings) => {
  const { word } = readArgs(args, {}, ['app'])
  return withDatabase(surroundings, async ({ db }) => {
    const app = await appNamed(db, word(0))
    const credentials = (await credentialsOf(db, app.id)).map(
      ({ id, name, description, isConfidential, secondSecretExpiresAt, lastUsedAt }) => ({
        client_id: id,
        name,
        description,
        confidential: isConfidential,
        former_ends_at: secondSecretExpiresAt === null ? null : isoTime(secondSecretExpiresAt),
        last_used_at: lastUsedAt === null ? null : isoTime(lastUsedAt),
      }),
    )
    return {
      lines: [
        ...credentials.map(({ client_id, name, description, confidential, last_used_at }) =>
          [
            client_id,
            confidential ? 'confidential' : 'public      ',
            (name ?? '').padEnd(4),
            last_used_at === null ? 'never used' : `used ${last_used_at}`,
            plainName(description ?? ''),
          ]
            .join('  ')
            .trimEnd(),
        ),
        ...(credentials.length === 0 ? ['There are none.'] : []),
      ],
      data: { app: app.name, credentials },
    }
  })
}

/** Changes the switches of credentials that only the operator has (G-32). */
export const setCredentials: Command = async (args, surroundings) => {
  const options = {
    confidential: { type: 'boolean' },
    public: { type: 'boolean' },
    algorithm: { type: 'string' },
    'plain-pkce': { type: 'string' },
    'machine-refresh-tokens': { type: 'string' },
    'password-grant': { type: 'string' },
    'implicit-grant': { type: 'string' },
    profile: { type: 'string' },
  } as const
  const { option, flag, word } = readArgs(args, options, ['client-id'])
  if (flag('confidential') && flag('public'))
    throw new UsageError('credentials are either --confidential or --public')
  const algorithm = option('algorithm')
  const onOff = (name: keyof typeof options) => {
    const chosen = oneOf(name, ['on', 'off'], option(name))
    return chosen === undefined ? undefined : chosen === 'on'
  }
  const plainPkce = onOff('plain-pkce')
  const machineRefreshTokens = onOff('machine-refresh-tokens')
  const allowsPasswordGrant = onOff('password-grant')
  const allowsImplicitGrant = onOff('implicit-grant')
  const profile = securityProfile(option('profile'))
  const switches: CredentialsSwitches = {
    ...((flag('confidential') || flag('public')) && { isConfidential: flag('confidential') }),
    ...(algorithm !== undefined && {
      signingAlgorithm: algorithm === 'default' ? null : (signingAlgorithm(algorithm) ?? null),
    }),
    ...(plainPkce !== undefined && { allowsPlainPkce: plainPkce }),
    ...(machineRefreshTokens !== undefined && { machineRefreshTokens }),
    ...(allowsPasswordGrant !== undefined && { allowsPasswordGrant }),
    ...(allowsImplicitGrant !== undefined && { allowsImplicitGrant }),
    ...(profile !== undefined && { profile }),
  }
  if (Object.keys(switches).length === 0) throw new UsageError('nothing to set: name at least one option')

  return withDatabase(surroundings, async ({ db }) => {
    const act = { clientId: word(0), actor: ACTOR, switches }
    const set = await db.transaction(tx => switchCredentials(tx, act, surroundings.clock.now()))
    if (set === 'not_found' || set === 'name_taken') throw unknown(word(0))
    const data = {
      client_id: set.id,
      confidential: set.isConfidential,
      algorithm: set.signingAlgorithm ?? 'default',
      plain_pkce: set.allowsPlainPkce,
      machine_refresh_tokens: set.machineRefreshTokens,
      password_grant: set.allowsPasswordGrant,
      implicit_grant: set.allowsImplicitGrant,
      profile: set.profile,
    }
    return { lines: Object.entries(data).map(([key, value]) => `${key.padEnd(24)}${value}`), data }
  })
}

/** Makes a new secret; the former one works on for a while, so that the app can be changed over (G-07). */
export const rotateSecretCommand: Command = async (args, surroundings) => {
  const options = { 'keep-former': { type: 'string' }, 'end-former': { type: 'boolean' } } as const
  const { option, flag, word } = readArgs(args, options, ['client-id'])
  const act = { clientId: word(0), actor: ACTOR }
  const formerLifetimeMs = duration('keep-former', option('keep-former')) ?? FORMER_LIFETIME_MS

  return withDatabase(surroundings, async ({ db, secrets }) => {
    const now = surroundings.clock.now()
    if (flag('end-former')) {
      const ended = await db.transaction(tx => endFormerSecret(tx, act, now))
      if (ended === 'not_found') throw new Refused(`${word(0)} has no former secret`)
      return { lines: ['The former secret has ended.'], data: { client_id: word(0), former: 'ended' } }
    }
    const secretBox = createSecretBox(secrets.secretKey, secrets.previousSecretKey)
    const rotated = await db.transaction(tx =>
      rotateSecret(tx, { ...act, formerLifetimeMs }, { secretBox }, now),
    )
    if (rotated === 'not_found') throw unknown(word(0))
    const until = isoTime(rotated.formerEndsAt)
    return {
      lines: [
        `client secret  ${rotated.secret}  (shown only now)`,
        `The former secret works until ${until}.`,
      ],
      data: { client_id: word(0), client_secret: rotated.secret, former_ends_at: until },
    }
  })
}

/** Shows the secret again; the audit log keeps that it was shown (G-07). */
export const showSecretCommand: Command = async (args, surroundings) => {
  const clientId = readArgs(args, {}, ['client-id']).word(0)
  return withDatabase(surroundings, async ({ db, secrets }) => {
    const secretBox = createSecretBox(secrets.secretKey, secrets.previousSecretKey)
    const now = surroundings.clock.now()
    const shown = await db.transaction(tx => showSecret(tx, { clientId, actor: ACTOR }, { secretBox }, now))
    if (shown === 'not_found') throw unknown(clientId)
    return { lines: [shown.secret], data: { client_id: clientId, client_secret: shown.secret } }
  })
}

/** Deletes credentials; everything issued with them ends. */
export const deleteCredentialsCommand: Command = async (args, surroundings) => {
  const clientId = readArgs(args, {}, ['client-id']).word(0)
  return withSystem(surroundings, async ({ app: { db, apps } }) => {
    const now = surroundings.clock.now()
    const deleted = await db.transaction(tx => {
      actsAs(tx, { actor: ACTOR })
      return deleteCredentials(tx, { clientId, actor: ACTOR }, apps, now)
    })
    if (deleted === 'not_found') throw unknown(clientId)
    return {
      lines: [`${clientId} is deleted; every token issued with it has ended.`],
      data: { client_id: clientId, state: 'deleted' },
    }
  })
}

function unknown(clientId: string): Refused {
  return new Refused(`there are no credentials with the client id ${clientId}`)
}
