import { readFileSync } from 'node:fs'
import { sha256Hex } from '../crypto/digest.ts'
import { logoPicture } from './pictures.ts'

const HASH_LENGTH = 12

/** A file that pages load. Its path holds a hash of its content, so that browsers may keep it for ever. */
export type Asset = { path: string; contentType: string; body: string }

/** The style sheet, as tools/build-styles.ts made it. */
export const styleSheet: Asset = asset({
  name: 'app',
  extension: 'css',
  contentType: 'text/css; charset=utf-8',
  body: readFileSync(new URL('../../../generated/app.css', import.meta.url), 'utf8'),
})

/** The product's mark, also the icon of browser tabs. */
export const logo: Asset = asset({
  name: 'logo',
  extension: 'svg',
  contentType: 'image/svg+xml; charset=utf-8',
  body: String(logoPicture).replace(
    '<svg ',
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" ',
  ),
})

/** What pages of the portal gain where scripts run. */
export const portalScript: Asset = browserModule('portal')

/** Proposes and checks technical names while one types. */
export const newAppScript: Asset = browserModule('new-app')

/** Searches the hub from any page, by keyboard. */
export const searchScript: Asset = browserModule('search')

/** Narrows the tiles of the launchpad while one types. */
export const launchpadScript: Asset = browserModule('launchpad')

/** Finds while one types, in a list one can go through by keyboard. */
export const comboboxScript: Asset = browserModule('combobox')

/** Offers the time zone of the device. */
export const preferencesScript: Asset = browserModule('preferences')

/** Asks the browser for a passkey before a form is sent. */
export const passkeyScript: Asset = browserModule('passkey')

/** Sends requests of the API reference from the reader's browser. */
export const tryRequestScript: Asset = browserModule('try-request')

/** Every file that pages load. */
export const assets: readonly Asset[] = [
  styleSheet,
  logo,
  portalScript,
  searchScript,
  newAppScript,
  launchpadScript,
  comboboxScript,
  passkeyScript,
  preferencesScript,
  tryRequestScript,
]

/** A module for browsers, as it stands in `browser/`. */
function browserModule(name: string): Asset {
  return asset({
    name,
    extension: 'js',
    contentType: 'text/javascript; charset=utf-8',
    body: readFileSync(new URL(`./browser/${name}.js`, import.meta.url), 'utf8'),
  })
}

function asset(file: { name: string; extension: string; contentType: string; body: string }): Asset {
  const hash = sha256Hex(file.body).slice(0, HASH_LENGTH)
  return {
    path: `/assets/${file.name}.${hash}.${file.extension}`,
    contentType: file.contentType,
    body: file.body,
  }
}
