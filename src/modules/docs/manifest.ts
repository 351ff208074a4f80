import { logo } from '../../platform/web/assets.ts'
import type { Library } from './library.ts'
import { menuOf } from './menu.ts'

type GuideItems = Record<string, { url: string; items: Record<string, never> }>

/** What a hub, as any provider of an API, publishes of its documentation (platform.md §13). */
export function docsManifest(library: Library, { brandName }: { brandName: string }) {
  const index = library.page('/docs/guides')
  const items: GuideItems = {}
  const references: Record<string, string> = { API: '/docs/api.yml' }
  for (const { group, entries } of menuOf(library)) {
    for (const { path } of entries) {
      const page = library.page(path)
      if (page === null) continue
      if (group === 'guides') items[page.title] = { url: page.markdownPath, items: {} }
      else if (group !== 'examples') references[page.title] = page.markdownPath
    }
  }
  return {
    title: brandName,
    logo: logo.path,
    summary: 'People and organizations safely connect apps to their data.',
    guides: { url: index?.markdownPath ?? '/docs/guides/README.md', items },
    references,
  }
}
