import { lexer } from 'marked'
import { apiPage } from '../../src/modules/docs/api/api.view.ts'
import { operationPage } from '../../src/modules/docs/api/operation.view.ts'
import { createDocumentation } from '../../src/modules/docs/index.ts'
import type { DocsFrame } from '../../src/modules/docs/layout.view.ts'
import { eventsPage, scopesPage } from '../../src/modules/docs/lists.view.ts'
import { headingsOf } from '../../src/modules/docs/markdown.ts'
import { docsHomePage, markdownPage, pageText, searchPage } from '../../src/modules/docs/page.view.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const MARKDOWN = `# Verify tokens

Your API checks a token **on its own**; see [errors](../errors.md) and *read on*.

## 1. Copy one file

1. Take \`hub-tokens.js\`.
2. Save it.

\`\`\`sh
npm install jose && curl -H "Authorization: Bearer $token" http://localhost:3100/items?with=a-long-address-that-scrolls
\`\`\`

\`\`\`js app.js
import { createVerifier } from './hub-tokens.js'
\`\`\`

\`\`\`sh
node app.js
\`\`\`

### A detail

> Quoted from the standard.

## 2. What others get

| Status | \`errors\` | When |
| --- | --- | --- |
| 403 | \`unpermitted_subject\` | a token of a person where one of an organization is required |

| | |
| --- | --- |
| \`scope\` | one scope, or a list |

| | What it is |
| --- | --- |
| Passwords | hashes |

<b>This stays text.</b>
`

/** The documentation. */
export function docsExhibits({ context: everywhere, anonymous, lang, names, app, say }: Room): Exhibit[] {
  const page = (title: string, path: string) => ({ path, title, lead: `${title} in seven steps.` })
  const frame: DocsFrame = {
    menu: [
      {
        group: 'guides',
        entries: [
          page('Log in with the hub', '/docs/guides/log-in'),
          page('Verify tokens', '/docs/guides/verify'),
        ],
      },
      {
        group: 'reference',
        entries: [
          { path: '/docs/api', made: 'api' },
          { path: '/docs/scopes', made: 'scopes' },
          { path: '/docs/events', made: 'events' },
          page('Errors', '/docs/errors'),
        ],
      },
    ],
    current: '/docs',
  }
  const tokens = lexer(MARKDOWN)
  const guide = {
    frame: { ...frame, current: '/docs/guides/verify' },
    title: 'Verify tokens',
    markdownPath: '/docs/guides/verify.md',
    isWide: false,
    headings: headingsOf(tokens),
    body: pageText(lang, {
      tokens,
      headings: headingsOf(tokens),
      isWide: false,
      hrefOf: () => '/docs/errors',
    }),
  }
  const hit = {
    path: '/docs/errors#invalid_grant',
    title: 'Errors',
    section: 'invalid_grant',
    before: 'The ',
    match: 'code',
    after: ` of ${names.app} was used twice.`,
  }
  const search = { frame: { ...frame, query: 'code' }, query: 'code', hits: [hit], hasMore: false }
  const context = { ...everywhere, path: '/docs' }
  const { reference } = createDocumentation({
    ...{ publicUrl: 'https://hub.example', brandName: 'Grantory', isSandbox: true, platformApp: 'directory' },
  })
  const api = { frame: { ...frame, current: '/docs/api' }, reference }
  const [before = null, operation, after = null] = reference.operations.filter(
    ({ access }) => access.by === 'organization',
  )
  if (operation === undefined) throw new Error('there are requests of organizations')
  const filled = { path: { id: '' }, query: {}, body: '{"membership":{"roles":["member"]}}', form: {} }
  const provider = { name: app.name, title: names.app, logoUrl: null, vendorName: names.vendor }
  const hub = { name: 'directory', title: 'Grantory', logoUrl: null, vendorName: null }
  const scope = (name: string, title: string, more: object = {}) => ({
    ...{ scope: name, title, description: names.organization, permission: 'rw' as const },
    ...{ bearerKind: 'all' as const, provider, ...more },
  })
  const scopes = {
    ...{
      frame: { ...frame, current: '/docs/scopes' },
      query: '',
      isDeveloper: false,
      from: 50,
      matching: 170,
      pageSize: 50,
    },
    items: [
      scope('directory.person.r', say('See your name', 'Ihren Namen ansehen'), {
        provider: hub,
        description: null,
        permission: 'r',
      }),
      scope('stock_keeper.confidential_machine_specifications.rw', names.app),
    ],
  }
  const events = {
    ...scopes,
    frame: { ...frame, current: '/docs/events' },
    items: [
      {
        ...scope('', names.app),
        event: 'stock_keeper.item_reserved',
        isForOwnApp: false,
        example: `{"item":"${names.app}"}`,
      },
      {
        ...scope('', names.app),
        event: 'directory.established_connection',
        isForOwnApp: true,
        example: null,
      },
    ],
  }
  return [
    { name: 'docs', page: docsHomePage(context, frame) },
    { name: 'docs-page', page: markdownPage({ ...anonymous, path: '/docs/guides/verify' }, guide) },
    { name: 'docs-search', page: searchPage(context, search) },
    { name: 'docs-api', page: apiPage(context, api) },
    {
      name: 'docs-api-operation',
      page: operationPage(context, {
        ...api,
        operation: { ...operation, answers: operation.answers.map(answer => ({ ...answer, schema: null })) },
        ...{ filled, previous: before, next: after },
      }),
    },
    { name: 'docs-scopes', page: scopesPage(context, scopes) },
    {
      name: 'docs-scopes-none',
      page: scopesPage(context, { ...scopes, query: names.person, items: [], from: 0, matching: 0 }),
    },
    { name: 'docs-events', page: eventsPage(context, { ...events, isDeveloper: true }) },
    {
      name: 'docs-search-none',
      page: searchPage(context, { ...search, query: names.person, hits: [] }),
    },
  ]
}
