import { type AppConfigurationRules, appConfigurationSchema } from './app-configuration.ts'
import { flag, list, nullable, object, oneOf, orNull, ref, type Schema, text, time, uuid } from './schema.ts'

const PERSON_ID = '01981a2b-0c3d-7e4f-8a5b-6c7d8e9f0a1b'
const ORGANIZATION_ID = '0198bd07-aa60-7f42-b52c-0f1e2d3c4b5a'

/** What objects are made with: the hub they come from. */
export type ObjectRules = AppConfigurationRules & {
  /** The name scopes of the hub begin with. */
  platformApp: string
  roles: readonly string[]
  organizationKinds: readonly string[]
  appTypes: readonly string[]
  appStates: readonly string[]
}

/** Every object of the REST API by its name (directory-api.md §4). */
export function apiObjects(rules: ObjectRules): Record<string, Schema> {
  const { platformApp, roles, organizationKinds } = rules
  const scope = (example: string) => text('A scope.', `${platformApp}.${example}`)
  const scopes = (description: string, ...examples: string[]) =>
    list(
      scope('person.r'),
      description,
      examples.map(example => `${platformApp}.${example}`),
    )
  const stamps = { created_at: time('When it was made.'), updated_at: time('When it was last changed.') }
  const currentApp = (granted: string) => ({
    connected: flag('Whether it is connected to the app that asks; false for private tokens.', true),
    subscription: nullable(
      object({ status: text('Its state.', 'active'), plan: text('The name of the plan.', 'standard') }),
    ),
    granted_oauth_scopes: scopes('What the app that asks was granted.', granted),
    requested_oauth_scopes: scopes('What it desires and was not granted.'),
    requested_oauth_scopes_waiting_for_approval: scopes('What waits until somebody approves it.'),
  })
  const country = nullable(text('ISO 3166-1 alpha-2.', 'DE', { minLength: 2, maxLength: 2 }), 'DE')
  const currency = nullable(text('ISO 4217, that of the country.', 'EUR'), 'EUR')
  const picture = nullable(text('Where it is served.', 'https://…', { format: 'uri' }))
  const testOwner = nullable(uuid('The vendor, if this is a test account.'))
  const roleList = list(oneOf(roles, 'A role.'), 'Their roles, at least one.', ['owner'])

  const person: Record<string, Schema> = {
    id: uuid('The person.', PERSON_ID),
    first_name: nullable(text('Many people have none: show `full_name`.', 'Mara'), 'Mara'),
    name: text('The family name.', 'Lindqvist'),
    full_name: text('What to call them.', 'Mara Lindqvist'),
    email: text('Their address.', 'mara@lindenpress.example', { format: 'email' }),
    email_confirmed: flag('Do not mail or recognize anybody by an address that is not confirmed.', true),
    pronoun: nullable(text('As they wrote it.', 'She/Her')),
    locale: oneOf(['en', 'en-US', 'de'], 'Their language.'),
    country_code: country,
    currency,
    unit_system: oneOf(['metric', 'imperial'], 'How they measure.'),
    time_zone: text('An IANA name. Times of answers to a person’s token are in it.', 'Europe/Berlin'),
    avatar_url: picture,
    two_factor_authentication_enabled: flag('Whether they sign in with a second factor.', false),
    ...currentApp('person.r'),
    test_account_owner_id: testOwner,
    ...stamps,
  }
  const organization: Record<string, Schema> = {
    id: uuid('The organization.', ORGANIZATION_ID),
    name: text('Its name.', 'Linden Press'),
    slug: text('Part of addresses of the hub; stays when the name changes.', 'linden_press'),
    kinds: list(oneOf(organizationKinds, 'A kind.'), 'What it does.', ['printer']),
    sections: {
      type: 'object',
      additionalProperties: list({ type: 'string' }),
      description: 'For each kind, what more is known.',
      examples: [{ printer: ['flyers', 'labels'] }],
    },
    country_code: country,
    ...currentApp('organization.r'),
    brand_color: nullable(text('Its color.', '#004b87'), '#004b87'),
    currency,
    test_account_owner_id: testOwner,
    ...stamps,
    logo_url: picture,
    kind: nullable({ ...text('The first of `kinds`.', 'printer'), deprecated: true }, 'printer'),
  }
  const membership: Record<string, Schema> = {
    id: uuid('The membership.', '0198bd07-bb11-7c22-8d33-1a2b3c4d5e6f'),
    roles: roleList,
    ...stamps,
  }
  const line = (description: string, example: string | null) =>
    nullable(text(description, example ?? ''), example)
  const site: Record<string, Schema> = {
    id: uuid('The site.', '0198bd07-dd33-7e44-8f55-3c4d5e6f7a8b'),
    name: text('Its name.', 'Main works'),
    headquarter: flag('Each organization has exactly one.', true),
    ...stamps,
    address: orNull('Address'),
  }
  const app = {
    id: uuid('The app.', '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01'),
    name: text('Its technical name.', 'stock_keeper'),
    category: oneOf(rules.categories, 'Where the store shows it.', 'warehouse'),
    kind: oneOf(rules.appTypes, 'Who can use it.', 'public'),
    state: oneOf(rules.appStates, 'Where it is in its life.', 'active'),
  }
  return {
    Person: object(person),
    PersonWithMemberships: object({
      ...person,
      organization_memberships: list(ref('OwnMembership'), 'The organizations they belong to.'),
      accessible_apps: list(ref('AccessibleApp'), 'The apps they can open.'),
    }),
    ShortPerson: object({
      id: uuid('The person.', PERSON_ID),
      full_name: text('What to call them.', 'Mara Lindqvist'),
      connected: flag('Whether they are connected to the app that asks.', true),
      avatar_url: picture,
    }),
    AccessibleApp: object({
      name: text('Its technical name.', 'stock_keeper'),
      slug: text('Its name in addresses.', 'stock-keeper'),
      translated_title: text('Its title in the language of the request.', 'Stock Keeper'),
      category: oneOf(rules.categories, 'Where the store shows it.', 'warehouse'),
      entry_point_url: line('Where it opens.', 'https://stock.example/app'),
      logo_url: picture,
    }),
    Organization: object(organization),
    OwnOrganization: object({
      ...organization,
      require_two_factor_authentication: flag('Whether members need a second factor.', false),
      tax_identifier: line('Not kept yet.', null),
      unconfirmed_tax_identifier: line('Not kept yet.', null),
      unconfirmed_tax_identifier_valid: nullable(flag('Not kept yet.', false)),
      authorized_for_payment: flag('Not kept yet.', false),
    }),
    OwnMembership: object({ ...membership, organization: ref('Organization') }),
    Member: object({ ...membership, person: ref('ShortPerson') }),
    FullMember: object({ ...membership, person: ref('Person') }),
    MembershipInvitation: object({
      id: uuid('The invitation.'),
      email: text('Whom it was sent to.', 'jonas@lindenpress.example', { format: 'email' }),
      roles: { ...roleList, examples: [['member']] },
      full_name: text('Their name, or the address where none was given.', 'Jonas Petersen'),
      avatar_url: picture,
      expires_at: time('Until when it can be accepted.'),
      ...stamps,
    }),
    Address: object({
      id: uuid('The address.', '0198bd07-cc22-7d33-8e44-2b3c4d5e6f7a'),
      addressee: line('Whom it belongs to.', 'Linden Press'),
      street_and_number: line('The street with the number.', 'Kai 12'),
      street: line('Without the number; the whole line where there is none to tell.', 'Kai'),
      number: line('The number.', '12'),
      zip_code: line('The postal code.', '20457'),
      town: line('The town.', 'Hamburg'),
      country_code: country,
      state: line('The state.', 'Hamburg'),
      addition: line('More that helps to find it.', null),
      location: {
        ...list({ type: ['number', 'null'] }, 'Latitude and longitude, nulls where they are not known.', [
          null,
          null,
        ]),
        minItems: 2,
        maxItems: 2,
      },
      ...stamps,
    }),
    Site: object({ ...site, organization: ref('Organization') }),
    TestAccount: object({
      ...organization,
      private_access_token: nullable(
        text('Of the organization, with all its scopes.', 'eyJ…'),
        'eyJraWQiOiIyMDI2…',
      ),
      memberships: list(ref('FullMember'), 'Its persons.'),
      sites: list(object(site), 'Its sites.'),
    }),
    Connection: object({
      connectable_type: oneOf(['Person', 'Organization'], 'Who is connected.', 'Organization'),
      connectable_id: uuid('Who it is.', ORGANIZATION_ID),
      ...stamps,
      app_name: text('To which app.', 'stock_keeper'),
      granted_oauth_scopes: scopes('What the app may.', 'organization.r'),
      requested_oauth_scopes: scopes('What it desires and was not granted.'),
      requested_oauth_scopes_waiting_for_approval: scopes('What waits until somebody approves it.'),
    }),
    App: object(app),
    ConfiguredApp: object({ ...app, configuration: ref('AppConfiguration') }),
    AppConfiguration: appConfigurationSchema(rules),
    AccessToken: object({
      id: uuid('The id the token is revoked by (`jti`).'),
      app: orNull('TokenApp', 'The app it was issued to; null for private tokens.'),
      audiences: list({ type: 'string' }, 'Which app uses it, or whom a private token belongs to.', [
        'stock_keeper',
      ]),
      scope: scopes('What it may.', 'person.r'),
      bearer: ref('Bearer'),
      bearer_on_behalf_of: nullable(
        object({
          id: uuid('The person.', PERSON_ID),
          type: oneOf(['Person'], 'Always a person.'),
          roles: roleList,
        }),
      ),
      created_at: time('When it was issued.'),
      expires_at: time('When it ends.'),
    }),
    TokenApp: object({
      name: text('Its technical name.', 'stock_keeper'),
      slug: text('Its name in addresses.', 'stock-keeper'),
      title: text('In the language of the request.', 'Stock Keeper'),
      logo_url: picture,
      vendor: nullable(
        object({
          name: text('Who makes it.', 'Stockworks'),
          slug: text('Its name in addresses.', 'stockworks'),
          logo_url: picture,
        }),
        { name: 'Stockworks', slug: 'stockworks', logo_url: null },
      ),
    }),
    Bearer: object({
      id: uuid('Who it is.', PERSON_ID),
      type: oneOf(['Person', 'Organization'], 'Whose data it is.'),
    }),
    Role: object({
      id: oneOf(roles, 'Its identifier.', 'owner'),
      name: text('In the language of the request.', 'Owner'),
    }),
    KeySet: object({
      keys: list(
        object({
          kty: text('The kind of key.', 'RSA'),
          n: text('The modulus.', 'sXchDaQebHnPiGv…'),
          e: text('The exponent.', 'AQAB'),
          kid: text('Its name in the header of tokens.', '2026-01-key'),
        }),
      ),
    }),
    Errors: {
      ...object({ errors: list({ type: 'string' }, 'The identifier, then a text.') }),
      examples: [{ errors: ['not_found'] }],
    },
    ValidationErrors: {
      ...object({
        errors: {
          type: 'object',
          additionalProperties: list({ type: 'string' }),
          description: 'For each field what is wrong with it.',
        },
      }),
      examples: [{ errors: { name: ["can't be blank"] } }],
    },
  }
}
