import { CHANGED_SINCE, LANGUAGE, type Operation, operation, pathPart } from '../operation.ts'
import { list, object, oneOf, partial, ref, type Schema, text } from '../schema.ts'

const ORGANIZATION = pathPart(
  'organization',
  'The id of an organization the person belongs to.',
  '0198bd07-aa60-7f42-b52c-0f1e2d3c4b5a',
)
const MEMBERSHIP = pathPart('id', 'The id of the membership.', '0198bd07-bb11-7c22-8d33-1a2b3c4d5e6f')
const OF_PERSON = '/api/v1/person/organizations/{organization}'

/** A person and their organizations (directory-api.md §5, §6). */
export function personOperations({
  roles,
  organizationKinds,
}: {
  roles: readonly string[]
  organizationKinds: readonly string[]
}): Operation[] {
  const read = { by: 'person', scopes: ['organizations.r'] } as const
  const write = { by: 'person', scopes: ['organizations.w'] } as const
  return [
    operation({
      id: 'get-person',
      group: 'person',
      method: 'GET',
      path: '/api/v1/person',
      title: 'Read the person',
      description:
        'Who the token speaks for, with their organizations and the apps they can open. A token on behalf of an organization gives the person who acts.',
      access: { by: 'person', scopes: ['person.r'] },
      parameters: [LANGUAGE],
      answers: [{ status: 200, description: 'The person.', schema: ref('PersonWithMemberships') }],
    }),
    operation({
      id: 'update-person',
      group: 'person',
      method: 'PATCH',
      path: '/api/v1/person',
      title: 'Change the person',
      description: 'What is left out stays; everything that is not listed is ignored.',
      access: { by: 'person', scopes: ['person.w'] },
      body: {
        type: 'application/json',
        isRequired: false,
        schema: partial({
          person: partial({
            first_name: { ...text('', 'Mara', { maxLength: 100 }), type: ['string', 'null'] },
            name: text('The family name.', 'Lindqvist', { maxLength: 100 }),
            pronoun: { ...text('As they write it.', 'She/Her'), type: ['string', 'null'] },
            locale: oneOf(['en', 'en-US', 'de'], 'Their language.'),
            unit_system: oneOf(['metric', 'imperial'], 'How they measure.'),
            country_code: { ...text('ISO 3166-1 alpha-2.', 'DE'), type: ['string', 'null'] },
          }),
        }),
        example: { person: { pronoun: 'She/Her' } },
      },
      answers: [{ status: 200, description: 'The person.', schema: ref('PersonWithMemberships') }],
    }),
    operation({
      id: 'update-avatar',
      group: 'person',
      method: 'PATCH',
      path: '/api/v1/person/avatar',
      title: 'Change the person’s picture',
      description:
        'A JPEG, PNG, WebP, AVIF or GIF; what is served is made anew from its pixels, as a square.',
      access: { by: 'person', scopes: ['person.w'] },
      body: {
        type: 'multipart/form-data',
        isRequired: true,
        schema: object({ avatar: text('The file.', 'picture.jpg', { format: 'binary' }) }),
      },
      answers: [
        {
          status: 200,
          description: 'Where it is.',
          schema: object({
            avatar_url: {
              ...text('Where it is served.', 'https://…', { format: 'uri' }),
              type: ['string', 'null'],
            },
          }),
        },
      ],
      refusals: [413],
    }),
    operation({
      id: 'list-own-memberships',
      group: 'person',
      method: 'GET',
      path: '/api/v1/person/organization_memberships',
      title: 'List the person’s memberships',
      access: { by: 'person', scopes: ['person.r'] },
      parameters: [CHANGED_SINCE],
      answers: [{ status: 200, description: 'The memberships.', schema: list(ref('OwnMembership')) }],
    }),
    operation({
      id: 'create-organization',
      group: 'person_organizations',
      method: 'POST',
      path: '/api/v1/person/organizations',
      title: 'Make an organization',
      description:
        'The person becomes its owner, and it gets a headquarter. It is connected at once to the app that asks, with all its desired scopes; private tokens speak for no app and connect nothing.',
      access: write,
      body: {
        type: 'application/json',
        isRequired: true,
        schema: object({
          organization: partial(
            {
              name: text('The legal entity.', 'Harbor Labels', { maxLength: 100 }),
              country_code: { ...text('ISO 3166-1 alpha-2.', 'DE'), type: ['string', 'null'] },
              kinds: list(oneOf(organizationKinds, 'A kind.'), 'What it does.', ['printer']),
              sections: {
                type: 'object',
                additionalProperties: list({ type: 'string' }),
                description: 'For each kind, what more is known.',
                examples: [{ printer: ['labels'] }],
              },
            },
            ['name'],
          ),
        }),
      },
      answers: [{ status: 201, description: 'The organization.', schema: ref('Organization') }],
    }),
    ...memberOperations({
      group: 'person_organizations',
      suffix: '-of-organization',
      path: `${OF_PERSON}/memberships`,
      parameters: [ORGANIZATION],
      read,
      write,
      member: ref('Member'),
      roles,
      note: 'Only for owners and admins of the organization.',
    }),
    operation({
      id: 'list-invitations',
      group: 'person_organizations',
      method: 'GET',
      path: `${OF_PERSON}/membership_invitations`,
      title: 'List open invitations',
      description: 'Only for owners and admins; to others there is nothing here.',
      access: read,
      parameters: [ORGANIZATION, CHANGED_SINCE],
      answers: [{ status: 200, description: 'The invitations.', schema: list(ref('MembershipInvitation')) }],
    }),
    operation({
      id: 'create-invitation',
      group: 'person_organizations',
      method: 'POST',
      path: `${OF_PERSON}/membership_invitations`,
      title: 'Invite somebody',
      description: 'They get a mail. Only for owners and admins; the role of owner is given in the hub only.',
      access: write,
      parameters: [ORGANIZATION],
      body: {
        type: 'application/json',
        isRequired: true,
        schema: object({
          membership_invitation: partial(
            {
              email: text('Whom to invite.', 'jonas@lindenpress.example', { format: 'email' }),
              roles: list(oneOf(roles, 'A role.'), 'Without any they become a member.', ['member']),
              first_name: { ...text('', 'Jonas'), type: ['string', 'null'] },
              name: { ...text('', 'Petersen'), type: ['string', 'null'] },
            },
            ['email'],
          ),
        }),
      },
      answers: [{ status: 200, description: 'The invitation.', schema: ref('MembershipInvitation') }],
    }),
    operation({
      id: 'delete-invitation',
      group: 'person_organizations',
      method: 'DELETE',
      path: `${OF_PERSON}/membership_invitations/{id}`,
      title: 'Withdraw an invitation',
      access: write,
      parameters: [
        ORGANIZATION,
        pathPart('id', 'The id of the invitation.', '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11'),
      ],
      answers: [{ status: 204, description: 'It is withdrawn.', schema: null }],
    }),
  ]
}

