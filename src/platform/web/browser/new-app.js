// @ts-check
/*
 * The form of a new app: a technical name is proposed from the title until one types a name, and is checked with the
 * hub while typing.
 */
const title = document.querySelector('input[name="title"]')
const name = document.querySelector('input[name="name"]')
const state = document.getElementById('name-state')
const CHECK_AFTER_MS = 250

if (title instanceof HTMLInputElement && name instanceof HTMLInputElement && state) {
  let isOwn = name.value !== ''
  let timer = 0
  let asked = 0

  title.addEventListener('input', propose)
  name.addEventListener('input', () => {
    isOwn = name.value !== ''
    check()
  })

  // Somebody who types fast was there before this.
  if (title.value !== '') propose()

  function propose() {
    if (isOwn || !(title instanceof HTMLInputElement) || !(name instanceof HTMLInputElement)) return
    name.value = proposed(title.value)
    check()
  }

  function check() {
    clearTimeout(timer)
    timer = setTimeout(ask, CHECK_AFTER_MS)
  }

  async function ask() {
    if (!(name instanceof HTMLInputElement) || !state) return
    asked += 1
    const mine = asked
    if (name.value.length < 3) return show('', true)
    const answer = await fetch(`${state.dataset.path}?${new URLSearchParams({ name: name.value })}`).catch(
      () => null,
    )
    if (!answer?.ok || mine !== asked) return
    const { fault } = await answer.json()
    show(fault ?? state.dataset.free ?? '', fault === null)
  }

  /** @param {string} text @param {boolean} isGood */
  function show(text, isGood) {
    if (!state) return
    state.textContent = text
    state.classList.toggle('text-success', isGood)
    state.classList.toggle('text-error', !isGood)
  }
}

/** @param {string} text */
function proposed(text) {
  const latin = text.normalize('NFKD').replaceAll('ß', 'ss').replace(/\p{M}/gu, '').toLowerCase()
  const words = latin.split(/[^a-z0-9]+/).filter(word => word !== '')
  return words
    .join('_')
    .replace(/^[0-9_]+/, '')
    .slice(0, 60)
    .replace(/_$/, '')
}
