import { type Html, raw } from './html.ts'

/*
 * Pictures made from a name: the same name always gives the same picture, on every page. An app is a tile with a
 * pattern, an organization a square monogram, a person a round monogram. Colours are presentation attributes, which a
 * strict content security policy allows.
 */

type Palette = readonly [ground: string, middle: string, light: string]
type Ink = readonly [ground: string, ink: string]

const APP_PALETTES: readonly [Palette, ...Palette[]] = [
  ['#0f5a50', '#5fc7b1', '#e2f5ef'],
  ['#7a3d0c', '#f0a94a', '#ffefd2'],
  ['#57294d', '#dc8fc0', '#fbe8f3'],
  ['#20344f', '#79a8dd', '#e6f0fb'],
  ['#8d3324', '#f3a08b', '#fde9e2'],
  ['#46571c', '#b6cd68', '#f2f7dd'],
  ['#2f3b41', '#9db6c0', '#eef3f5'],
  ['#0c5875', '#72cbe4', '#e3f5fb'],
  ['#8c2c50', '#f4a0bb', '#fdebf1'],
]
const MONOGRAM_PALETTES: readonly [Ink, ...Ink[]] = [
  ['#d5ece5', '#0d4f46'],
  ['#f6e3c4', '#663508'],
  ['#f3dcea', '#5a2549'],
  ['#dbe7f5', '#1d3a5f'],
  ['#f8ddd5', '#762717'],
  ['#e5edc6', '#3c4b14'],
  ['#d3eaf2', '#0a4a63'],
]
const TILE_PLACES = [
  { x: 8, y: 8 },
  { x: 20, y: 8 },
  { x: 8, y: 20 },
  { x: 20, y: 20 },
]
const CELL = 12

/** Changing the seed changes every picture. */
const SEED = 140287

/** The tile of an app, from its technical name, which never changes. */
export function tilePicture(name: string): Html {
  const hash = hashOf(name)
  const [ground, middle, light] = APP_PALETTES[hash % APP_PALETTES.length] ?? APP_PALETTES[0]
  const shapes = TILE_PLACES.map(({ x, y }, place) => {
    const bits = (hash >>> (4 + place * 5)) & 31
    return cell({ shape: bits % 6, x, y, fill: bits & 16 ? light : middle })
  })
  return raw(`${svg('0 0 40 40')}<path fill="${ground}" d="M0 0h40v40H0z"/>${shapes.join('')}</svg>`)
}

/** The monogram of a person or an organization; the frame around it cuts it round or square. */
export function monogramPicture(name: string): Html {
  const [ground, ink] = MONOGRAM_PALETTES[hashOf(name) % MONOGRAM_PALETTES.length] ?? MONOGRAM_PALETTES[0]
  return raw(
    `${svg('0 0 40 40')}<path fill="${ground}" d="M0 0h40v40H0z"/><text x="20" y="20.5" fill="${ink}" font-size="15" font-weight="600" text-anchor="middle" dominant-baseline="central" letter-spacing="-0.2">${lettersOf(name)}</text></svg>`,
  )
}

/** A G whose bar is a connection that ends in a node. */
export const logoPicture: Html = raw(
  `${svg('0 0 32 32')}<rect width="32" height="32" rx="8.5" fill="#00695c"/><path d="M22.6 10.2A9 9 0 1 0 25 16h-8.4" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/><circle cx="16" cy="16" r="3.1" fill="#8fe3cd"/></svg>`,
)

/** FNV-1a, 32 bit, with a final mix: small and stable. For colours only. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 ^ SEED
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d) >>> 0
  return (hash ^ (hash >>> 12)) >>> 0
}

/** First letters of the first and the last word. Letters and digits only: nothing in a name becomes markup. */
function lettersOf(name: string): string {
  const initials = name.match(/(?<![\p{L}\p{N}\p{M}'’.-])[\p{L}\p{N}]/gu) ?? []
  const first = initials[0]
  const last = initials.length > 1 ? initials.at(-1) : undefined
  return [first ?? '?', last ?? ''].map(letter => letter.toUpperCase()).join('')
}

function cell({ shape, x, y, fill }: { shape: number; x: number; y: number; fill: string }): string {
  const s = CELL
  switch (shape) {
    case 0:
      return `<path fill="${fill}" d="M${x} ${y}h${s}a${s} ${s} 0 0 1-${s} ${s}z"/>`
    case 1:
      return `<path fill="${fill}" d="M${x + s} ${y}v${s}a${s} ${s} 0 0 1-${s}-${s}z"/>`
    case 2:
      return `<path fill="${fill}" d="M${x + s} ${y + s}h-${s}a${s} ${s} 0 0 1 ${s}-${s}z"/>`
    case 3:
      return `<path fill="${fill}" d="M${x} ${y + s}v-${s}a${s} ${s} 0 0 1 ${s} ${s}z"/>`
    case 4:
      return `<circle fill="${fill}" cx="${x + s / 2}" cy="${y + s / 2}" r="${s / 2}"/>`
    default:
      return `<path fill="${fill}" d="M${x} ${y}h${s}v${s}h-${s}z"/>`
  }
}

function svg(viewBox: string): string {
  return `<svg viewBox="${viewBox}" aria-hidden="true" focusable="false">`
}
