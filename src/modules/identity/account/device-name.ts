import type { Lang } from '../../../platform/web/language.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { Device } from './device.ts'

/** A device in words: `Firefox on macOS`. */
export function deviceName(lang: Lang, { browser, system }: Device): string {
  const { sessions: texts } = textsOf(lang).security
  if (browser !== null && system !== null) return texts.device(browser, system)
  return browser ?? system ?? texts.unknownDevice
}
