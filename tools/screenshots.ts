/**
 * Pictures of every screen, to be looked at: `tools/screenshots.ts [beginning of names …]`. Writes
 * `screenshots/<name>-<width>[-dark][-de].png`; `--lang`, `--width` and `--mode` (light, dark) limit them.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openExhibition } from '../test/support/exhibition.ts'
import { gallery } from '../test/support/gallery.ts'
import { mailExhibits } from '../test/support/gallery-mails.ts'
import { root } from './root.ts'

const LANGUAGES = ['en', 'de'] as const
const WIDTHS = [1280, 390]
const MODES = ['light', 'dark']

const { values, positionals } = parseArgs({
  options: { lang: { type: 'string' }, width: { type: 'string' }, mode: { type: 'string' } },
  allowPositionals: true,
})
const target = join(root, 'screenshots')
mkdirSync(target, { recursive: true })

for (const lang of LANGUAGES.filter(each => values.lang === undefined || values.lang === each)) {
  const mails = mailExhibits(lang).map(({ name, mail }) => ({ name, page: mail.html, isMail: true }))
  const exhibits = [...gallery(lang), ...mails].filter(
    ({ name }) => positionals.length === 0 || positionals.some(beginning => name.startsWith(beginning)),
  )
  await using exhibition = await openExhibition(exhibits)
  for (const { name } of exhibits) {
    for (const width of WIDTHS.filter(each => values.width === undefined || values.width === String(each))) {
      for (const mode of MODES.filter(each => values.mode === undefined || values.mode === each)) {
        const page = await exhibition.show(name, { width, isDark: mode === 'dark' })
        // As high as the content, so that what sticks to the lower edge stands where it ends.
        const height = await page.evaluate<number>('document.documentElement.scrollHeight')
        await page.setViewportSize({ width, height })
        const suffix = `${mode === 'dark' ? '-dark' : ''}${lang === 'en' ? '' : `-${lang}`}`
        await page.screenshot({ path: join(target, `${name}-${width}${suffix}.png`) })
      }
    }
  }
  console.log(`${exhibits.length} screens in ${lang}`)
}
