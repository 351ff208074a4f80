import { createServer } from 'node:net'
import { type TestApp, type TestAppOptions, testApp } from './test-app.ts'

const ATTEMPTS_MAX = 5

/**
 * A test app that listens on a port of this machine; `publicUrl` is where it is reached. Its clock begins now unless `at`
 * is given, because clients of others compare tokens with the real time.
 */
export async function listeningApp({ environment = {}, ...options }: TestAppOptions = {}): Promise<TestApp> {
  for (let attempt = 1; ; attempt += 1) {
    const PORT = String(await freePort())
    const at = new Date().toISOString()
    const app = await testApp({ at, ...options, environment: { ...environment, PORT } })
    try {
      await app.app.listen()
      return app
    } catch (error) {
      await app[Symbol.asyncDispose]()
      // Somebody else took the port in between.
      if (!isAddressInUse(error) || attempt === ATTEMPTS_MAX) throw error
    }
  }
}

/** A port nobody listens on at this moment: for those who must know it before they can listen. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
