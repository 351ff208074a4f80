// @ts-check
/*
 * What pages of the portal gain where scripts run: menus that close, a key that leads to the page's own search, copy buttons.
 * Everything works without it.
 */

/** Menus close when one goes elsewhere or presses Escape. */
const MENU = 'details.g-switch[open]'

document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll(MENU)) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute('open')
  }
})

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    for (const menu of document.querySelectorAll(MENU)) {
      menu.removeAttribute('open')
      menu.querySelector('summary')?.focus()
    }
  }
  if (event.key === '/' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector('main input[type="search"]')
    if (search instanceof HTMLInputElement) {
      event.preventDefault()
      search.focus()
      search.select()
    }
  }
})

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}

/** `<button data-copy="id" hidden>`: copies the text of that element, and says so in its own words. */
for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy ?? '')
    if (!source) return
    await navigator.clipboard.writeText(source.textContent ?? '')
    const words = button.querySelector('[data-copied]')
    if (!(words instanceof HTMLElement)) return
    const before = words.textContent
    words.textContent = words.dataset.copied ?? before
    setTimeout(() => {
      words.textContent = before
    }, 2000)
  })
}
