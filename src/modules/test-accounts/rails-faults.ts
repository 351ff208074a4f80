import { type FieldFault, railsWording } from '../directory/index.ts'
import {
  ACCOUNTS_A_DAY_MAX,
  ACCOUNTS_MAX,
  type DefinitionFault,
  type DefinitionFaultCode,
} from './definition.ts'

const WORDS: Record<Exclude<DefinitionFaultCode, FieldFault>, string> = {
  too_short: 'is too short (minimum is 8 characters)',
  too_common: 'is too common',
  too_many: 'are too many (maximum is 10)',
  one_owner: 'must have exactly one with the role owner',
  one_headquarter: 'must have exactly one headquarter',
  not_connectable: 'cannot be connected',
  subscriptions: 'is unknown: there are no plans on this installation',
  accounts: `there are ${ACCOUNTS_MAX} test accounts already; delete some first`,
  accounts_today: `${ACCOUNTS_A_DAY_MAX} test accounts were made within 24 hours; try again later`,
  nested: 'a test account has no test accounts of its own',
  picture_url: 'must be an https URL without port and credentials',
  picture_unreachable: 'could not be fetched',
  picture_too_large: 'is too large (maximum is 200 KB)',
  picture_unsupported: 'is not a PNG, JPEG, GIF or WebP image',
}

/** Faults as the REST API words them (directory-api.md §2), by the field on the wire. */
export function railsFaults(faults: readonly DefinitionFault[]): Record<string, string[]> {
  const worded: Record<string, string[]> = {}
  for (const { path, fault } of faults) worded[path] = [...(worded[path] ?? []), wordsOf(fault)]
  return worded
}

function wordsOf(fault: DefinitionFaultCode): string {
  return isOwnFault(fault) ? WORDS[fault] : (railsWording({ field: fault })['field']?.[0] ?? fault)
}

function isOwnFault(fault: DefinitionFaultCode): fault is keyof typeof WORDS {
  return Object.hasOwn(WORDS, fault)
}
