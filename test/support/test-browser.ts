import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

export type Answer = {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  /** Where a redirect leads. */
  location: string | null
}

/** A browser without script: keeps cookies, reads forms, follows redirects only when told to. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  readonly #server: FastifyInstance
  readonly #headers: Record<string, string>

  constructor(server: FastifyInstance, headers: Record<string, string> = {}) {
    this.#server = server
    this.#headers = { accept: 'text/html,application/xhtml+xml', ...headers }
  }

  /** Another browser with the same cookies, as copied at this moment. */
  clone(): TestBrowser {
    const copy = new TestBrowser(this.#server, this.#headers)
    for (const [name, value] of this.cookies) copy.cookies.set(name, value)
    return copy
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('GET', path, headers)
  }

  /** Posts a form exactly as given. */
  async post(
    path: string,
    form: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams(form).toString()
    return this.#send('POST', path, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body)
  }

  /** Posts the form of a page with its hidden fields, and these on top. `pick` chooses the form when there are several. */
  async submit(
    page: Answer,
    fields: Record<string, string> = {},
    pick: (form: Form) => boolean = () => true,
  ): Promise<Answer> {
    const form = formsOf(page.text)
      .filter(candidate => candidate.method === 'post' && candidate.action !== '/signout')
      .find(pick)
    if (!form) throw new Error(`no form on this page (status ${page.status}): ${page.text.slice(0, 500)}`)
    return this.post(form.action, { ...form.hidden, ...fields })
  }

  /** Posts a form with a file, as `multipart/form-data`: its fields in this order, then the file. */
  async upload(
    path: string,
    form: Record<string, string>,
    file: UploadedFile,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { type, payload } = multipartBody(form, file)
    return this.#send('POST', path, { 'content-type': type, ...headers }, payload)
  }

  /** Follows redirects within the hub and gives the first answer that is none, or that leads away. */
  async follow(answer: Answer): Promise<Answer> {
    let current = answer
    for (let hop = 0; hop < 10; hop += 1) {
      if (current.location === null || !current.location.startsWith('/')) return current
      current = await this.get(current.location)
    }
    throw new Error('redirected too often')
  }

  async signIn(email: string, password: string): Promise<Answer> {
    const answer = await this.submit(await this.get('/signin'), { email, password }, form =>
      form.action.startsWith('/signin'),
    )
    if (answer.status !== 303 && answer.status !== 302) throw new Error(`sign-in answered ${answer.status}`)
    return answer
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    payload?: string | Buffer,
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#server.inject({
      method,
      url: path,
      headers: { ...this.#headers, ...(cookie && { cookie }), ...headers },
      ...(payload !== undefined && { payload }),
    })
    this.#keepCookies(response)
    const location = response.headers.location
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      location: typeof location === 'string' ? location : null,
    }
  }

  #keepCookies(response: LightMyRequestResponse): void {
    for (const { name, value, maxAge, expires } of response.cookies) {
      const isGone = value === '' || maxAge === 0 || (expires !== undefined && expires.getTime() <= 0)
      if (isGone) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}

/** A file of a form; `field` is the name of its input. */
export type UploadedFile = { field?: string; name?: string; type?: string; bytes: Buffer }

/** A body as browsers make it (RFC 7578). */
export function multipartBody(
  form: Record<string, string>,
  { field = 'file', name = 'picture.png', type = 'image/png', bytes }: UploadedFile,
): { type: string; payload: Buffer } {
  const boundary = '----GrantoryTestBoundary7MA4YWxk'
  const fields = Object.entries(form).map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`
  const payload = Buffer.concat([
    Buffer.from(fields.join('') + head),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { type: `multipart/form-data; boundary=${boundary}`, payload }
}

export type Form = { action: string; method: string; hidden: Record<string, string>; text: string }

/** The forms of a page with their hidden fields. */
export function formsOf(page: string): Form[] {
  return [...page.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, head = '', text = '']) => ({
    action: decodeHtml(attribute(head, 'action') ?? ''),
    method: attribute(head, 'method') ?? 'get',
    hidden: Object.fromEntries(
      [...text.matchAll(/<input\b([^>]*)>/g)]
        .map(([, input = '']) => input)
        .filter(input => attribute(input, 'type') === 'hidden')
        .map(input => [attribute(input, 'name') ?? '', decodeHtml(attribute(input, 'value') ?? '')]),
    ),
    text,
  }))
}

function attribute(head: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(head)?.[1]
}

/** Text as a reader sees it. */
export function decodeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** The token of the forms of a page, for those that a test sends by hand; empty when the page has none. */
export function csrfOf(page: Answer): string {
  return /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
}
