import { configurationBody, configurationChangesSchema } from './app-configuration.ts'
import { apiObjects, type ObjectRules } from './objects.ts'
import type { Operation } from './operation.ts'
import { appOperations, organizationOperations } from './operations/organization.ts'
import { personOperations } from './operations/person.ts'
import { testAccountOperations } from './operations/test-accounts.ts'
import { discoveryOperations, oauthObjects, oauthOperations, tokenOperations } from './operations/tokens.ts'
import type { Schema } from './schema.ts'

/** What the API of a hub is described from. */
export type ApiRules = ObjectRules & { publicUrl: string; isSandbox: boolean }

/** All operations of a hub's API, and the objects they speak of. */
export type ApiReference = {
  publicUrl: string
  platformApp: string
  operations: readonly Operation[]
  objects: Readonly<Record<string, Schema>>
}

export function apiReference(rules: ApiRules): ApiReference {
  const { publicUrl, platformApp } = rules
  return {
    publicUrl,
    platformApp,
    operations: [
      ...personOperations(rules),
      ...organizationOperations(rules),
      ...appOperations({ changes: configurationBody(configurationChangesSchema(rules)) }),
      ...tokenOperations(),
      ...(rules.isSandbox ? testAccountOperations(rules) : []),
      ...oauthOperations(rules),
      ...discoveryOperations(),
    ],
    objects: { ...apiObjects(rules), ...oauthObjects(rules) },
  }
}
