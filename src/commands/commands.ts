import type { Command } from './command.ts'

/** A command as the help lists it; its code is loaded when it runs, so that `serve` listens soon. */
export type CommandEntry = {
  name: string
  /** Words and options after the name. */
  usage: string
  summary: string
  /** More lines for the help of this one command. */
  details: string[]
  load(): Promise<Command>
}

/** What all flows have in common. */
const PERFORM_DETAILS = [
  '',
  '--hub            the authorization server, default: PUBLIC_URL, or http://localhost:4000',
  '--client-id      who asks; GRANTORY_CLIENT_ID may have it, too. On this machine default: the demo app',
  '--client-secret  - reads it from standard input; GRANTORY_CLIENT_SECRET may have it, too',
  '--parameter      name=value, one more parameter of the first request; as often as you like',
  '--call           ask an API with the token: --call /api/v1/person',
  '--verify         verify the signature of the access token with the keys of the server',
  '--show-secrets   show the secrets and tokens of requests; those of answers are always shown',
]

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'start',
    usage: '',
    summary: 'run the hub; a new sandbox gets demo data (what npm start does)',
    details: ['Without any configuration: a sandbox at http://localhost:4000, its data in data/grantory.db.'],
    load: async () => (await import('./serve.ts')).start,
  },
  {
    name: 'serve',
    usage: '',
    summary: 'run the hub, without demo data',
    details: ['Brings the database up to date first. SIGINT or SIGTERM ends it after the running requests.'],
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'migrate',
    usage: '',
    summary: 'bring the database up to date',
    details: [
      'Every other command does so as well; run it alone before many processes of a new release start.',
    ],
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    name: 'demo',
    usage: '',
    summary: 'put the demo data into a sandbox',
    details: ['What is there already stays as it is. Refused in production.'],
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'key list',
    usage: '',
    summary: 'show the keys that sign tokens',
    details: [],
    load: async () => (await import('./key.ts')).listKeys,
  },
  {
    name: 'key rotate',
    usage: '[--algorithm RS256|ES256|EdDSA] [--immediately]',
    summary: 'publish a new key, which signs from tomorrow on',
    details: [
      '--algorithm     which key, default: SIGNING_ALGORITHM',
      '--immediately   sign with it at once, for a key that may have been stolen; those who keep the',
      '                key set in memory refuse new tokens until they fetch it again',
    ],
    load: async () => (await import('./key.ts')).rotateKeyCommand,
  },
  {
    name: 'person create',
    usage:
      '--email <address> [--operator] [--name <name>] [--first-name <name>] [--locale en|en-US|de] [--password-stdin]',
    summary: 'create an account, or an operator',
    details: [
      '--operator         may operate this installation',
      '--password-stdin   read the password from standard input; otherwise one is made and shown once',
    ],
    load: async () => (await import('./person.ts')).createPersonCommand,
  },
  {
    name: 'person reset-second-factor',
    usage: '--email <address>',
    summary: 'let somebody in by password alone who has lost codes, passkeys and recovery codes',
    details: [
      'Make sure who asks: whoever knows the password uses the account from then on. All sessions end.',
    ],
    load: async () => (await import('./person.ts')).resetSecondFactorCommand,
  },
  {
    name: 'organization create',
    usage: '--name <name> --owner <address> [--country DE] [--kind software_developer]',
    summary: 'create an organization, such as the vendor of your apps',
    details: [
      '--owner     the address of an account, which becomes its owner',
      '--kind      what it is or does, default: software_developer, the kind of vendors',
    ],
    load: async () => (await import('./organization.ts')).createOrganizationCommand,
  },
  {
    name: 'organization set',
    usage: '<slug or id> --discoverable on|off',
    summary: 'let an organization be found by others, who can then invite it to their apps',
    details: [],
    load: async () => (await import('./organization.ts')).setOrganization,
  },
  {
    name: 'app create',
    usage:
      '<name> --organization <slug> [--title <title>] [--type public|private|addon] [--parent-app <name>] [--category <name>] [--entry-point <url>] [--redirect-url <url>]… [--scope <list>] [--public]',
    summary: 'create an app without a manifest; shows its secret once',
    details: [
      '--organization   the vendor: slug or id',
      '--title          what people see, default: the name',
      '--entry-point    where it opens',
      '--redirect-url   where codes are sent; as often as you like, the first is the default',
      '--scope          what it may ask for: directory.person.r,directory.organization.r',
      '--public         its credentials have no secret, for apps that cannot keep one',
      'The keys of a manifest have the same names and rules; app show and app apply go on from here.',
    ],
    load: async () => (await import('./app.ts')).createAppCommand,
  },
  {
    name: 'app apply',
    usage: '<manifest.json>',
    summary: 'create or update an app from its manifest; shows new secrets once',
    details: ['- reads the manifest from standard input. The keys are described in docs/command-line.md.'],
    load: async () => (await import('./app.ts')).applyApp,
  },
  {
    name: 'app list',
    usage: '--organization <slug or id>',
    summary: 'show the apps of a vendor with their states',
    details: [],
    load: async () => (await import('./app.ts')).listApps,
  },
  {
    name: 'app show',
    usage: '<name>',
    summary: 'show the configuration of an app as a manifest',
    details: [],
    load: async () => (await import('./app.ts')).showApp,
  },
  {
    name: 'app activate',
    usage: '<name>',
    summary: 'let everybody connect a public app',
    details: ['In the sandbox apps are active from the beginning.'],
    load: async () => (await import('./app.ts')).activateAppCommand,
  },
  {
    name: 'app deactivate',
    usage: '<name>',
    summary: 'switch an app off; everything issued to it ends',
    details: [],
    load: async () => (await import('./app.ts')).deactivateAppCommand,
  },
  {
    name: 'app delete',
    usage: '<name>',
    summary: 'delete an app for good; its name is never given out again',
    details: [],
    load: async () => (await import('./app.ts')).deleteAppCommand,
  },
  {
    name: 'app invite',
    usage: '<app> --organization <slug or id>',
    summary: 'invite an organization to an app that is not for everybody',
    details: ['The organization must allow to be found. Its owners and admins are told by mail.'],
    load: async () => (await import('./participant.ts')).inviteOrganization,
  },
  {
    name: 'app uninvite',
    usage: '<app> --organization <slug or id>',
    summary: 'take an invitation back; the connection of the organization ends',
    details: [],
    load: async () => (await import('./participant.ts')).uninviteOrganization,
  },
  {
    name: 'app participants',
    usage: '<app>',
    summary: 'show the organizations that are invited to an app',
    details: [],
    load: async () => (await import('./participant.ts')).listParticipants,
  },
  {
    name: 'connection create',
    usage: '<app> --organization <slug or id> --as <address>|--person <address>',
    summary: 'connect an app with everything it desires, as the store does',
    details: [
      '--organization   for this organization, …',
      '--as             … by this owner or admin of it',
      '--person         for this person',
      'The same rules hold as on the pages: who may connect the app, who may decide, a required second factor.',
    ],
    load: async () => (await import('./connection.ts')).createConnection,
  },
  {
    name: 'connection list',
    usage: '--app <name>|--organization <slug or id>|--person <address>',
    summary: 'show who is connected to an app, or what somebody is connected to, with the scopes',
    details: [],
    load: async () => (await import('./connection.ts')).listConnectionsCommand,
  },
  {
    name: 'connection approve',
    usage: '<app> --organization <slug or id> --as <address>|--person <address> [--scope <list>]',
    summary: 'grant what an app asked for later and what waits for an approval',
    details: ['--scope   only these; otherwise everything that waits'],
    load: async () => (await import('./connection.ts')).approveConnection,
  },
  {
    name: 'connection revoke',
    usage: '<app> --organization <slug or id> --as <address>|--person <address>',
    summary: 'end a connection and every token of it',
    details: [],
    load: async () => (await import('./connection.ts')).revokeConnection,
  },
  {
    name: 'credentials list',
    usage: '<app>',
    summary: 'show the client ids of an app',
    details: [],
    load: async () => (await import('./credentials.ts')).listCredentials,
  },
  {
    name: 'credentials create',
    usage: '<app> [--name <up to 4 characters>] [--description <text>] [--public]',
    summary: 'make another client id for an app',
    details: ['--public   without a secret, for apps that cannot keep one'],
    load: async () => (await import('./credentials.ts')).createCredentialsCommand,
  },
  {
    name: 'credentials set',
    usage:
      '<client-id> [--confidential|--public] [--algorithm RS256|ES256|EdDSA|default] [--plain-pkce on|off] [--machine-refresh-tokens on|off] [--password-grant on|off] [--implicit-grant on|off] [--profile compatible|strict]',
    summary: 'change the switches of credentials',
    details: [
      '--confidential, --public   whether the app keeps the secret; what was issued before is not refreshed',
      '--algorithm                what signs its tokens',
      '--plain-pkce               accept the PKCE method plain, for clients that know no other',
      '--machine-refresh-tokens   client credentials get a refresh token too (on unless switched off)',
      '--password-grant           accept passwords of persons: for first-party apps that cannot do otherwise',
      '--implicit-grant           accept response_type=token: never for organizations',
      '--profile                  compatible, or strict (OAuth 2.1, FAPI 2.0)',
    ],
    load: async () => (await import('./credentials.ts')).setCredentials,
  },
  {
    name: 'credentials rotate',
    usage: '<client-id> [--keep-former 24h] [--end-former]',
    summary: 'make a new secret; the former one works on for a day',
    details: [
      '--keep-former   how long the former secret works, e.g. 0s, 30m, 24h, 7d',
      '--end-former    no new secret: end the former one now',
    ],
    load: async () => (await import('./credentials.ts')).rotateSecretCommand,
  },
  {
    name: 'credentials show',
    usage: '<client-id>',
    summary: 'show the secret again; the audit log keeps that it was shown',
    details: [],
    load: async () => (await import('./credentials.ts')).showSecretCommand,
  },
  {
    name: 'credentials delete',
    usage: '<client-id>',
    summary: 'delete credentials; everything issued with them ends',
    details: [],
    load: async () => (await import('./credentials.ts')).deleteCredentialsCommand,
  },
  {
    name: 'audit list',
    usage:
      '[--client <id>] [--app <name>] [--subject Person/<id>] [--actor Person/<id>] [--action <name>] [--since 24h] [--until <instant>] [--limit 100]',
    summary: 'show what was done, by whom, and why tokens were refused',
    details: [
      '--client    what concerned this client id',
      '--app       what concerned this app',
      '--subject   what happened to a person, an organization, a client or an app: Person/<id>, …; of tokens only',
      '            what was refused, unless --app or --client is named too',
      '--actor     what was done by Person/<id>, Client/<id>, operator or hub',
      '--action    such as signed_in, consent_allowed, token_refused: see docs/operations.md',
      '--since     how far back, default: 24h; e.g. 30m, 7d',
      '--until     the latest instant, included, e.g. 2026-01-31T12:00:00Z; the last line tells that of the next page',
      '--limit     how many, default: 100, at most 1000; the newest come first',
    ],
    load: async () => (await import('./audit.ts')).listAudit,
  },
  {
    name: 'perform authorization-code',
    usage:
      '[--scope <list>] [--redirect-uri <url>] [--port <number>] [--no-pkce] [--login <address>] [--prompt <list>] [--lang de] [--open] [--timeout 5m]',
    summary: 'let a person allow something in a browser, and show each step',
    details: [
      '--scope          what to ask for; without it the server decides',
      '--redirect-uri   where to listen, default: http://127.0.0.1/callback, on a port that is free',
      '--port           the port of it; a server ignores that of a registered http://127.0.0.1/callback',
      '--no-pkce        send no challenge',
      '--login, --prompt, --lang   parameters of the authorization request',
      '--open           open the browser; otherwise the address is printed',
      '--timeout        how long to wait for the person',
      ...PERFORM_DETAILS,
    ],
    load: async () => (await import('./perform/authorization-code.ts')).performAuthorizationCode,
  },
  {
    name: 'perform device-code',
    usage: '[--scope <list>] [--open]',
    summary: 'be a device without a browser, and show each step',
    details: [
      '--scope   what to ask for; without it the server decides',
      '--open    open the browser; otherwise the address is printed',
      'Ctrl+C ends the waiting.',
      ...PERFORM_DETAILS,
    ],
    load: async () => (await import('./perform/device-code.ts')).performDeviceCode,
  },
  {
    name: 'perform client-credentials',
    usage: '[--scope <list>] [--in-query]',
    summary: 'be a machine that asks for a token, and show each step',
    details: [
      '--in-query   what is asked for stands in the address instead of the body',
      '--scope   what to ask for, at a hub with the bearer that granted it: Org/<id>.directory.organization.r',
      ...PERFORM_DETAILS,
    ],
    load: async () => (await import('./perform/client-credentials.ts')).performClientCredentials,
  },
  {
    name: 'perform refresh',
    usage: '--refresh-token <token>|- [--scope <list>]',
    summary: 'turn a refresh token into new tokens, and show each step',
    details: [
      '--refresh-token   - reads it from standard input; GRANTORY_REFRESH_TOKEN may have it, too',
      '--scope           fewer scopes for the new access token',
      ...PERFORM_DETAILS,
    ],
    load: async () => (await import('./perform/refresh.ts')).performRefresh,
  },
  {
    name: 'perform delegate',
    usage: '[--token <access token>|-] --subsystem <client-id> [--scope <list>] [--standard]',
    summary: 'turn a token into one for a subsystem, and show each step',
    details: [
      '--token       - reads it from standard input; GRANTORY_TOKEN may have it, too',
      '--subsystem   the client id of the app that shall have the token; also --audience',
      '--scope       what it shall be good for; without it all the token is good for',
      '--standard    by token exchange (RFC 8693) instead of POST /oauth/delegate',
      ...PERFORM_DETAILS,
    ],
    load: async () => (await import('./perform/delegate.ts')).performDelegate,
  },
  {
    name: 'perform call',
    usage: '<path> [--token <access token>|-] [--hub <url>] [--show-secrets]',
    summary: 'ask an API with a token, and show request and answer',
    details: [
      '<path>    of the hub, such as /api/v1/organization; an address of another host works, too',
      '--token   - reads it from standard input; GRANTORY_TOKEN may have it, too',
    ],
    load: async () => (await import('./perform/call.ts')).performCall,
  },
  {
    name: 'token issue',
    usage:
      '--person <address>|--organization <slug or id> --scope <scopes> [--note <text>] [--app <private app>]',
    summary: 'make a private access token, or one of a private app for a connected organization',
    details: [
      '--scope   scopes the person or organization has, joined by commas; with --app those it has granted',
      '--note    what it is for, default: made at the command line',
      '--app     a token of an hour with a refresh token, as this app would get it',
    ],
    load: async () => (await import('./token.ts')).issueToken,
  },
  {
    name: 'token inspect',
    usage: '[<token>]',
    summary: 'say what a token is, and why it would be refused',
    details: [
      'Without a word, or with -, it is read from standard input, where no history of a shell keeps it.',
      'Changes nothing. Exit code 5 when it would be refused.',
    ],
    load: async () => (await import('./token.ts')).inspectTokenCommand,
  },
  {
    name: 'token list',
    usage: '[--person <address>|--organization <slug or id>] [--app <name>]',
    summary:
      'show private tokens and the tokens of apps that work now, of a person, an organization or an app',
    details: [],
    load: async () => (await import('./token-list.ts')).listTokens,
  },
  {
    name: 'token revoke',
    usage: '[<token or id>]',
    summary: 'end a token and all that belongs to it, named by itself, its refresh token or its id',
    details: ['Without a word, or with -, it is read from standard input.'],
    load: async () => (await import('./token.ts')).revokeToken,
  },
  {
    name: 'doctor',
    usage: '',
    summary: 'check configuration, database, keys and address, and say how to mend them',
    details: ['Changes nothing.'],
    load: async () => (await import('./doctor.ts')).doctor,
  },
]
