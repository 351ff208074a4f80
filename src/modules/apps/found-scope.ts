import type { Permission } from './provided-scope.ts'

/** A scope that was found, in the reader's words. */
export type FoundScope = {
  /** Under the name of the platform app that was typed. */
  scope: string
  /** The same under the providing app's own name. */
  canonical: string
  title: string
  providerTitle: string
  providerName: string
  permission: Permission
}
