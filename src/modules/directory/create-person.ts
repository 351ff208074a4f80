import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import type { EmailAddress } from './email.ts'
import { insertPerson } from './person.repository.ts'
import { type Person, unitSystemOf } from './person.ts'

/** A person to be; texts are checked already. `id` only where it is fixed beforehand (demo data). */
export type NewPerson = Pick<Person, 'firstName' | 'name' | 'locale' | 'countryCode'> & {
  email: EmailAddress
  id?: string
  emailConfirmedAt?: number
  isOperator?: boolean
  testAccountOwnerId?: string
}

/** Creates a person; null when the address is taken. Units follow the country, the time zone is UTC (G-34). */
export async function createPerson(tx: Tx, input: NewPerson, now: number): Promise<Person | null> {
  const person: Person = {
    id: input.id ?? uuid(now),
    firstName: input.firstName,
    name: input.name,
    email: input.email.address,
    emailKey: input.email.key,
    emailConfirmedAt: input.emailConfirmedAt ?? null,
    pronoun: null,
    locale: input.locale,
    countryCode: input.countryCode,
    unitSystem: unitSystemOf(input.countryCode),
    timeZone: 'UTC',
    birthday: null,
    appearance: 'system',
    avatarUrl: null,
    isOperator: input.isOperator ?? false,
    twoFactorSince: null,
    bannedAt: null,
    testAccountOwnerId: input.testAccountOwnerId ?? null,
    createdAt: now,
    updatedAt: now,
  }
  return (await insertPerson(tx, person)) ? person : null
}
