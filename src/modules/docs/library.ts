import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lexer, type Token } from 'marked'
import { type Heading, headingsOf, plainTextOf } from './markdown.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PAGES = ['docs/**/*.md', 'examples/*/README.md']
/** What pages may link to or show beside other pages; what no page names is not served. */
const FILES = ['docs/**/*.png', 'examples/*/*.js', 'examples/*/*.json']
const LINK = /\]\(([^)#\s]+)/g
/** Where the hub runs in the guides; readers see where it runs for them. */
const EXAMPLE_URL = /http:\/\/localhost:4000(?!\d)/g
/** Pages that show requests to this hub; elsewhere the address is a default that is explained. */
const FOLLOWED = /^(?:docs\/guides|examples)\//

/** A page of the documentation, as it stands in the repository. */
export type DocsPage = {
  /** Where it is rendered; `<path>.md` is its Markdown, see `markdownPath`. */
  path: string
  /** In the repository. */
  file: string
  markdownPath: string
  title: string
  /** Its first paragraph, without markup. */
  lead: string
  markdown: string
  tokens: Token[]
  /** Below the title. */
  headings: Heading[]
}

/** A file beside the pages: Markdown of a page, a picture, or code of an example. */
export type DocsFile = { path: string; contentType: string; read(): string | Buffer }

/** The documentation of this program, of which every part is read once, when it is first asked for. */
export type Library = {
  /** The guides in the order of their list, then the others by name. */
  pages(): readonly DocsPage[]
  page(path: string): DocsPage | null
  file(path: string): DocsFile | null
  /** Where a link in a page leads here; null when it leads to something that the hub does not have. */
  hrefOf(page: DocsPage, link: string): string | null
}

const MARKDOWN = 'text/markdown; charset=utf-8'
const CONTENT_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.js': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
}

/** The documentation with the address of this hub in it. */
export function createLibrary({ publicUrl }: { publicUrl: string }): Library {
  let pages: ReadonlyMap<string, DocsPage> | null = null
  const all = () => {
    pages ??= new Map(readPages(publicUrl).map(page => [page.path, page]))
    return pages
  }
  let named: ReadonlyMap<string, string> | null = null
  const files = () => {
    named ??= filesNamedIn([...all().values()])
    return named
  }
  const markdownAt = (path: string) => [...all().values()].find(page => page.markdownPath === path)
  return {
    pages: () => [...all().values()],
    page: path => all().get(path) ?? null,
    file(path) {
      const page = path.endsWith('.md') ? markdownAt(path) : undefined
      if (page) return { path, contentType: MARKDOWN, read: () => page.markdown }
      const file = files().get(path)
      const contentType = CONTENT_TYPES[posix.extname(path)]
      if (file === undefined || contentType === undefined) return null
      return { path, contentType, read: () => readFileSync(ROOT + file) }
    },
    hrefOf(page, link) {
      if (/^(?:https?:|mailto:|#)/.test(link)) return link
      const [target = '', anchor] = link.split('#', 2)
      const path = hubPathOf(posix.join(posix.dirname(page.file), target))
      if (!all().has(path) && !files().has(path)) return null
      return anchor === undefined ? path : `${path}#${anchor}`
    },
  }
}

/** The files that pages name, by where they are served. */
function filesNamedIn(pages: readonly DocsPage[]): Map<string, string> {
  const names = pages.flatMap(({ file, markdown }) =>
    [...markdown.matchAll(LINK)].map(([, link = '']) => posix.join(posix.dirname(file), link)),
  )
  return new Map(
    list(FILES)
      .filter(file => names.includes(file))
      .map(file => [hubPathOf(file), file]),
  )
}

function list(patterns: string[]): string[] {
  const isOwn = (file: string) => !file.includes('node_modules')
  return globSync(patterns, { cwd: ROOT })
    .map(file => file.replaceAll('\\', '/'))
    .filter(isOwn)
    .sort()
}

/** `docs/guides/x.md` → `/docs/guides/x`; a folder is its README, and examples stand below the documentation. */
function hubPathOf(file: string): string {
  const path = file.replace(/\/$/, '').replace(/^(?:docs\/)?/, '/docs/')
  return path.replace(/\/README\.md$/, '').replace(/\.md$/, '')
}

function readPages(publicUrl: string): DocsPage[] {
  const pages = list(PAGES).map(file => {
    const text = readFileSync(ROOT + file, 'utf8')
    return pageOf(file, FOLLOWED.test(file) ? text.replace(EXAMPLE_URL, publicUrl) : text)
  })
  const guides = pages.find(({ file }) => file === 'docs/guides/README.md')?.markdown ?? ''
  const rankOf = ({ file }: DocsPage) => {
    const at = guides.indexOf(`](${posix.basename(file)})`)
    return at === -1 ? guides.length : at
  }
  return pages.sort((a, b) => rankOf(a) - rankOf(b) || (a.path < b.path ? -1 : 1))
}

function pageOf(file: string, markdown: string): DocsPage {
  const tokens = lexer(markdown)
  const title = tokens.find(token => token.type === 'heading' && token.depth === 1)
  const lead = tokens.find(token => token.type === 'paragraph')
  const path = hubPathOf(file)
  return {
    path,
    file,
    markdownPath: file.endsWith('/README.md') ? `${path}/README.md` : `${path}.md`,
    title: title ? titleOf(plainTextOf(title)) : file,
    lead: lead ? plainTextOf(lead) : '',
    markdown,
    tokens,
    headings: headingsOf(tokens),
  }
}

/** Examples stand under a heading that says that they are some. */
function titleOf(text: string): string {
  return text.replace(/^Example: (?:an? )?(.)/, (_beginning, first: string) => first.toUpperCase())
}
