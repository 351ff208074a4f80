import { recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { insertApp, isNameTaken } from './app.repository.ts'
import type { App, AppTranslation, AppType } from './app.ts'
import { createCredentials, type MadeCredentials, type NewCredentials } from './change-credentials.ts'
import type { Actor, AppsDeps } from './deps.ts'
import { technicalNameFault } from './technical-name.ts'

/** An app to be; its texts went through a manifest or a form. `id` only where it is fixed beforehand (demo data). */
export type NewApp = Actor & {
  organizationId: string
  name: string
  type: AppType
  translations: AppTranslation[]
  parentAppId?: string | null
  category?: string
  id?: string
  /** Without a list the app gets one confidential pair (C-25). */
  credentials?: Omit<NewCredentials, 'appId' | 'actor'>[]
}

/** A new app with its credentials, whose secrets are shown once. */
export type CreatedApp = { app: App; credentials: MadeCredentials[] }

const NAME_TAKEN = 'has already been taken, or looks like a name that has'

/**
 * Step 1 of an app's life: makes it with its credentials; a `fault` tells why its name cannot be. A public app waits for
 * the operator in production; a private one is installed in its vendor's organization at once (platform.md §4.1).
 */
export async function createApp(
  tx: Tx,
  input: NewApp,
  deps: AppsDeps,
  now: number,
): Promise<CreatedApp | { fault: string }> {
  const fault = await newNameFault(tx, input.name, deps)
  if (fault) return { fault }
  const { organizationId, name, type, translations, actor } = input
  const app: App = {
    id: input.id ?? uuid(now),
    organizationId,
    name,
    type,
    state: type === 'private' || deps.environment === 'sandbox' ? 'active' : 'draft',
    parentAppId: input.parentAppId ?? null,
    category: input.category ?? 'other',
    entryPointUrl: null,
    logoUrl: null,
    webhookUrl: null,
    demoUrl: null,
    translations,
    isPlatform: false,
    createdAt: now,
    updatedAt: now,
  }
  if (!(await insertApp(tx, app))) return { fault: NAME_TAKEN }
  await recordAudit(tx, { action: 'app_created', actor, subject: `App/${app.id}` }, now)
  const credentials: MadeCredentials[] = []
  for (const wanted of input.credentials ?? [{ name: null, description: null, isConfidential: true }]) {
    const made = await createCredentials(tx, { ...wanted, appId: app.id, actor }, deps, now)
    if (made === 'name_taken') throw new Error(`two credentials of ${name} are called ${wanted.name}`)
    credentials.push(made)
  }
  if (type === 'private') await deps.hooks.privateAppCreated(tx, { appId: app.id, organizationId }, now)
  return { app, credentials }
}

/** Why no new app can have this name: it breaks the grammar, is reserved, or was given out before (G-33, attack T7). */
export async function newNameFault(reader: Reader, name: string, deps: AppsDeps): Promise<string | null> {
  const fault = technicalNameFault(name, deps.names.platformApps)
  if (fault) return fault
  return (await isNameTaken(reader, name)) ? NAME_TAKEN : null
}
