import { recordAudit } from '../../platform/audit.ts'
import { randomSecret } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { SECRET_CHARACTERS } from './credentials.ts'
import type { AppsDeps } from './deps.ts'
import { findWebhookSecret, storeWebhookSecret } from './webhook.repository.ts'

/** What the ciphertexts of webhook secrets are sealed for. */
export const WEBHOOK_SECRET_PURPOSE = 'webhook secret'

/** Gives an app with a webhook the secret its events are signed with, unless it has one (events.md §5). */
export async function ensureWebhookSecret(
  tx: Tx,
  appId: string,
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
): Promise<void> {
  if ((await findWebhookSecret(tx, appId)) !== null) return
  const to = secretBox.seal(WEBHOOK_SECRET_PURPOSE, randomSecret(SECRET_CHARACTERS))
  await storeWebhookSecret(tx, { appId, from: null, to })
}

/** The secret in clear, for whoever has proved to be allowed to see it; leaves a trace. */
export async function showWebhookSecret(
  tx: Tx,
  appId: string,
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<{ secret: string } | 'not_found'> {
  const ciphertext = await findWebhookSecret(tx, appId)
  if (ciphertext === null) return 'not_found'
  await recordAudit(tx, { action: 'webhook_secret_shown', subject: `App/${appId}` }, now)
  return { secret: secretBox.open(WEBHOOK_SECRET_PURPOSE, ciphertext) }
}

/** Makes a new secret in place of the one seen; what is sent from now on is signed with it. */
export async function renewWebhookSecret(
  tx: Tx,
  { appId, seen }: { appId: string; seen: string },
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<{ secret: string } | 'changed_meanwhile' | 'not_found'> {
  const from = await findWebhookSecret(tx, appId)
  if (from === null) return 'not_found'
  if (webhookSecretMark(from) !== seen) return 'changed_meanwhile'
  const secret = randomSecret(SECRET_CHARACTERS)
  const to = secretBox.seal(WEBHOOK_SECRET_PURPOSE, secret)
  if (!(await storeWebhookSecret(tx, { appId, from, to }))) return 'changed_meanwhile'
  await recordAudit(tx, { action: 'webhook_secret_renewed', subject: `App/${appId}` }, now)
  return { secret }
}

/** Names a sealed secret in a form without telling anything of it: the end of its ciphertext. */
export function webhookSecretMark(ciphertext: string): string {
  return ciphertext.slice(-12)
}
