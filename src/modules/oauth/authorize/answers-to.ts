/** Where an answer goes, as the pages tell it: to the app in this browser, or to a device that waits. */
export type AnswersTo = { kind: 'redirect'; url: string } | { kind: 'device'; device: DeviceFacts }

/** What a person compares before they let a device in. `at` is an instant in milliseconds, `now` the page's own. */
export type DeviceFacts = {
  /** As the device shows it: `KMXR-TZWQ`. */
  userCode: string
  /** What the device calls itself; anybody can write anything there. */
  userAgent: string | null
  /** The address the device asked from; of IPv6 the network. */
  address: string
  at: number
  now: number
}
