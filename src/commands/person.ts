import { createPerson, parseEmail, parseLocale } from '../modules/directory/index.ts'
import {
  createPasswordHasher,
  PASSWORD_COST,
  passwordFault,
  resetSecondFactor,
  storePassword,
} from '../modules/identity/index.ts'
import { recordAudit } from '../platform/audit.ts'
import { randomSecret } from '../platform/crypto/random.ts'
import { type Command, Refused, readArgs, type Surroundings, UsageError } from './command.ts'
import { withDatabase } from './open.ts'
import { required } from './options.ts'

const PASSWORD_CHARACTERS = 20

/**
 * Creates an account with a confirmed address, with `--operator` one that operates the installation (G-32). Without
 * `--password-stdin` a password is made and shown this once.
 */
export const createPersonCommand: Command = async (args, surroundings) => {
  const { option, flag } = readArgs(args, {
    email: { type: 'string' },
    name: { type: 'string' },
    'first-name': { type: 'string' },
    locale: { type: 'string' },
    operator: { type: 'boolean' },
    'password-stdin': { type: 'boolean' },
  })
  const email = parseEmail(required('email', option('email')))
  if (email === null) throw new UsageError(`--email is no address: ${option('email')}`)
  const locale = parseLocale(option('locale') ?? 'en')
  if (locale === null) throw new UsageError(`--locale is one of en, en-US, de, found ${option('locale')}`)
  const given = flag('password-stdin') ? await readPassword(surroundings, email.address) : null
  const password = given ?? randomSecret(PASSWORD_CHARACTERS)
  const isOperator = flag('operator')
  const name = option('name') ?? email.address.slice(0, email.address.lastIndexOf('@'))
  const firstName = option('first-name') ?? null

  return withDatabase(surroundings, async ({ db, config }) => {
    const hash = await createPasswordHasher(PASSWORD_COST).hash(password)
    const now = surroundings.clock.now()
    const person = await db.transaction(async tx => {
      const details = { email, name, firstName, locale, countryCode: null, isOperator, emailConfirmedAt: now }
      const created = await createPerson(tx, details, now)
      if (created === null) return null
      await storePassword(tx, { personId: created.id, hash }, now)
      const subject = `Person/${created.id}`
      const reason = isOperator ? 'operator' : null
      const entry = { action: 'person_created', actor: 'operator', subject, reason }
      await recordAudit(tx, entry, now)
      return created
    })
    if (person === null) throw new Refused(`there is an account with the address ${email.address} already`)
    const shown = given === null ? { password } : {}
    return {
      lines: [
        `Created the ${isOperator ? 'operator' : 'account'} ${person.email} (${person.id}).`,
        ...(given === null ? [`Password, shown only now: ${password}`] : []),
        `Sign in at ${config.publicUrl}/signin.`,
      ],
      data: { id: person.id, email: person.email, operator: isOperator, ...shown },
    }
  })
}

/** Takes the second factors of somebody who has lost all of them, after the operator made sure who asks. */
export const resetSecondFactorCommand: Command = async (args, surroundings) => {
  const { option } = readArgs(args, { email: { type: 'string' } })
  const email = parseEmail(required('email', option('email')))
  if (email === null) throw new UsageError(`--email is no address: ${option('email')}`)
  return withDatabase(surroundings, async ({ db, config }) => {
    const settings = { brandName: config.brandName, publicUrl: config.publicUrl }
    const now = surroundings.clock.now()
    const outcome = await db.transaction(tx => resetSecondFactor(tx, settings, { emailKey: email.key }, now))
    if (outcome === null) throw new Refused(`there is no account with the address ${email.address}`)
    if (outcome === 'none') throw new Refused(`${email.address} has no second factor`)
    return {
      lines: [
        `One-time codes, passkeys and recovery codes of ${email.address} are gone, and all sessions ended.`,
        'The password alone signs in now. A mail says so.',
      ],
      data: { email: email.address },
    }
  })
}

async function readPassword(surroundings: Surroundings, email: string): Promise<string> {
  const password = (await surroundings.readInput()).replace(/\r?\n$/, '')
  const fault = passwordFault(password, email)
  if (fault) throw new Refused(`the password on standard input cannot be used: ${fault.replace('_', ' ')}`)
  return password
}
