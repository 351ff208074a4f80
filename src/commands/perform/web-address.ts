const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whether a value is an address of http or https: nothing else is asked, shown or opened. */
export function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
}

/** Whether an address is on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK_HOST.test(hostname)
}

/** What an API is asked: a path of the server, or an address elsewhere; null for anything else. */
export function apiUrl(target: string, server: string): string | null {
  const url = URL.parse(target, server)?.href
  return isWebAddress(url) ? url : null
}
