const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whether a value is an address of http or https: nothing else is asked, shown or opened. */
export function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
}

/** Whether an address is on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK_HOST.test(hostname)
}
