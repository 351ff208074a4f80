import { PLATFORM_EVENTS } from '../src/modules/events/index.ts'
import { routesOf } from '../test/support/routes.ts'
import { testApp } from '../test/support/test-app.ts'

const METHOD_WIDTH = 8

/** Every route the hub answers, a line each. */
export async function routeList(): Promise<string> {
  const routes = await routesOf(async () => {
    await using app = await testApp()
    return app
  })
  const lines = routes.map(({ method, path }) => `${method.padEnd(METHOD_WIDTH)}${path}\n`)
  return lines.join('').replace(/\.[0-9a-f]{12}\./g, '.<hash>.')
}

/** The events apps can subscribe to, in the order of the picker. */
export async function eventList(): Promise<string> {
  return `${JSON.stringify(PLATFORM_EVENTS, null, 2)}\n`
}
