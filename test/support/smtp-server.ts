import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** What a mail server was handed: the envelope's addresses and the message as it came. */
export type ReceivedMail = { from: string; recipients: string[]; message: string }

/** A mail server of the test's own; `refuse()` makes it refuse every mail from then on. */
export type SmtpServer = {
  url: string
  received: ReceivedMail[]
  refuse(): void
  accept(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Listens on a free port of the loopback address and speaks as much SMTP (RFC 5321) as a client needs. */
export async function smtpServer(): Promise<SmtpServer> {
  const received: ReceivedMail[] = []
  const state = { isRefusing: false }
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    void converse(socket, received, state)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    refuse: () => {
      state.isRefusing = true
    },
    accept: () => {
      state.isRefusing = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function converse(
  socket: Socket,
  received: ReceivedMail[],
  state: { isRefusing: boolean },
): Promise<void> {
  let mail: ReceivedMail = { from: '', recipients: [], message: '' }
  let isInMessage = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 test')
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (isInMessage) {
      if (line !== '.') {
        mail.message += `${line}\n`
        continue
      }
      isInMessage = false
      received.push(mail)
      mail = { from: '', recipients: [], message: '' }
      say('250 taken')
      continue
    }
    const command = line.slice(0, 4).toUpperCase()
    if (command === 'MAIL') mail.from = line
    if (command === 'RCPT') mail.recipients.push(/<(.*?)>/.exec(line)?.[1] ?? '')
    isInMessage = command === 'DATA'
    if (command === 'RCPT' && state.isRefusing) say('451 try again later')
    else say(command === 'DATA' ? '354 go on' : command === 'QUIT' ? '221 bye' : '250 ok')
  }
}
