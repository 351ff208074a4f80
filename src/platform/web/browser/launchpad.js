// @ts-check
/* The search of the launchpad narrows the tiles while one types; Enter asks the hub, as without this. */
const field = document.querySelector('input[data-filters]')

if (field instanceof HTMLInputElement) {
  const tiles = document.querySelectorAll(`#${field.dataset.filters} > [data-name]`)
  field.addEventListener('input', () => {
    const wanted = plain(field.value)
    for (const tile of tiles)
      if (tile instanceof HTMLElement) tile.hidden = !plain(tile.dataset.name ?? '').includes(wanted)
  })
}

/** @param {string} text */
function plain(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
