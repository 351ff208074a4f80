/** An app as the catalogue shows it. */
export type CatalogueEntry = {
  id: string
  name: string
  title: string
  summary: string | null
  logoUrl: string | null
  vendorName: string | null
  category: string
  path: string
}

/** What was asked of the catalogue, and how much there is. */
export type Catalogue = {
  entries: CatalogueEntry[]
  /** How many of those that answer the search are in each category, the fullest first. */
  categories: { category: string; count: number }[]
  count: number
}
