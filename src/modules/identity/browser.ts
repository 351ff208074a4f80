/** What is known of the browser a request comes from. `sessionToken` is what it sent, valid or not. */
export type BrowserFacts = { sessionToken: string | null; userAgent: string | null; addressBlock: string }