type Members = {
  group: Operation['group']
  suffix: string
  path: string
  parameters: Operation['parameters']
  read: Operation['access']
  write: Operation['access']
  member: Schema
  roles: readonly string[]
  note: string
}

/** Members: of one of the person's organizations, or of the organization itself. */
export function memberOperations(members: Members): Operation[] {
  const { group, suffix, path, parameters, read, write, member, roles, note } = members
  const one = [...parameters, MEMBERSHIP]
  return [
    operation({
      id: `list-members${suffix}`,
      group,
      method: 'GET',
      path,
      title: 'List members',
      access: read,
      parameters: [...parameters, CHANGED_SINCE],
      answers: [{ status: 200, description: 'The members.', schema: list(member) }],
    }),
    operation({
      id: `get-member${suffix}`,
      group,
      method: 'GET',
      path: `${path}/{id}`,
      title: 'Read a member',
      access: read,
      parameters: one,
      answers: [{ status: 200, description: 'The member.', schema: member }],
    }),
    operation({
      id: `update-member${suffix}`,
      group,
      method: 'PATCH',
      path: `${path}/{id}`,
      title: 'Change a member’s roles',
      description:
        `The roles as they shall be, at least one. The role of owner is given and taken in the hub only. ${note}`.trim(),
      access: write,
      parameters: one,
      body: {
        type: 'application/json',
        isRequired: false,
        schema: partial({
          membership: partial({ roles: list(oneOf(roles, 'A role.'), '', ['member', 'designer']) }),
        }),
      },
      answers: [{ status: 200, description: 'The member.', schema: member }],
    }),
    operation({
      id: `delete-member${suffix}`,
      group,
      method: 'DELETE',
      path: `${path}/{id}`,
      title: 'Remove a member',
      description: `Owners cannot be removed. ${note}`.trim(),
      access: write,
      parameters: one,
      answers: [{ status: 204, description: 'They do not belong to it any more.', schema: null }],
      refusals: [422],
    }),
  ]
}
