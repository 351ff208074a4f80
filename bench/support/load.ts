import { connect, type Socket } from 'node:net'

/** One answer: its status and body. */
export type Answer = { status: number; body: string }

/** A server that takes longer for one answer has stopped working, and the run ends with that. */
const ANSWER_MS_MAX = 10_000

/** The text of a form post with Basic authentication. */
export function formPost(path: string, form: string, authorization: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`
}

/** The text of a GET with a bearer token. */
export function bearerGet(path: string, token: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`
}

/**
 * A keep-alive HTTP/1.1 connection that sends one request after another. It reads only answers with a Content-Length,
 * and costs the load generator little, so that the server is what is measured. Whatever goes wrong, a closed connection
 * and a server that is silent included, rejects the request that waits.
 */
export class Connection implements Sender {
  readonly #socket: Socket
  #received = ''
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null
  #failure: Error | null = null

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.setEncoding('latin1')
    this.#socket.setTimeout(ANSWER_MS_MAX)
    this.#socket.on('data', (chunk: string) => this.#read(chunk))
    this.#socket.on('error', error => this.#fail(error))
    this.#socket.on('timeout', () => this.#fail(new Error(`no answer within ${ANSWER_MS_MAX / 1000} s`)))
    this.#socket.on('close', () => this.#fail(new Error('the server closed a connection')))
  }

  /** Sends one request, and gives its answer. */
  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#waiting?.reject(this.#failure)
    this.#waiting = null
    this.#socket.destroy()
  }

  #read(chunk: string): void {
    this.#received += chunk
    const end = this.#received.indexOf('\r\n\r\n')
    if (end === -1) return
    const length = /content-length: (\d+)/i.exec(this.#received.slice(0, end))?.[1]
    if (length === undefined) {
      this.#fail(new Error(`an answer without length: ${this.#received.slice(0, end)}`))
      return
    }
    if (this.#received.length < end + 4 + Number(length)) return
    const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(end + 4) }
    this.#received = ''
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(answer)
  }
}

/** Where a request is sent. */
export type Sender = { send(request: string): Promise<Answer> }

/** What one connection does again and again: one request, judged by its answer. Throws when the answer is another. */
export type Step = (connection: Sender) => Promise<void>

/** One connection's work: to which process, and what. */
export type Worker = { port: number; step: Step }

/** Raised by a step that has nothing left to send. */
export class UsedUp extends Error {}

/** How much these workers get through in `durationMs`, or until a step is `UsedUp`. */
export async function measure(
  workers: readonly Worker[],
  durationMs: number,
): Promise<{ requests: number; seconds: number }> {
  const lines = workers.map(({ port, step }) => ({ connection: new Connection(port), step }))
  try {
    const began = performance.now()
    let requests = 0
    await Promise.all(
      lines.map(async ({ connection, step }) => {
        try {
          while (performance.now() - began < durationMs) {
            await step(connection)
            requests += 1
          }
        } catch (error) {
          if (!(error instanceof UsedUp)) throw error
        }
      }),
    )
    if (requests === 0) throw new Error('nothing was measured')
    return { requests, seconds: (performance.now() - began) / 1000 }
  } finally {
    for (const { connection } of lines) connection.close()
  }
}

/** Sends `count` requests, a few at a time, and gives what `read` finds in the answers. */
export async function collect<T>(
  port: number,
  { count, request, read }: { count: number; request: string; read: (answer: Answer) => T },
): Promise<T[]> {
  const found: T[] = []
  let sent = 0
  const connections = Array.from({ length: Math.min(count, COLLECT_CONNECTIONS) }, () => new Connection(port))
  try {
    await Promise.all(
      connections.map(async connection => {
        while (sent < count) {
          sent += 1
          found.push(read(await connection.send(request)))
        }
      }),
    )
    return found
  } finally {
    for (const connection of connections) connection.close()
  }
}

const COLLECT_CONNECTIONS = 16

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
