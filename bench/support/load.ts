import { connect, type Socket } from 'node:net'

/** One answer: its status and body. */
export type Answer = { status: number; body: string }

/**
 * A keep-alive HTTP/1.1 connection that sends one request after another. It reads only answers with a Content-Length,
 * and costs the load generator little, so that the server is what is measured.
 */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #answer: ((answer: Answer) => void) | null = null

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#read(chunk))
    this.#socket.on('error', error => {
      throw error
    })
    this.#socket.on('end', () => {
      // A worker whose server hung up would wait for ever.
      if (!this.#socket.destroyed) throw new Error(`the server closed a connection after: ${this.#received}`)
    })
  }

  /** Posts a form with Basic authentication. */
  post(path: string, form: string, authorization: string): Promise<Answer> {
    return new Promise(resolve => {
      this.#answer = resolve
      this.#socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
      )
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: string): void {
    this.#received += chunk
    const end = this.#received.indexOf('\r\n\r\n')
    if (end === -1) return
    const length = /content-length: (\d+)/i.exec(this.#received.slice(0, end))?.[1]
    if (length === undefined) throw new Error(`an answer without length: ${this.#received.slice(0, end)}`)
    if (this.#received.length < end + 4 + Number(length)) return
    const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(end + 4) }
    this.#received = ''
    this.#answer?.(answer)
  }
}

/** What one worker does again and again: one request, judged by its answer. False when it has nothing left to send. */
export type Step = (connection: Connection) => Promise<boolean>

/** Requests per second that `workers` connections get through in `durationMs`; each has its own step. */
export async function measure(
  port: number,
  { steps, durationMs }: { steps: readonly Step[]; durationMs: number },
): Promise<number> {
  const began = performance.now()
  const counts = await Promise.all(
    steps.map(async step => {
      const connection = new Connection(port)
      let count = 0
      while (performance.now() - began < durationMs && (await step(connection))) count += 1
      connection.close()
      return count
    }),
  )
  const seconds = (performance.now() - began) / 1000
  return counts.reduce((sum, count) => sum + count, 0) / seconds
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
