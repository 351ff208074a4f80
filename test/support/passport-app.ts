import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildApp } from './builders.ts'
import { freePort } from './listening-app.ts'
import type { TestApp } from './test-app.ts'

/** A site in a process of its own. */
export type RunningSite = AsyncDisposable & { url: string }

const EXAMPLE = fileURLToPath(new URL('../../examples/passport-app/', import.meta.url))

/** Starts examples/passport-app as it is, as an app of its own at this hub, and waits until it listens. */
export async function passportApp(hub: TestApp): Promise<RunningSite & { appId: string }> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { id, client } = await buildApp(hub, {
    name: 'paper_route',
    redirectUrls: [`${url}/auth/grantory/callback`, `${url}/auth/grantory/org-callback`],
  })
  const credentials = { CLIENT_ID: client.id, CLIENT_SECRET: client.secret ?? '' }
  const site = await startSite(EXAMPLE, {
    HUB_URL: hub.publicUrl,
    PORT: String(port),
    ...credentials,
  })
  return { ...site, appId: id }
}

/** Runs a script of a folder with these variables; its first line names the address it listens at. */
export async function startSite(
  folder: string,
  environment: Record<string, string>,
  script = 'app.js',
): Promise<RunningSite> {
  const site = spawn(process.execPath, [script], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(site, 'exit')
  const firstLine = once(createInterface(site.stdout), 'line')
  const line = await Promise.race([firstLine, exited.then(() => [])])
  const url = /http:\/\/\S+/.exec(String(line[0]))?.[0]
  if (url === undefined) throw new Error(`the site in ${folder} did not start`)
  return {
    url,
    async [Symbol.asyncDispose]() {
      site.kill()
      await exited
    },
  }
}
