// @ts-check
/* Offers the time zone of this device where another one is chosen. */
const zones = document.querySelector('select[name="time_zone"]')
const offer = document.querySelector('button[data-present-names]')

if (zones instanceof HTMLSelectElement && offer instanceof HTMLButtonElement) {
  // Browsers know some places by the names they had.
  const presentNames = JSON.parse(offer.dataset.presentNames ?? '{}')
  const told = Intl.DateTimeFormat().resolvedOptions().timeZone
  const own = presentNames[told] ?? told
  const option = [...zones.options].find(({ value }) => value === own)
  if (option && zones.value !== own) {
    offer.append(` ${option.label}`)
    offer.hidden = false
    offer.addEventListener('click', () => {
      zones.value = own
      offer.hidden = true
      zones.focus()
    })
  }
}
