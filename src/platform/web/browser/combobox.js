// @ts-check
/*
 * A search that shows what it finds while one types: `<input data-combobox="address" data-submit="form">`. The address
 * answers `?q=` with `{ options: [{ value, label, text, isTaken }], status }`; choosing one fills the field `data-field` of
 * the form and sends it. Without it, the search form around the input leads to a page with the same finds.
 */

/** @typedef {{ value: string, label: string, text: string, note: string, isTaken: boolean }} Option */

const ASK_AFTER_MS = 120

for (const input of document.querySelectorAll('input[data-combobox]')) {
  const form = input instanceof HTMLInputElement ? document.getElementById(input.dataset.submit ?? '') : null
  if (input instanceof HTMLInputElement && form instanceof HTMLFormElement) enhance(input, form)
}

/** @param {HTMLInputElement} input @param {HTMLFormElement} form */
function enhance(input, form) {
  const list = document.createElement('ul')
  const status = document.createElement('p')
  list.id = `${input.id}-options`
  list.className = 'g-options'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.dataset.label ?? '')
  status.className = 'sr-only'
  status.setAttribute('role', 'status')
  const place = input.closest('[data-combobox-place]') ?? input.parentElement
  place?.append(list, status)
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')

  /** @type {Option[]} */
  let options = []
  let active = -1
  let timer = 0
  let asked = 0

  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, ASK_AFTER_MS)
  })
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      close()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (list.hidden) ask()
      else move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      event.preventDefault()
      choose(active)
    }
  })
  input.addEventListener('blur', () => setTimeout(close, 150))
  // The press, not the click: the click comes after the input has lost the focus.
  list.addEventListener('pointerdown', event => {
    event.preventDefault()
    const item = event.target instanceof Element ? event.target.closest('li') : null
    if (item) choose([...list.children].indexOf(item))
  })

  async function ask() {
    asked += 1
    const mine = asked
    const query = input.value.trim()
    if (query === '') return close()
    const answer = await fetch(`${input.dataset.combobox}?${new URLSearchParams({ q: query })}`).catch(
      () => null,
    )
    if (mine !== asked || !answer?.ok) return
    const found = await answer.json()
    if (mine !== asked || document.activeElement !== input) return
    show(found, query)
  }

  /** @param {{ options: Option[], status: string }} found @param {string} query */
  function show(found, query) {
    options = found.options
    active = -1
    status.textContent = found.status
    const words = query.toLowerCase().split(/\s+/)
    list.replaceChildren(...options.map((option, index) => item(option, index, words)))
    list.hidden = options.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
    input.removeAttribute('aria-activedescendant')
    move(1)
  }

  /** @param {Option} option @param {number} index @param {string[]} words */
  function item({ label, text, note, isTaken }, index, words) {
    const element = document.createElement('li')
    element.id = `${list.id}-${index}`
    element.setAttribute('role', 'option')
    element.setAttribute('aria-selected', 'false')
    if (isTaken) element.setAttribute('aria-disabled', 'true')
    const main = document.createElement('div')
    main.className = 'min-w-0'
    const name = document.createElement('p')
    name.className = 'font-mono text-sm wrap-anywhere'
    name.append(...marked(label, words))
    const about = document.createElement('p')
    about.className = 'text-sm text-muted wrap-anywhere'
    about.append(...marked(text, words), isTaken ? ` · ${note}` : '')
    main.append(name, about)
    element.append(main)
    return element
  }

  /** @param {number} step */
  function move(step) {
    const places = options.flatMap(({ isTaken }, index) => (isTaken ? [] : [index]))
    if (places.length === 0) return
    const at = places.indexOf(active)
    active = places[(at + step + places.length) % places.length] ?? -1
    if (at === -1) active = (step > 0 ? places[0] : places.at(-1)) ?? -1
    for (const [index, element] of [...list.children].entries()) {
      element.setAttribute('aria-selected', String(index === active))
      if (index === active) {
        input.setAttribute('aria-activedescendant', element.id)
        element.scrollIntoView({ block: 'nearest' })
      }
    }
  }

  /** @param {number} index */
  function choose(index) {
    const option = options[index]
    const field = form.elements.namedItem(input.dataset.field ?? '')
    if (!option || option.isTaken || !(field instanceof HTMLInputElement)) return
    field.value = option.value
    form.submit()
  }

  function close() {
    list.hidden = true
    active = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
}

/** The text with the words that were typed marked. @param {string} text @param {string[]} words @returns {(string | Node)[]} */
function marked(text, words) {
  const lower = text.toLowerCase()
  const places = words.flatMap(word => {
    const at = word === '' ? -1 : lower.indexOf(word)
    return at === -1 ? [] : [{ at, end: at + word.length }]
  })
  places.sort((a, b) => a.at - b.at)
  /** @type {(string | Node)[]} */
  const parts = []
  let done = 0
  for (const { at, end } of places) {
    if (at < done) continue
    const mark = document.createElement('mark')
    mark.textContent = text.slice(at, end)
    parts.push(text.slice(done, at), mark)
    done = end
  }
  parts.push(text.slice(done))
  return parts
}
