/** The store. */
export const STORE_PATH = '/store'

/** Where an app stands in the store; also the link that is shared while it is not listed (platform.md §3, §4.2). */
export function storePath({ category, name }: { category: string; name: string }): string {
  return `${STORE_PATH}/${category}/${name.replaceAll('_', '-')}`
}

/** Where the app is connected to an organization, or with null to the reader's own account; nothing said: one chooses. */
export function connectPath(
  app: { category: string; name: string },
  bearer?: { slug: string } | null,
): string {
  const chosen =
    bearer === undefined
      ? ''
      : bearer === null
        ? '?for=me'
        : `?${new URLSearchParams({ organization: bearer.slug })}`
  return `${storePath(app)}/connect${chosen}`
}

/** The technical name behind an app's address. */
export function nameOfSlug(slug: string): string {
  return slug.replaceAll('-', '_')
}
