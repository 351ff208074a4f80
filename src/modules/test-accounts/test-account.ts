import type { Definition } from './definition.ts'

/** A test account as it is kept. */
export type TestAccount = {
  organizationId: string
  vendorId: string
  name: string
  /** What it was made of; passwords are hashes. */
  definition: Definition
  /** Its private token, which is signed anew whenever it is shown; null when it could hold no scope. */
  tokenJti: string | null
  createdAt: number
}
