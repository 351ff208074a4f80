import { mailboxPage, mailPage } from '../../src/modules/identity/mailbox.view.ts'
import { exampleApp } from '../../src/modules/operator/example-app.ts'
import { homePage, sandboxStartPage } from '../../src/modules/operator/start.view.ts'
import { failurePage } from '../../src/platform/web/failure.view.ts'
import type { Exhibit, Room } from './gallery-room.ts'

/** The start page, the mailbox, failures. */
export function otherExhibits({ context, anonymous, names }: Room): Exhibit[] {
  const mails = [
    { id: 3, recipient: names.email, subject: 'Confirm your e-mail address', createdAt: 1772613660000 },
    {
      id: 2,
      recipient: 'member@linden.example',
      subject: 'Wählen Sie ein neues Passwort',
      createdAt: 1772603660000,
    },
  ]
  const link = 'http://localhost:4000/email/confirm?token=4f9GkPq2XbVn81TzWmYc0LhJq7RsDa5E'
  const start = {
    publicUrl: 'http://localhost:4000',
    accounts: [
      {
        name: 'Mara Lindqvist',
        email: 'owner@linden.example',
        positions: [{ roles: ['owner'], organizationName: names.organization }],
        isOperator: false,
      },
      {
        name: 'Jonas Petersen',
        email: 'member@linden.example',
        positions: [
          { roles: ['member'], organizationName: names.organization },
          { roles: ['admin'], organizationName: 'Harbor Labels' },
        ],
        isOperator: false,
      },
      {
        name: 'Noor Haddad',
        email: 'developer@stockworks.example',
        positions: [{ roles: ['owner', 'developer'], organizationName: names.vendor }],
        isOperator: false,
      },
      { name: 'Tomas Okafor', email: 'operator@grantory.example', positions: [], isOperator: true },
    ],
    password: 'grantory-demo',
    example: exampleApp('http://localhost:4000'),
    mailboxUrl: '/sandbox/mailbox',
    keySetUrl: '/.well-known/jwks.json',
    metadataUrl: '/.well-known/oauth-authorization-server',
  }
  const production = { ...context, isSandbox: false }
  return [
    { name: 'start', page: sandboxStartPage({ ...anonymous, path: '/' }, start) },
    {
      name: 'start-signed-in',
      page: sandboxStartPage(
        {
          ...context,
          signedInAs: {
            id: 'p',
            name: 'Mara Lindqvist',
            email: 'owner@linden.example',
            avatarUrl: null,
            appearance: 'system',
          },
        },
        start,
      ),
    },
    { name: 'home', page: homePage({ ...production, signedInAs: null }) },
    { name: 'mailbox', page: mailboxPage(context, { mails, timeZone: 'Europe/Berlin' }) },
    { name: 'mailbox-empty', page: mailboxPage(anonymous, { mails: [], timeZone: 'Europe/Berlin' }) },
    {
      name: 'mail',
      page: mailPage(anonymous, {
        mail: {
          ...mails[0],
          ...{
            id: 3,
            recipient: names.email,
            subject: 'Confirm your e-mail address',
            createdAt: 1772613660000,
          },
          text: `Hello ${names.person},\n\nPlease confirm that this is the address of your Grantory account.\n\n${link}\n`,
        },
        links: [link],
        timeZone: 'Europe/Berlin',
      }),
    },
    ...(
      [
        'not_found',
        'bad_request',
        'foreign_form',
        'administrators_only',
        'developers_only',
        'owners_only',
        'second_factor_required',
        'too_many_requests',
        'server_error',
        'temporarily_unavailable',
      ] as const
    ).map(code => ({
      name: `failure-${code}`,
      page: failurePage(anonymous, {
        status: 500,
        code,
        reference: code === 'server_error' ? '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e99' : null,
      }),
    })),
  ]
}
