import type { Lang } from '../../../platform/web/language.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { DefinitionFault } from '../definition.ts'

/** What is wrong with a field of a test account, in the words of pages. */
export function faultWords(lang: Lang, { path, fault }: DefinitionFault): string {
  const { faults } = textsOf(lang).testAccounts
  if (path === 'name' && fault === 'taken') return faults.name_taken
  if (path.endsWith('.email') && fault === 'invalid') return faults.email
  if (path.endsWith('.email') && fault === 'taken') return faults.email_taken
  return faults[fault]
}

/** Finds the words of the fault at a path; null where there is none. */
export function faultFinder(lang: Lang, faults: readonly DefinitionFault[]): (path: string) => string | null {
  return path => {
    const found = faults.find(fault => fault.path === path)
    return found ? faultWords(lang, found) : null
  }
}
