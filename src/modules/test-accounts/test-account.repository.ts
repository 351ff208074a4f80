import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Definition } from './definition.ts'
import type { TestAccount } from './test-account.ts'

type AccountRow = Omit<TestAccount, 'definition'> & { definition: string }

const COLUMNS = sql`organization_id as "organizationId", vendor_id as "vendorId", name, definition,
  token_jti as "tokenJti", created_at as "createdAt"`

/**
 * Takes the test accounts of a vendor for the rest of the transaction, before anything else of them: they are made and
 * ended one after another.
 */
export async function takeTestAccounts(tx: Tx, vendorId: string): Promise<void> {
  await tx.write(sql`insert into test_account_gate (vendor_id, version) values (${vendorId}, 1)
    on conflict (vendor_id) do update set version = test_account_gate.version + 1`)
}

/** A test account by its organization (primary key); null when it is none, or another vendor's (attack O5). */
export async function findTestAccount(
  reader: Reader,
  { vendorId, organizationId }: { vendorId: string; organizationId: string },
): Promise<TestAccount | null> {
  const [row] = await reader.read<AccountRow>(sql`select ${COLUMNS} from test_account
    where organization_id = ${organizationId} and vendor_id = ${vendorId}`)
  return row ? accountOf(row) : null
}

/** The test account of a vendor with this name (unique key). */
export async function findTestAccountByName(
  reader: Reader,
  { vendorId, name }: { vendorId: string; name: string },
): Promise<TestAccount | null> {
  const [row] = await reader.read<AccountRow>(sql`select ${COLUMNS} from test_account
    where vendor_id = ${vendorId} and name = ${name}`)
  return row ? accountOf(row) : null
}

/** All test accounts of a vendor, the newest first; there are not many. Index: the unique key. */
export async function findTestAccountsOf(reader: Reader, vendorId: string): Promise<TestAccount[]> {
  const rows = await reader.read<AccountRow>(sql`select ${COLUMNS} from test_account
    where vendor_id = ${vendorId} order by created_at desc, organization_id desc`)
  return rows.map(accountOf)
}

/** Stores a test account. */
export async function insertTestAccount(tx: Tx, account: TestAccount): Promise<void> {
  await tx.write(sql`
    insert into test_account (organization_id, vendor_id, name, definition, token_jti, created_at)
    values (${account.organizationId}, ${account.vendorId}, ${account.name}, ${JSON.stringify(account.definition)},
      ${account.tokenJti}, ${account.createdAt})`)
}

/** Stores that a person was made with a test account. */
export async function insertTestPerson(
  tx: Tx,
  { personId, organizationId }: { personId: string; organizationId: string },
): Promise<void> {
  await tx.write(
    sql`insert into test_person (person_id, organization_id) values (${personId}, ${organizationId})`,
  )
}

/** The persons that were made with a test account, in the order in which they are taken. Index: test_person_of_account. */
export async function findTestPersonIds(reader: Reader, organizationId: string): Promise<string[]> {
  const rows = await reader.read<{ personId: string }>(sql`select person_id as "personId" from test_person
    where organization_id = ${organizationId} order by person_id`)
  return rows.map(({ personId }) => personId)
}

/** Forgets a test account and who belonged to it. */
export async function deleteTestAccountRows(tx: Tx, organizationId: string): Promise<void> {
  await tx.write(sql`delete from test_person where organization_id = ${organizationId}`)
  await tx.write(sql`delete from test_account where organization_id = ${organizationId}`)
}

function accountOf(row: AccountRow): TestAccount {
  // Written by this module, and by nobody else.
  const definition: Definition = JSON.parse(row.definition)
  return { ...row, definition }
}
