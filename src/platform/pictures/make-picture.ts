import { availableParallelism } from 'node:os'
import type { ResizeOptions, Sharp, SharpOptions } from 'sharp'
import { Outage } from '../database/database.ts'
import { createTurns } from '../turns.ts'
import type { MadePicture, PictureFault, Upload } from './picture.ts'

/** Width and height of a square: what pages show at most, on screens with three pixels for one. */
const SIDE = 256
/** The most a screenshot has in either direction: a page as wide as pages get, on a screen with two pixels for one. */
const SCREEN = 1600
/** A screenshot that needs more is made again with less quality. */
const SCREEN_BYTES_MAX = 1024 * 1024
/** The most pixels that are decoded: telephones make 50 million, a bomb of zeros many more. */
const PIXELS_MAX = 60_000_000
const SECONDS_MAX = 10
const QUALITY = 85
const QUALITY_OF_LARGE = 50

/** What may be decoded; none of it can load anything or run. No SVG: it is a document with scripts and addresses. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif'].map(format => `VipsForeignLoad${format}Buffer`)

const inTurn = createTurns(
  { atOnceMax: Math.max(1, Math.min(2, availableParallelism() - 1)), waitingMax: 50 },
  () => new Outage('too many pictures wait to be made'),
)

/**
 * What a picture becomes: a face is cut out of the middle as a square, a logo is kept whole in one; a screenshot keeps its
 * form and is made smaller only.
 */
export type Fit = 'cut' | 'whole' | 'screen'

const RESIZED: Record<Fit, ResizeOptions> = {
  cut: { width: SIDE, height: SIDE, fit: 'cover' },
  whole: { width: SIDE, height: SIDE, fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } },
  screen: { width: SCREEN, height: SCREEN, fit: 'inside', withoutEnlargement: true },
}

/**
 * Makes a picture anew from what somebody uploaded: nothing of the file but its pixels is kept, so no place, no camera,
 * no second content. Telephones' turns are applied; of an animation the first picture counts.
 */
export async function makePicture(
  upload: Upload,
  fit: Fit,
): Promise<{ ok: true; picture: MadePicture } | { ok: false; fault: PictureFault }> {
  if ('fault' in upload) return { ok: false, fault: upload.fault }
  if (!isKnownFormat(upload.bytes)) return { ok: false, fault: 'unsupported' }
  const open = await opener()
  return inTurn(async () => {
    try {
      // Only the head is read for it.
      const { width, height } = await open(upload.bytes, { limitInputPixels: false }).metadata()
      if (width * height > PIXELS_MAX) return { ok: false, fault: 'too_many_pixels' }
      const make = (quality: number) =>
        open(upload.bytes)
          .autoOrient()
          .resize(RESIZED[fit])
          .webp({ quality })
          .timeout({ seconds: SECONDS_MAX })
          .toBuffer({ resolveWithObject: true })
      const first = await make(QUALITY)
      const { data, info } = first.data.length > SCREEN_BYTES_MAX ? await make(QUALITY_OF_LARGE) : first
      const size = { width: info.width, height: info.height }
      return { ok: true, picture: { contentType: 'image/webp', content: data, ...size } }
    } catch {
      // The library tells every file it cannot read in words of its own; all of them come from the file.
      return { ok: false, fault: 'damaged' }
    }
  })
}

/** By its first bytes: names and declared types prove nothing. */
function isKnownFormat(bytes: Buffer): boolean {
  const begin = bytes.toString('latin1', 0, 12)
  return (
    begin.startsWith('\xff\xd8\xff') ||
    begin.startsWith('\x89PNG\r\n\x1a\n') ||
    begin.startsWith('GIF87a') ||
    begin.startsWith('GIF89a') ||
    (begin.startsWith('RIFF') && begin.endsWith('WEBP'))
  )
}

type Open = (bytes: Buffer, options?: SharpOptions) => Sharp
let opened: Promise<Open> | null = null

/** The library is loaded with the first upload: a start, and most processes, need none of it. */
function opener(): Promise<Open> {
  opened ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({ operation: LOADERS })
    return (bytes, options) =>
      sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', sequentialRead: true, ...options })
  })
  return opened
}
