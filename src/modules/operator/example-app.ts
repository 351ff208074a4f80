const DEFAULT_HUB_URL = 'http://localhost:4000'

/** A curl call that exchanges a code, in lines that fit into a page. */
export function tokenRequest(publicUrl: string, { id, secret }: { id: string; secret: string }): string {
  return `curl ${publicUrl}/oauth/access_token \\
  -d client_id=${id} \\
  -d client_secret=${secret} \\
  -d grant_type=authorization_code \\
  -d code=…`
}

/** How the example app is started beside the hub at `publicUrl`, and where it is then. */
export function exampleApp(publicUrl: string): { command: string; url: string } {
  const start = 'npm start -w examples/passport-app'
  const command = publicUrl === DEFAULT_HUB_URL ? start : `HUB_URL=${publicUrl} ${start}`
  return { command, url: 'http://localhost:3000' }
}
