import type { Library } from './library.ts'
import { menuOf } from './menu.ts'

const GROUP_TITLES = {
  guides: 'Guides',
  reference: 'Reference',
  examples: 'Examples',
  operation: 'Running the hub',
  background: 'Background',
}

/** The documentation for language models (llmstxt.org): what it is about, and where its Markdown is. */
export function llmsText(
  library: Library,
  { brandName, publicUrl }: { brandName: string; publicUrl: string },
): string {
  const lines = [
    `# ${brandName}`,
    '',
    `> A connectivity hub: people and organizations sign in, and decide which apps may use which of their data. ${brandName} is an OAuth 2.0 authorization server, a directory with a REST API, and a store of apps, at ${publicUrl}.`,
    '',
    `Scopes are written \`app.name.permission\` (\`directory.person.r\`), with the bearer in front where it is no person: \`Org.directory.organization.r\`. Errors are identifiers; ${publicUrl}/docs/errors.md explains each.`,
  ]
  for (const { group, entries } of menuOf(library)) {
    const pages = entries.map(({ path }) => library.page(path)).filter(page => page !== null)
    lines.push('', `## ${GROUP_TITLES[group]}`, '')
    if (group === 'reference') {
      lines.push(`- [REST API](${publicUrl}/docs/api.yml): every request, as OpenAPI 3.1`)
    }
    for (const { title, markdownPath, lead } of pages)
      lines.push(`- [${title}](${publicUrl}${markdownPath}): ${lead.replace(/\s+/g, ' ')}`)
  }
  return `${lines.join('\n')}\n`
}
