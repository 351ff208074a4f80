import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { DEMO } from './demo.ts'
import type { Answer, TestBrowser } from './test-browser.ts'

/** The JSON answer of the token endpoint, and its status. */
export type TokenAnswer = {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  // A test reads whatever the server answered.
  // biome-ignore lint/suspicious/noExplicitAny: the members are what the test is about
  body: any
  text: string
}

/** What an app's back end sends. Confidential credentials authenticate by Basic. */
export class TestClient {
  readonly id: string
  readonly secret: string | undefined
  readonly #server: FastifyInstance

  constructor(server: FastifyInstance, { id, secret }: { id: string; secret?: string | undefined }) {
    this.#server = server
    this.id = id
    this.secret = secret
  }

  get basic(): string {
    return `Basic ${Buffer.from(`${this.id}:${this.secret ?? ''}`).toString('base64')}`
  }

  /** POST /oauth/access_token with a form, authenticated as far as the credentials go. */
  async token(form: Record<string, string>, headers: Record<string, string> = {}): Promise<TokenAnswer> {
    const isPublic = this.secret === undefined
    const body = new URLSearchParams(isPublic ? { client_id: this.id, ...form } : form).toString()
    return this.send('/oauth/access_token', body, {
      'content-type': 'application/x-www-form-urlencoded',
      ...(!isPublic && { authorization: this.basic }),
      ...headers,
    })
  }

  /** A POST as given. */
  async send(path: string, payload: string, headers: Record<string, string>): Promise<TokenAnswer> {
    const response = await this.#server.inject({ method: 'POST', url: path, headers, payload })
    return answerOf(response.statusCode, response.headers, response.body)
  }

  refresh(refreshToken: string, more: Record<string, string> = {}): Promise<TokenAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more })
  }

  /** A request to the REST API with a bearer token. */
  async api(
    accessToken: string | null,
    path: string,
    request: {
      method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
      json?: unknown
      /** A body of another type. */
      body?: { type: string; payload: Buffer | string }
      headers?: Record<string, string>
    } = {},
  ): Promise<TokenAnswer> {
    const response = await this.#server.inject({
      method: request.method ?? 'GET',
      url: path,
      headers: {
        ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
        ...(request.json !== undefined && { 'content-type': 'application/json' }),
        ...(request.body && { 'content-type': request.body.type }),
        ...request.headers,
      },
      ...(request.json !== undefined && { payload: JSON.stringify(request.json) }),
      ...(request.body && { payload: request.body.payload }),
    })
    return answerOf(response.statusCode, response.headers, response.body)
  }

  /** The address of the authorization endpoint for this client. */
  authorizeUrl(parameters: Record<string, string>): string {
    return `/oauth/authorize?${new URLSearchParams({ client_id: this.id, ...parameters })}`
  }

  /** Goes through the redirect flow in this browser, allowing what is asked; gives the last answer, at the app. */
  async authorize(browser: TestBrowser, parameters: Record<string, string>): Promise<Answer> {
    return allowAll(browser, this.authorizeUrl(parameters))
  }

  /** The whole code grant: tokens for what this person allows. PKCE where the credentials are public. */
  async tokensFor(
    browser: TestBrowser,
    scope: string,
    more: Record<string, string> = {},
  ): Promise<TokenAnswer> {
    const pkce = this.secret === undefined ? newPkce() : null
    const answer = await this.authorize(browser, {
      scope,
      redirect_uri: DEMO.redirectUrl,
      ...(pkce && { code_challenge: pkce.challenge, code_challenge_method: 'S256' }),
      ...more,
    })
    return this.token({ code: codeIn(answer), ...(pkce && { code_verifier: pkce.verifier }) })
  }
}

/** Allows whatever the hub asks on the way from this path of it; gives the last answer, at the app. */
export async function allowAll(browser: TestBrowser, path: string): Promise<Answer> {
  let page = await browser.follow(await browser.get(path))
  for (let screen = 0; screen < 5 && page.location === null && page.status === 200; screen += 1) {
    page = await browser.follow(
      await browser.submit(page, { decision: 'allow' }, form =>
        form.action.startsWith('/oauth/authorize/decision'),
      ),
    )
  }
  return page
}

/** The code an answer brought to the app. */
export function codeIn(answer: Answer): string {
  const code = answer.location === null ? null : new URL(answer.location).searchParams.get('code')
  if (code === null)
    throw new Error(`no code: ${answer.status} ${answer.location ?? answer.text.slice(0, 600)}`)
  return code
}

/** The parameters an answer brought to the app. */
export function answerParameters(answer: Answer): URLSearchParams {
  if (answer.location === null) throw new Error(`no redirect: ${answer.status} ${answer.text.slice(0, 600)}`)
  return new URL(answer.location).searchParams
}

/** A verifier with its S256 challenge (RFC 7636). */
export function newPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** The claims of a JWT, unverified. */
// biome-ignore lint/suspicious/noExplicitAny: the members are what the test is about
export function claimsOf(token: string): any {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

function answerOf(status: number, headers: TokenAnswer['headers'], text: string): TokenAnswer {
  const isJson = String(headers['content-type']).startsWith('application/json') && text !== ''
  return { status, headers, body: isJson ? JSON.parse(text) : null, text }
}
