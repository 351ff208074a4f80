import type { SecretBox } from '../../platform/crypto/secret-box.ts'
import type { AppsHooks } from './hooks.ts'
import type { Environment } from './redirect-url.ts'
import type { ScopeNames } from './scope-name.ts'

/** What changing apps needs beside the transaction; made once by the composition root. */
export type AppsDeps = {
  secretBox: SecretBox
  hooks: AppsHooks
  environment: Environment
  names: ScopeNames
}

/** Who did it, for the audit log: `Person/<uuid>`, or `operator` at the command line. */
export type Actor = { actor: string }
