import { type Act, actsAs, recordAudit } from '../../../platform/audit.ts'
import { uuid } from '../../../platform/crypto/random.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import type { Db } from '../../../platform/database/database.ts'
import type { Owner } from '../account/change-password.ts'
import type { MailSettings } from '../confirm-email.ts'
import { tellPerson } from '../tell-person.ts'
import { takeChallenge } from './challenge.repository.ts'
import { type Asker, openChallenge } from './challenge.ts'
import { factorAdded, factorRemoved } from './factors.ts'
import { takeOwner } from './manage-codes.ts'
import { deletePasskey, findPasskeysOf, insertPasskey, renamePasskey } from './passkey.repository.ts'
import { PASSKEYS_MAX, readNewPasskey } from './passkey.ts'

type Deps = { db: Db; secretBox: SecretBox; settings: MailSettings }

/** What became of adding a passkey: recovery codes come with the first factor. */
export type AddOutcome =
  | { kind: 'added'; recoveryCodes: string[] | null }
  | { kind: 'refused' | 'known' | 'too_many' | 'signed_out' }

/** Adds the passkey an authenticator made, once its answer is proven. */
export async function addPasskey(
  { db, secretBox, settings }: Deps,
  { owner, asker, name, answer }: { owner: Owner; asker: Asker; name: string; answer: string },
  now: number,
): Promise<AddOutcome> {
  const open = (said: string) => openChallenge(secretBox, said, { use: 'add', asker }, now)
  const read = await readNewPasskey(settings, answer, open)
  if (read === null) return { kind: 'refused' }
  const { personId } = owner
  return db.transaction(async tx => {
    const person = await takeOwner(tx, owner, now)
    if (person === null) return { kind: 'signed_out' }
    if (!(await takeChallenge(tx, read.challenge))) return { kind: 'refused' }
    if ((await findPasskeysOf(tx, personId)).length >= PASSKEYS_MAX) return { kind: 'too_many' }
    const id = uuid(now)
    if (!(await insertPasskey(tx, { id, personId, name, ...read.made }, now))) return { kind: 'known' }
    const recoveryCodes = await factorAdded(tx, { personId, sessionId: owner.session.id }, now)
    const news = { person, kind: 'passkeyAdded', path: '/account/security', about: name } as const
    await tellPerson(tx, settings, news, now)
    await recordAudit(
      tx,
      { action: 'passkey_added', subject: `Person/${personId}`, details: { passkey: id } },
      now,
    )
    return { kind: 'added', recoveryCodes }
  })
}

/** Removes a passkey of somebody; false when they have none of this id (any more), or their session has ended. */
export async function removePasskey(
  { db, settings }: Pick<Deps, 'db' | 'settings'>,
  { owner, id, name }: { owner: Owner; id: string; name: string },
  now: number,
): Promise<boolean> {
  const { personId } = owner
  return db.transaction(async tx => {
    const person = await takeOwner(tx, owner, now)
    if (person === null || !(await deletePasskey(tx, { id, personId }))) return false
    await factorRemoved(tx, personId, now)
    const news = { person, kind: 'passkeyRemoved', path: '/account/security', about: name } as const
    await tellPerson(tx, settings, news, now)
    await recordAudit(
      tx,
      { action: 'passkey_removed', subject: `Person/${personId}`, details: { passkey: id } },
      now,
    )
    return true
  })
}

/** Gives a passkey another name; false when the person has none of this id. */
export function changePasskeyName(
  db: Db,
  { personId, id, name, act }: { personId: string; id: string; name: string; act: Act },
  now: number,
): Promise<boolean> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    if (!(await renamePasskey(tx, { id, personId, name }))) return false
    await recordAudit(
      tx,
      { action: 'passkey_renamed', subject: `Person/${personId}`, details: { passkey: id } },
      now,
    )
    return true
  })
}
