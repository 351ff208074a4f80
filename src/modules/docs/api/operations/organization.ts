import { CHANGED_SINCE, type Operation, operation, PAGING, pathPart, queryPart } from '../operation.ts'
import { list, partial, ref, type Schema, text } from '../schema.ts'
import { memberOperations } from './person.ts'

/** An organization about itself, and its sites (directory-api.md §7, §9). */
export function organizationOperations({ roles }: { roles: readonly string[] }): Operation[] {
  return [
    operation({
      id: 'get-organization',
      group: 'organization',
      method: 'GET',
      path: '/api/v1/organization',
      title: 'Read the organization',
      description: 'Which organization the token speaks for.',
      access: { by: 'organization', scopes: ['organization.r', 'machines.r'] },
      answers: [{ status: 200, description: 'The organization.', schema: ref('OwnOrganization') }],
    }),
    ...memberOperations({
      group: 'organization',
      suffix: '',
      path: '/api/v1/organization/memberships',
      parameters: [],
      read: { by: 'organization', scopes: ['organization_members.r'] },
      write: { by: 'organization', scopes: ['organization_members.w'] },
      member: ref('FullMember'),
      roles,
      note: '',
    }),
    ...siteOperations('/api/v1/sites', '', []),
    ...siteOperations('/api/v1/person/organizations/{organization}/sites', '-of-organization', [
      pathPart(
        'organization',
        'The id of an organization the person belongs to.',
        '0198bd07-aa60-7f42-b52c-0f1e2d3c4b5a',
      ),
    ]),
  ]
}

function siteOperations(path: string, suffix: string, parameters: Operation['parameters']): Operation[] {
  const isOfPerson = parameters.length > 0
  const by = isOfPerson ? 'person' : 'either'
  const read = { by, scopes: ['sites.r', 'machines.r'] } as const
  const write = { by, scopes: ['sites.w'] } as const
  const one = [...parameters, pathPart('id', 'The id of the site.', '0198bd07-dd33-7e44-8f55-3c4d5e6f7a8b')]
  const group = isOfPerson ? 'person_organizations' : 'sites'
  const whose = isOfPerson
    ? 'Those of this organization.'
    : 'An organization’s token gives its own, a person’s those of all their organizations.'
  return [
    operation({
      id: `list-sites${suffix}`,
      group,
      method: 'GET',
      path,
      title: 'List sites',
      description: whose,
      access: read,
      parameters: [...parameters, CHANGED_SINCE],
      answers: [{ status: 200, description: 'The sites.', schema: list(ref('Site')) }],
    }),
    operation({
      id: `get-site${suffix}`,
      group,
      method: 'GET',
      path: `${path}/{id}`,
      title: 'Read a site',
      access: read,
      parameters: one,
      answers: [{ status: 200, description: 'The site.', schema: ref('Site') }],
    }),
    operation({
      id: `create-site${suffix}`,
      group,
      method: 'POST',
      path,
      title: 'Add a site',
      description: isOfPerson
        ? 'Only for owners and admins of the organization.'
        : 'With a person’s token for `organization_id`, or for the only organization they administer.',
      access: write,
      parameters: isOfPerson
        ? parameters
        : [queryPart('organization_id', 'Whose site it becomes, with a person’s token.', '')],
      body: { type: 'application/json', isRequired: true, schema: siteBody(['name']) },
      answers: [{ status: 201, description: 'The site.', schema: ref('Site') }],
    }),
    operation({
      id: `update-site${suffix}`,
      group,
      method: 'PATCH',
      path: `${path}/{id}`,
      title: 'Change a site',
      description: 'What is left out stays. A person must be owner or admin.',
      access: write,
      parameters: one,
      body: {
        type: 'application/json',
        isRequired: false,
        schema: siteBody([]),
        example: { site: { name: 'Second works' } },
      },
      answers: [{ status: 200, description: 'The site.', schema: ref('Site') }],
    }),
  ]
}

