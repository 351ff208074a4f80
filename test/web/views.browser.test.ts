import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { openExhibition } from '../support/exhibition.ts'
import { gallery } from '../support/gallery.ts'
import { mailExhibits } from '../support/gallery-mails.ts'
import type { Exhibit } from '../support/gallery-room.ts'

const NARROWEST = 320
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const VIOLATIONS = `.then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' | ')))`
// An open menu lies over what is below it: how large things are to hit is measured with menus closed, and in them.
const AXE_CLOSED = `axe.run(document, { runOnly: { type: 'rule', values: ['target-size'] } })${VIOLATIONS}`
const AXE_MENUS = `axe.run({ include: [['.g-menu']] }, { runOnly: { type: 'rule', values: ['target-size'] } })${VIOLATIONS}`
const AXE_RUN = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: false } } })${VIOLATIONS}`

const english = gallery('en')
const german = gallery('de').map(exhibit => ({ ...exhibit, name: `${exhibit.name}-de` }))
const mails: Exhibit[] = mailExhibits('en').map(({ name, mail }) => ({ name, page: mail.html, isMail: true }))
const exhibition = await openExhibition([...english, ...german, ...mails])
after(() => exhibition[Symbol.asyncDispose]())

for (const { name } of [...english, ...mails]) {
  for (const isDark of [false, true]) {
    test(`${name} ${isDark ? 'in the dark ' : ''}breaks no rule of accessibility (WCAG 2.2 AA)`, async () => {
      const page = await exhibition.show(name, { width: 1280, isDark })
      await page.evaluate(axe)
      assert.deepEqual(await page.evaluate(AXE_CLOSED), [])
      await page.evaluate('document.querySelectorAll("details").forEach(details => { details.open = true })')
      assert.deepEqual(await page.evaluate(AXE_RUN), [])
      if (await page.evaluate('document.querySelector(".g-menu") !== null'))
        assert.deepEqual(await page.evaluate(AXE_MENUS), [])
      assert.deepEqual(exhibition.complaints(), [])
    })
  }
}

for (const { name } of [...english, ...german, ...mails]) {
  test(`${name} needs no sideways scrolling at ${NARROWEST} px (WCAG 1.4.10)`, async () => {
    const page = await exhibition.show(name, { width: NARROWEST, isDark: false })
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), NARROWEST)
  })
}
