import type { Client } from '../../apps/index.ts'

/** Why a client is none any more; null while it is. */
export function endOfClient({
  isDeleted,
  appIsDeleted,
}: Pick<Client, 'isDeleted' | 'appIsDeleted'>): 'credentials deleted' | 'app deleted' | null {
  if (isDeleted) return 'credentials deleted'
  return appIsDeleted ? 'app deleted' : null
}
