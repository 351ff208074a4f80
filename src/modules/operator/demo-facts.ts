/** The demo data that the sandbox's pages tell of and try flows with. */
export type DemoFacts = {
  persons: readonly { email: string }[]
  password: string
  lindenPress: string
  stockKeeper: { clientId: string; secret: string; redirectUrls: readonly string[] }
  warehouse: { clientId: string }
}
