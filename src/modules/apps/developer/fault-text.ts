import type { JsonFault } from '../../../platform/json-cursor.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { textsOf } from '../../../platform/web/texts.ts'

/** What is wrong with a form, by the key of the manifest it stands for; the texts are those of manifests. */
export type AppFaults = Record<string, string>

/** The first fault of each key: of `oauth_redirect_urls[2]` it is `oauth_redirect_urls`. */
export function faultsByKey(faults: readonly JsonFault[]): AppFaults {
  const byKey: AppFaults = {}
  for (const { path, fault } of faults) {
    const [key = ''] = path.split(/[.[]/, 1)
    byKey[key] ??= fault
  }
  return byKey
}

/** A fault as a sentence in the reader's language; what has no translation is told in English. */
export function faultText(lang: Lang, fault: string | null): string | null {
  if (fault === null) return null
  return textsOf(lang).developer.fault(fault)
}
