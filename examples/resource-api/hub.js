// Everything this API knows about the hub: where it is, and whose tokens it takes. It needs no credentials for that.
import { createVerifier } from './hub-tokens.js'

export const port = process.env.PORT ?? 3100
const apiUrl = process.env.API_URL ?? `http://localhost:${port}`
const hubUrl = process.env.HUB_URL ?? 'http://localhost:4000'

/** What a token has to allow, at each endpoint. */
export const maySee = { scope: 'warehouse.items.r' }
export const mayAdd = { scope: 'warehouse.items.w' }

/** Where a client that knows only this API learns where to get a token, and for what (RFC 9728). */
export const metadataPath = '/.well-known/oauth-protected-resource'
export const metadata = {
  resource: apiUrl,
  resource_name: 'Warehouse',
  authorization_servers: [hubUrl],
  scopes_supported: ['warehouse.items.r', 'warehouse.items.w', 'warehouse.items.rw'],
  bearer_methods_supported: ['header'],
}

export const hub = createVerifier({ hub: hubUrl, resourceMetadata: apiUrl + metadataPath })
