// The stock of everybody who uses the warehouse. It knows bearers, and nothing of tokens.

const ITEMS_MAX = 1000
const LINDEN_PRESS = 'Organization/0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01'

const stock = new Map([
  [
    LINDEN_PRESS,
    [
      { name: 'Coated paper, 115 g, 70 × 100', quantity: 12_000 },
      { name: 'Uncoated paper, 90 g, 70 × 100', quantity: 4500 },
      { name: 'Printing plates', quantity: 160 },
    ],
  ],
])

/** What this bearer has in stock, and nobody else. */
export function itemsOf(bearer) {
  return stock.get(keyOf(bearer)) ?? []
}

/** Adds an item to the bearer's stock: gives the item, or what is wrong with the wish, by field. */
export function addItem(bearer, wish) {
  const { name, quantity } = wish ?? {}
  const errors = {
    ...((typeof name !== 'string' || name.trim() === '') && { name: ["can't be blank"] }),
    ...((!Number.isSafeInteger(quantity) || quantity < 0) && { quantity: ['is not a number of items'] }),
  }
  const items = itemsOf(bearer)
  if (items.length >= ITEMS_MAX) errors.base = ['The warehouse is full']
  if (Object.keys(errors).length > 0) return { errors }
  const item = { name, quantity }
  stock.set(keyOf(bearer), [...items, item])
  return { item }
}

function keyOf({ type, id }) {
  return `${type}/${id}`
}
