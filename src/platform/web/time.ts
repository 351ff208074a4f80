import { type Html, html } from './html.ts'
import type { Lang } from './language.ts'

/** How a reader sees times: their language and time zone (IANA name). */
export type Reader = { lang: Lang; timeZone: string }

/** An instant (milliseconds) as date and time of the reader, with the exact one for machines. */
export function timeElement(at: number, reader: Reader): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${format(at, reader, { dateStyle: 'long', timeStyle: 'short' })}</time>`
}

/** An instant (milliseconds) as the reader's date, with the exact instant for machines. */
export function dateElement(at: number, reader: Reader): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${format(at, reader, { dateStyle: 'long' })}</time>`
}

/** How long ago an instant was, in words, with the exact instant for machines. */
export function agoElement(at: number, now: number, lang: Lang): Html {
  const minutes = Math.max(0, Math.round((now - at) / 60_000))
  const hours = Math.round(minutes / 60)
  const days = Math.round(hours / 24)
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })
  const text =
    minutes === 0
      ? words.format(0, 'second')
      : minutes < 90
        ? words.format(-minutes, 'minute')
        : hours < 36
          ? words.format(-hours, 'hour')
          : days < 60
            ? words.format(-days, 'day')
            : words.format(-Math.round(days / 30), 'month')
  return html`<time datetime="${new Date(at).toISOString()}">${text}</time>`
}

const DATE_PARTS = new Set<string | undefined>(['day', 'month', 'year'])

/** Day, month and year stay on one line. */
function format(at: number, { lang, timeZone }: Reader, style: Intl.DateTimeFormatOptions): string {
  const parts = new Intl.DateTimeFormat(lang, { ...style, timeZone }).formatToParts(at)
  return parts
    .map(({ value }, index) => {
      const beside = [parts[index - 1]?.type, parts[index + 1]?.type]
      return beside.every(type => DATE_PARTS.has(type)) ? value.replace(' ', '\u00a0') : value
    })
    .join('')
}
