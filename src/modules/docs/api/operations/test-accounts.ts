import { CHANGED_SINCE, type Operation, operation, pathPart } from '../operation.ts'
import { flag, list, object, oneOf, partial, ref, type Schema, text } from '../schema.ts'

/** Test accounts, which there are in a sandbox only (directory-api.md §16). */
export function testAccountOperations({
  roles,
  organizationKinds,
}: {
  roles: readonly string[]
  organizationKinds: readonly string[]
}): Operation[] {
  const path = '/api/v1/test_accounts'
  const app = { by: 'app', scopes: [] } as const
  const one = [
    pathPart('organization_id', 'The id of the organization.', '0198bd07-aa60-7f42-b52c-0f1e2d3c4b5a'),
  ]
  return [
    operation({
      id: 'list-test-accounts',
      group: 'test_accounts',
      method: 'GET',
      path,
      title: 'List test accounts',
      description: 'Those of the vendor of the app that asks.',
      access: app,
      parameters: [CHANGED_SINCE],
      answers: [{ status: 200, description: 'The test accounts.', schema: list(ref('TestAccount')) }],
    }),
    operation({
      id: 'get-test-account',
      group: 'test_accounts',
      method: 'GET',
      path: `${path}/{organization_id}`,
      title: 'Read a test account',
      access: app,
      parameters: one,
      answers: [{ status: 200, description: 'The test account.', schema: ref('TestAccount') }],
    }),
    operation({
      id: 'create-test-account',
      group: 'test_accounts',
      method: 'POST',
      path,
      title: 'Make a test account',
      description:
        'An organization with persons and sites, connected to apps. The one of the same name is deleted first. Its persons sign in with their passwords, and tokens of the apps it is connected to need no consent.',
      access: app,
      body: { type: 'application/json', isRequired: true, schema: testAccountBody(roles, organizationKinds) },
      answers: [{ status: 201, description: 'The test account.', schema: ref('TestAccount') }],
    }),
    operation({
      id: 'delete-test-account',
      group: 'test_accounts',
      method: 'DELETE',
      path: `${path}/{organization_id}`,
      title: 'Delete a test account',
      description: 'The organization and its persons.',
      access: app,
      parameters: one,
      answers: [{ status: 204, description: 'It is gone.', schema: null }],
    }),
  ]
}

function testAccountBody(roles: readonly string[], organizationKinds: readonly string[]): Schema {
  const line = (description: string, example: string): Schema => ({
    ...text(description, example),
    type: ['string', 'null'],
  })
  const member = partial(
    {
      email: text('Their address.', 'mira@example.org', { format: 'email' }),
      password: text('What they sign in with.', 'a long password', { minLength: 8, format: 'password' }),
      first_name: line('', 'Mira'),
      name: text('The family name.', 'Okafor'),
      locale: oneOf(['en', 'en-US', 'de'], 'Their language.'),
      country_code: line('ISO 3166-1 alpha-2.', 'DE'),
      avatar_url: { ...line('A picture that is fetched.', ''), examples: [null] },
      roles: list(oneOf(roles, 'A role.'), 'Exactly one of the members is owner.', ['owner']),
    },
    ['email', 'password', 'name'],
  )
  const site = partial(
    {
      name: text('Its name.', 'Main works'),
      headquarter: flag('Exactly one is.', true),
      address_attributes: partial({
        addressee: line('', 'Northwind Press'),
        text: line('The address in lines.', 'Kai 12\n20457 Hamburg'),
      }),
    },
    ['name'],
  )
  const account = partial(
    {
      name: text('Of the organization; unique among the vendor’s test accounts.', 'Northwind Press'),
      country_code: line('ISO 3166-1 alpha-2.', 'DE'),
      kinds: list(oneOf(organizationKinds, 'A kind.'), 'What it does.', ['printer']),
      sections: {
        type: 'object',
        additionalProperties: list({ type: 'string' }),
        examples: [{ printer: ['labels'] }],
      },
      logo_url: { ...line('A picture that is fetched, of at most 200 KB.', ''), examples: [null] },
      connection_attributes: list(
        { type: 'string' },
        'Technical names of apps to connect, with all they desire.',
        ['stock_keeper'],
      ),
      member_attributes: list(member, 'Its persons.'),
      site_attributes: list(site, 'Without any it gets one of its own name.'),
    },
    ['name'],
  )
  return object({ test_account: account })
}
