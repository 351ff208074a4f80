import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Surroundings } from '../../src/commands/command.ts'
import type { Outcome } from '../../src/commands/run.ts'
import { runCommand } from './run-command.ts'
import type { TestBrowser } from './test-browser.ts'
import { allowAll } from './test-client.ts'

/** A flow that is performed in this process. */
export type Performing = {
  /** Everything that was told so far. */
  told(): string
  /** Resolves with the first match in what is told; fails when the command ends without it. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the command ended with
  outcome: Promise<Outcome & { data: any }>
}

/** Performs a flow at a server with these words and environment variables only. Time stands still unless told otherwise. */
export function perform(
  hub: string,
  words: string[],
  surroundings: Partial<Surroundings> & { environment?: Record<string, string> } = {},
): Performing {
  const { environment = {}, ...more } = surroundings
  let told = ''
  const waiting = new Set<() => void>()
  const outcome = runCommand(
    ['perform', ...words],
    { PUBLIC_URL: hub, ...environment },
    {
      pause: () => new Promise(() => {}),
      tell(lines) {
        told += lines.map(line => `${line}\n`).join('')
        for (const look of waiting) look()
      },
      ...more,
    },
  )
  return {
    told: () => told,
    outcome,
    said: pattern =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(told)
          if (match) resolve(match)
        }
        waiting.add(look)
        look()
        void outcome.then(({ lines }) => reject(new Error(`ended with ${lines.join('\n')}`)))
      }),
  }
}

/** The address a person shall open, as it is told. */
export const ADDRESS = /^Open this in a browser:\n(http\S+)\n/m

/** What a person does with the address: allows everything in this browser, and follows the answer to where it leads. */
export async function allowAt(browser: TestBrowser, address: string): Promise<Response> {
  const { pathname, search } = new URL(address)
  const { location, text: page } = await allowAll(browser, `${pathname}${search}`)
  if (location === null) throw new Error(`no answer for the app: ${page.slice(0, 500)}`)
  return fetch(location)
}

/** A request as the stand-in got it. */
export type Got = { path: string; headers: IncomingMessage['headers']; form: URLSearchParams }
/** What the stand-in answers: a document, or a text. */
export type Answered = { status?: number; headers?: Record<string, string>; body: unknown }

/**
 * Another authorization server than ours: it announces all endpoints, and answers what a test wants to see answered.
 * `metadata` changes what it announces.
 */
export async function standIn(
  answer: (got: Got) => Answered,
  metadata: (url: string) => Record<string, unknown> = () => ({}),
): Promise<{ url: string; got: Got[]; [Symbol.asyncDispose](): Promise<void> }> {
  const got: Got[] = []
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const document = { ...announced(url), ...metadata(url) }
    // RFC 8414 §3.1: the path of an issuer comes last.
    const { pathname } = new URL(String(document['issuer']))
    const isMetadata = path === `/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
    const answered: Answered = isMetadata ? { body: document } : answer(await keep(path, request))
    const { status = 200, headers = {}, body } = answered
    const isText = typeof body === 'string'
    const type = isText ? 'text/plain' : 'application/json'
    response.writeHead(status, { 'content-type': type, ...headers }).end(isText ? body : JSON.stringify(body))
  })
  const keep = async (path: string, request: IncomingMessage): Promise<Got> => {
    const kept = { path, headers: request.headers, form: new URLSearchParams(await text(request)) }
    got.push(kept)
    return kept
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port of TCP has such an address.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    got,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function announced(url: string): Record<string, unknown> {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    device_authorization_endpoint: `${url}/device`,
    jwks_uri: `${url}/keys`,
  }
}
