/** The store. */
export const STORE_PATH = '/store'

/** Where an app stands in the store; also the link that is shared while it is not listed (platform.md §3, §4.2). */
export function storePath({ category, name }: { category: string; name: string }): string {
  return `${STORE_PATH}/${category}/${name.replaceAll('_', '-')}`
}

/** The technical name behind an app's address. */
export function nameOfSlug(slug: string): string {
  return slug.replaceAll('-', '_')
}