function siteBody(required: string[]): Schema {
  const line = (description: string, example: string): Schema => ({
    ...text(description, example),
    type: ['string', 'null'],
  })
  const address = partial({
    addressee: line('Whom it belongs to.', 'Linden Press'),
    street_and_number: line('The street with the number.', 'Kai 12'),
    zip_code: line('The postal code.', '20457'),
    town: line('The town.', 'Hamburg'),
    country_code: line('ISO 3166-1 alpha-2.', 'DE'),
    state: line('The state.', 'Hamburg'),
    addition: line('More that helps to find it.', 'Gate 3'),
    text: { ...line('The whole address in lines, instead of its parts.', ''), deprecated: true },
  })
  const site = partial(
    { name: text('Its name.', 'Main works', { maxLength: 100 }), address_attributes: address },
    required,
  )
  return partial({ site }, required.length > 0 ? ['site'] : [])
}

/** Who is connected, and apps about themselves (directory-api.md §13, §15). */
export function appOperations({ changes }: { changes: Schema }): Operation[] {
  const APP = pathPart('id', 'The id of the app, or its technical name.', 'stock_keeper')
  const vendor = (scope: string) => ({ by: 'organization', scopes: [scope] }) as const
  const body = (schema: Schema): Operation['body'] => ({
    type: 'application/json',
    isRequired: false,
    schema,
    example: { app: { configuration: { oauth_redirect_urls: ['https://stock.example/callback'] } } },
  })
  const connections = { by: 'app_or_vendor', scopes: ['connections_and_subscriptions.r'] } as const
  return [
    operation({
      id: 'list-connections',
      group: 'connections',
      method: 'GET',
      path: '/api/v1/connections',
      title: 'List connections',
      description: 'Who is connected to the app that asks; with a token of the vendor, to any of its apps.',
      access: connections,
      parameters: [
        queryPart('filters[connectable_id]', 'Only this one: `Organization-<id>` or `Person-<id>`.', ''),
        CHANGED_SINCE,
        ...PAGING,
      ],
      answers: [
        { status: 200, description: 'The connections of this page.', schema: list(ref('Connection')) },
      ],
      refusals: [400],
    }),
    operation({
      id: 'get-connection',
      group: 'connections',
      method: 'GET',
      path: '/api/v1/connections/{id}',
      title: 'Read a connection',
      access: connections,
      parameters: [
        pathPart(
          'id',
          '`Organization-<id>` or `Person-<id>`.',
          'Organization-0198bd07-aa60-7f42-b52c-0f1e2d3c4b5a',
        ),
      ],
      answers: [{ status: 200, description: 'The connection.', schema: ref('Connection') }],
    }),
    operation({
      id: 'get-app',
      group: 'apps',
      method: 'GET',
      path: '/api/v1/app',
      title: 'Read the app’s own configuration',
      access: { by: 'app', scopes: [] },
      answers: [{ status: 200, description: 'The configuration.', schema: configured() }],
    }),
    operation({
      id: 'update-app',
      group: 'apps',
      method: 'PATCH',
      path: '/api/v1/app',
      title: 'Change the app’s own configuration',
      description:
        'What is left out stays; a list replaces the list. A provided scope that somebody uses cannot vanish.',
      access: { by: 'app', scopes: [] },
      body: body(changes),
      answers: [{ status: 200, description: 'The configuration.', schema: configured() }],
    }),
    operation({
      id: 'list-apps',
      group: 'apps',
      method: 'GET',
      path: '/api/v1/apps',
      title: 'List the vendor’s apps',
      access: vendor('apps.r'),
      parameters: [CHANGED_SINCE, ...PAGING],
      answers: [{ status: 200, description: 'The apps of this page.', schema: list(ref('App')) }],
      refusals: [400],
    }),
    operation({
      id: 'get-app-of-vendor',
      group: 'apps',
      method: 'GET',
      path: '/api/v1/apps/{id}',
      title: 'Read one of the vendor’s apps',
      access: vendor('apps.r'),
      parameters: [APP],
      answers: [{ status: 200, description: 'The app.', schema: ref('ConfiguredApp') }],
    }),
    operation({
      id: 'update-app-of-vendor',
      group: 'apps',
      method: 'PATCH',
      path: '/api/v1/apps/{id}',
      title: 'Change one of the vendor’s apps',
      access: vendor('apps.w'),
      parameters: [APP],
      body: body(changes),
      answers: [{ status: 200, description: 'The app.', schema: ref('ConfiguredApp') }],
    }),
  ]
}

function configured(): Schema {
  return {
    type: 'object',
    properties: { configuration: ref('AppConfiguration') },
    required: ['configuration'],
  }
}
