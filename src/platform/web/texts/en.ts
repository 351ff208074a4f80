import { identity } from './en/identity.ts'
import { kinds, page, roles } from './en/page.ts'

/** Every text in English; German has the same keys. */
export const en = { page, roles, kinds, identity }
