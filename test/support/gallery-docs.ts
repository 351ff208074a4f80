import { lexer } from 'marked'
import type { DocsFrame } from '../../src/modules/docs/layout.view.ts'
import { headingsOf } from '../../src/modules/docs/markdown.ts'
import { docsHomePage, markdownPage, searchPage } from '../../src/modules/docs/page.view.ts'
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

### A detail

> Quoted from the standard.

## 2. What others get

| Status | \`errors\` | When |
| --- | --- | --- |
| 403 | \`unpermitted_subject\` | a token of a person where one of an organization is required |

| | |
| --- | --- |
| \`scope\` | one scope, or a list |

<b>This stays text.</b>
`

/** The documentation. */
export function docsExhibits({ context: everywhere, anonymous, names }: Room): Exhibit[] {
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
    tokens,
    headings: headingsOf(tokens),
    hrefOf: () => '/docs/errors',
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
  return [
    { name: 'docs', page: docsHomePage(context, frame) },
    { name: 'docs-page', page: markdownPage({ ...anonymous, path: '/docs/guides/verify' }, guide) },
    { name: 'docs-search', page: searchPage(context, search) },
    {
      name: 'docs-search-none',
      page: searchPage(context, { ...search, query: names.person, hits: [] }),
    },
  ]
}
