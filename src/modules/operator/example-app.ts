const DEFAULT_HUB_URL = 'http://localhost:4000'

/** How the example app is started beside the hub at `publicUrl`, and where it is then. */
export function exampleApp(publicUrl: string): { command: string; url: string } {
  const start = 'npm start -w examples/passport-app'
  const command = publicUrl === DEFAULT_HUB_URL ? start : `HUB_URL=${publicUrl} ${start}`
  return { command, url: 'http://localhost:3000' }
}
