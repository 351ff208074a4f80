// @ts-check
/*
 * The search of the whole hub as a dialog over any page of the portal: by its link, by Ctrl+K or ⌘K, and by / where the page
 * has no search of its own. What it shows is the list of the page `/search`. Without it, the link leads to that page.
 */

const ASK_AFTER_MS = 120

const link = document.querySelector('a[data-search]')
const template = document.getElementById('search-template')
if (link instanceof HTMLAnchorElement && template instanceof HTMLTemplateElement) {
  const dialog = template.content.querySelector('dialog')
  const input = dialog?.querySelector('input')
  const place = dialog?.querySelector('[data-found]')
  const status = dialog?.querySelector('[data-status]')
  if (dialog && input && place && status) enhance(link, { dialog, input, place, status })
}

/** @typedef {{ dialog: HTMLDialogElement, input: HTMLInputElement, place: Element, status: Element }} Parts */

/** @param {HTMLAnchorElement} link @param {Parts} parts */
function enhance(link, { dialog, input, place, status }) {
  document.body.append(dialog)
  place.id = 'search-options'
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', place.id)
  input.setAttribute('aria-expanded', 'false')

  /** @type {HTMLAnchorElement[]} */
  let options = []
  let active = -1
  let timer = 0
  /** @type {AbortController | null} */
  let asking = null

  link.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open()
  })
  document.addEventListener('keydown', event => {
    const isCommand = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey
    const isSlash =
      event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)
    // A search of the page's own goes first (portal.js).
    if (!isCommand && !(isSlash && !document.querySelector('main input[type="search"]'))) return
    event.preventDefault()
    open()
  })
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, ASK_AFTER_MS)
  })
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      mark(active + (event.key === 'ArrowDown' ? 1 : -1))
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault()
      options[active]?.click()
    }
  })
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close()
  })

  function open() {
    if (dialog.open) return
    dialog.showModal()
    input.select()
    ask()
  }

  async function ask() {
    asking?.abort()
    asking = new AbortController()
    const { signal } = asking
    const query = input.value.trim()
    const url = new URL(link.href)
    url.search = String(new URLSearchParams({ q: query, lang: document.documentElement.lang }))
    try {
      const answer = await fetch(url, { signal })
      if (!answer.ok) return
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      if (!signal.aborted) show(page.getElementById('found'))
    } catch {
      // Another letter was typed, or nobody answers: Enter leads to the page.
    }
  }

  /** @param {HTMLElement | null} found */
  function show(found) {
    if (!found) return
    place.replaceChildren(...found.childNodes)
    options = [...place.querySelectorAll('a')]
    const isList = options.length > 0
    if (isList) place.setAttribute('role', 'listbox')
    else place.removeAttribute('role')
    place.setAttribute('aria-label', link.getAttribute('aria-label') ?? '')
    input.setAttribute('aria-expanded', String(isList))
    status.textContent = found.dataset.status ?? ''
    for (const section of place.querySelectorAll('section')) section.setAttribute('role', 'group')
    for (const part of place.querySelectorAll('ul, li, h2, p')) part.setAttribute('role', 'presentation')
    for (const [index, option] of options.entries()) {
      option.id = `search-option-${index}`
      option.setAttribute('role', 'option')
      option.tabIndex = -1
    }
    mark(0)
    place.scrollTop = 0
  }

  /** @param {number} index */
  function mark(index) {
    active = options.length === 0 ? -1 : (index + options.length) % options.length
    for (const [at, option] of options.entries()) option.setAttribute('aria-selected', String(at === active))
    const option = options[active]
    if (option) {
      input.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    } else input.removeAttribute('aria-activedescendant')
  }
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}
