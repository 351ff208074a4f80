import sql, { join } from 'sql-template-tag'
import { lockRows, type Reader, type Tx } from '../../../platform/database/database.ts'
import { FAMILY_COLUMNS, FAMILY_JOINS, type FamilyRow, familyOf } from '../token/family-state.repository.ts'
import type { FamilyState } from '../token/token-family.ts'
import type { DeviceAuthorization } from './device-authorization.ts'

type DeviceRow = Omit<DeviceAuthorization, 'organization'> & { organization: string }

const COLUMNS = sql`
  id, client_id as "clientId", scope, organization, user_code_ciphertext as "userCodeCiphertext",
  user_agent as "userAgent", address_block as "addressBlock", state, created_at as "createdAt",
  expires_at as "expiresAt"`

/** One that nobody decided about yet. */
export type NewDevice = Omit<DeviceAuthorization, 'state'> & { deviceCodeHash: string; userCodeHash: string }

/** Stores a new one. Throws `UniqueViolation` when its user code is taken by another that waits. */
export async function insertDevice(tx: Tx, device: NewDevice): Promise<void> {
  await tx.write(sql`
    insert into device_authorization (id, device_code_hash, user_code_hash, user_code_ciphertext, client_id, scope,
      organization, user_agent, address_block, state, created_at, expires_at)
    values (${device.id}, ${device.deviceCodeHash}, ${device.userCodeHash}, ${device.userCodeCiphertext},
      ${device.clientId}, ${device.scope}, ${JSON.stringify(device.organization)}, ${device.userAgent},
      ${device.addressBlock}, 'pending', ${device.createdAt}, ${device.expiresAt})`)
}

/** By the primary key. */
export async function findDevice(reader: Reader, id: string): Promise<DeviceAuthorization | null> {
  const [row] = await reader.read<DeviceRow>(
    sql`select ${COLUMNS} from device_authorization where id = ${id}`,
  )
  return row ? deviceOf(row) : null
}

/** What a poll needs, by the unique index of device codes. */
export async function findPolledDevice(
  reader: Reader,
  deviceCodeHash: string,
): Promise<Pick<DeviceAuthorization, 'clientId' | 'state' | 'expiresAt'> | null> {
  const [row] = await reader.read<Pick<DeviceAuthorization, 'clientId' | 'state' | 'expiresAt'>>(sql`
    select client_id as "clientId", state, expires_at as "expiresAt" from device_authorization
    where device_code_hash = ${deviceCodeHash}`)
  return row ?? null
}

/** The one that waits with this user code, which has several hashes while the key is changed. Index: …_user_code. */
export async function findPendingDevice(
  reader: Reader,
  userCodeHashes: string[],
  now: number,
): Promise<DeviceAuthorization | null> {
  const [row] = await reader.read<DeviceRow>(sql`
    select ${COLUMNS} from device_authorization
    where user_code_hash in (${join(userCodeHashes)}) and state = 'pending' and expires_at > ${now}`)
  return row ? deviceOf(row) : null
}

/** Takes one that waits for the rest of the transaction; false when it was decided or has expired. */
export async function takePendingDevice(tx: Tx, id: string, now: number): Promise<boolean> {
  const { count } = await tx.write(sql`
    update device_authorization set decided_at = null
    where id = ${id} and state = 'pending' and expires_at > ${now}`)
  return count === 1
}

/** Lets the device have the tokens of a family; false when it was decided before or has expired. */
export async function approveDevice(
  tx: Tx,
  { id, familyId, personId }: { id: string; familyId: string; personId: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update device_authorization
    set state = 'approved', family_id = ${familyId}, decided_by = ${personId}, decided_at = ${now}
    where id = ${id} and state = 'pending' and expires_at > ${now}`)
  return count === 1
}

/** Refuses the device; false when it was decided before. */
export async function denyDevice(
  tx: Tx,
  { id, personId }: { id: string; personId: string | null },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update device_authorization set state = 'denied', decided_by = ${personId}, decided_at = ${now}
    where id = ${id} and state = 'pending'`)
  return count === 1
}

/** Ends those that wait, of one client or of all clients of an app. Index: device_authorization_of_client. */
export async function endPendingDevices(tx: Tx, of: { clientId: string } | { appId: string }): Promise<void> {
  const isOf =
    'clientId' in of
      ? sql`client_id = ${of.clientId}`
      : sql`client_id in (select id from credentials where app_id = ${of.appId})`
  await tx.write(sql`update device_authorization set state = 'ended' where state = 'pending' and ${isOf}`)
}

/** The approved one of this device code with its family; both are taken, as in `findCode`. */
export async function findApprovedDevice(
  tx: Tx,
  deviceCodeHash: string,
): Promise<{ id: string; family: FamilyState } | null> {
  const [row] = await tx.read<FamilyRow & { deviceId: string }>(sql`
    select ${FAMILY_COLUMNS}, t.id as "deviceId" from device_authorization t ${FAMILY_JOINS}
    where t.device_code_hash = ${deviceCodeHash} and t.state = 'approved' ${lockRows(tx, 't', 'f')}`)
  return row ? { id: row.deviceId, family: familyOf(row) } : null
}

/** Uses the device code up; false when somebody else did. */
export async function redeemDevice(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.write(
    sql`update device_authorization set state = 'redeemed' where id = ${id} and state = 'approved'`,
  )
  return count === 1
}

/** Forgets at most `limit` that expired before an instant; how many it were. Index: device_authorization_expiry. */
export async function deleteDevicesBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`
    delete from device_authorization where id in
      (select id from device_authorization where expires_at < ${instant} order by expires_at limit ${limit})`)
  return count
}

function deviceOf(row: DeviceRow): DeviceAuthorization {
  return { ...row, organization: JSON.parse(row.organization) }
}
