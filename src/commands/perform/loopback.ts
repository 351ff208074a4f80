import { createServer, type Server } from 'node:http'
import { html } from '../../platform/web/html.ts'
import { Refused, UsageError } from '../command.ts'
import { isLoopback } from './web-address.ts'

/** Somebody who waits at a redirect URI of this machine (RFC 8252 §7.3). */
export type Listener = {
  /** Where it is, with the port that was free. */
  redirectUri: string
  /** The parameters of the first request that `isExpected`. */
  answer: Promise<URLSearchParams>
  close(): void
}

/**
 * Listens at a redirect URI. A loopback address without a port gets a free one, because servers ignore its port
 * (RFC 8252 §7.3); `localhost` is a name like any other.
 */
export async function listenAt(
  redirectUri: string,
  isExpected: (parameters: URLSearchParams) => boolean,
): Promise<Listener> {
  const url = loopbackUrl(redirectUri)
  const server = createServer()
  const answer = new Promise<URLSearchParams>(resolve => {
    server.on('request', ({ url: target = '', method }, response) => {
      const { pathname, searchParams } = new URL(target, 'http://loopback')
      const isHere = method === 'GET' && pathname === url.pathname
      const isAnswer = isHere && isExpected(searchParams)
      const status = isAnswer ? 200 : isHere ? 400 : 404
      response
        .writeHead(status, PAGE_HEADERS)
        .end(pageOf(isAnswer ? wordsFor(searchParams) : WORDS_FOR_OTHERS))
      if (isAnswer) resolve(searchParams)
    })
  })
  const port = await listen(server, url)
  return {
    redirectUri: url.port === '' && port !== HTTP_PORT ? withPort(redirectUri, port) : redirectUri,
    answer,
    close() {
      server.close()
      server.closeIdleConnections()
    },
  }
}

const HTTP_PORT = 80
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
}
const WORDS_FOR_OTHERS = 'This is not the answer that is waited for.'

function wordsFor(parameters: URLSearchParams): string {
  return parameters.has('error')
    ? 'The request was refused. The terminal tells why; you can close this page.'
    : 'Thank you. Everything else is in the terminal; you can close this page.'
}

function pageOf(words: string): string {
  const page = html`<!doctype html><html lang="en"><title>grantory perform</title><p>${words}</p></html>`
  return String(page)
}

/** The address with this port; otherwise as it was written, because servers compare character by character. */
export function withPort(redirectUri: string, port: number): string {
  return redirectUri.replace(/^(http:\/\/(?:\[[^\]]*\]|[^:/?]*))(?::\d*)?/, `$1:${port}`)
}

/** The parts of a redirect URI at which this program can listen. */
export function loopbackUrl(redirectUri: string): URL {
  const url = URL.parse(redirectUri)
  if (url?.protocol !== 'http:' || !isLoopback(url) || url.hash !== '') {
    throw new UsageError(
      `--redirect-uri is an http address of this machine, such as http://127.0.0.1/callback, found ${redirectUri}`,
    )
  }
  return url
}

async function listen(server: Server, { hostname, port }: URL): Promise<number> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const wanted = port !== '' ? Number(port) : hostname === 'localhost' ? HTTP_PORT : 0
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, host, resolve)
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE')
      throw new Refused(`port ${wanted} of ${host} is in use: end what listens there`)
    if (code === 'EACCES') throw new Refused(`port ${wanted} is not allowed for this user: see --port`)
    throw error
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server that listens has a port')
  return address.port
}
