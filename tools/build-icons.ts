import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/*
 * Writes src/platform/web/icons.ts from the icons of Lucide. One meaning each; add a name here when a page needs it.
 */
const NAMES = [
  'arrow-down',
  'arrow-down-left',
  'arrow-left',
  'arrow-right',
  'arrow-up',
  'arrow-up-right',
  'ban',
  'bell',
  'blocks',
  'building-2',
  'check',
  'chevron-down',
  'chevron-right',
  'chevrons-up-down',
  'circle-alert',
  'circle-check',
  'circle-x',
  'clock',
  'cloud-off',
  'code',
  'copy',
  'corner-down-right',
  'download',
  'ellipsis',
  'external-link',
  'eye',
  'factory',
  'fingerprint',
  'flask-conical',
  'globe',
  'history',
  'hourglass',
  'image-plus',
  'inbox',
  'info',
  'key-round',
  'laptop',
  'layout-grid',
  'life-buoy',
  'link',
  'lock',
  'lock-open',
  'log-in',
  'log-out',
  'mail',
  'mail-check',
  'map-pin',
  'menu',
  'monitor',
  'monitor-smartphone',
  'pencil-line',
  'play',
  'plug',
  'pencil',
  'plus',
  'rectangle-ellipsis',
  'refresh-cw',
  'rocket',
  'rotate-ccw',
  'search',
  'search-x',
  'send',
  'server',
  'radio',
  'scroll-text',
  'settings',
  'shield',
  'shield-alert',
  'shield-check',
  'sliders-horizontal',
  'smartphone',
  'store',
  'tag',
  'terminal',
  'trash-2',
  'triangle-alert',
  'unlink',
  'unplug',
  'usb',
  'user-round',
  'user-round-plus',
  'user-round-x',
  'users-round',
  'waypoints',
  'webhook',
  'wrench',
  'x',
]
/** As the formatter breaks lines, so that its output and this one agree: never after a key shorter than five. */
const LINE_WIDTH = 110
const KEY_WIDTH = 5
const TARGET = new URL('../src/platform/web/icons.ts', import.meta.url)

const require = createRequire(import.meta.url)
const entries = NAMES.map(name => {
  const file = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(file)?.[1]
  if (!body) throw new Error(`no picture in the icon ${name}`)
  const shapes = body
    .trim()
    .replace(/\s*\n\s*/g, '')
    .replaceAll(' />', '/>')
  const key = name.includes('-') ? `'${name}'` : name
  const line = `  ${key}: '${shapes}',`
  return line.length <= LINE_WIDTH || key.length < KEY_WIDTH ? line : `  ${key}:\n    '${shapes}',`
})

writeFileSync(
  TARGET,
  `// Made by tools/build-icons.ts from Lucide (ISC license, https://lucide.dev). Change the list there.

/** The shapes inside each icon's svg element, on a grid of 24. */
export const ICONS = {
${entries.join('\n')}
}
`,
)
