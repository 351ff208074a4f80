import assert from 'node:assert/strict'
import {
  type Applied,
  type AppsDeps,
  type AppsHooks,
  applyManifest,
  createScopeNames,
  parseManifest,
} from '../../src/modules/apps/index.ts'
import { createSecretBox } from '../../src/platform/crypto/secret-box.ts'
import type { Db } from '../../src/platform/database/database.ts'

/** Notes which consequences were called for, in order. */
export function recordingHooks(): { hooks: AppsHooks; called: unknown[] } {
  const called: unknown[] = []
  const note =
    (name: string) =>
    async (_tx: unknown, what: unknown): Promise<void> => {
      called.push({ [name]: what })
    }
  return {
    called,
    hooks: {
      privateAppCreated: note('privateAppCreated'),
      desiredScopesAdded: note('desiredScopesAdded'),
      desiredScopesRemoved: note('desiredScopesRemoved'),
      providedScopesChanged: note('providedScopesChanged'),
      credentialsDeleted: note('credentialsDeleted'),
      appActivated: note('appActivated'),
      appDeactivated: note('appDeactivated'),
      appDeleted: note('appDeleted'),
    },
  }
}

/** What changing apps needs, as the composition root would give it. */
export function appsDeps(changes: Partial<AppsDeps> = {}): AppsDeps {
  return {
    secretBox: createSecretBox('a secret key for tests: 0123456789abcdef'),
    hooks: recordingHooks().hooks,
    environment: 'sandbox',
    names: createScopeNames('directory', ['zaikio']),
    ...changes,
  }
}

/** Applies a manifest; its own faults must be none. */
export async function apply(db: Db, deps: AppsDeps, document: object, now: number): Promise<Applied> {
  const parsed = parseManifest(document, deps.environment)
  assert(parsed.ok, JSON.stringify(parsed))
  return db.transaction(tx => applyManifest(tx, { manifest: parsed.manifest, actor: 'operator' }, deps, now))
}

/** The same, which must succeed. */
export async function applied(db: Db, deps: AppsDeps, document: object, now: number) {
  const outcome = await apply(db, deps, document, now)
  assert(outcome.outcome !== 'refused', JSON.stringify(outcome))
  return outcome
}

/** The same, which must be refused; gives the faults as `path: fault`. */
export async function refused(db: Db, deps: AppsDeps, document: object, now: number): Promise<string[]> {
  const outcome = await apply(db, deps, document, now)
  assert(outcome.outcome === 'refused', `was ${outcome.outcome}`)
  return outcome.faults.map(({ path, fault }) => `${path}: ${fault}`)
}
