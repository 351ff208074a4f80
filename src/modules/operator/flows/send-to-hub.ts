/** A request to this hub's own address. */
export type HubRequest = {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body: string | null
}

/** What the hub answered; `location` of an address of its own is a path. */
export type HubAnswer = {
  status: number
  statusText: string
  headers: Record<string, string>
  cookies: { name: string; value: string }[]
  location: string | null
  body: string
}

/** Sends a request to this hub as it would come over the network, without leaving the process. */
export type SendToHub = (request: HubRequest) => Promise<HubAnswer>
