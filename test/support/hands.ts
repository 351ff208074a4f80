import type { Locator } from 'playwright-core'
import { tabTo } from './browser.ts'

/** How somebody works: what is pressed, typed and ticked. */
export type Hand = {
  press(target: Locator): Promise<void>
  type(target: Locator, text: string): Promise<void>
  tick(target: Locator): Promise<void>
  choose(target: Locator, label: string): Promise<void>
}
const MOUSE: Hand = {
  press: target => target.click(),
  type: (target, text) => target.fill(text),
  tick: target => target.check(),
  choose: async (target, label) => {
    await target.selectOption({ label })
  },
}
const KEYBOARD: Hand = {
  async press(target) {
    await tabTo(target.page(), target)
    await target.page().keyboard.press('Enter')
  },
  async type(target, text) {
    await tabTo(target.page(), target)
    await target.page().keyboard.press('Control+A')
    await target.page().keyboard.type(text)
  },
  async tick(target) {
    await tabTo(target.page(), target)
    await target.page().keyboard.press('Space')
  },
  async choose(target, label) {
    await tabTo(target.page(), target)
    await target.page().keyboard.type(label)
  },
}

/** The ways in which every journey can be gone. */
export const MANNERS = [
  { manner: 'with the mouse', hand: MOUSE, javaScriptEnabled: true },
  { manner: 'with the mouse and without JavaScript', hand: MOUSE, javaScriptEnabled: false },
  { manner: 'with the keyboard alone', hand: KEYBOARD, javaScriptEnabled: true },
]
