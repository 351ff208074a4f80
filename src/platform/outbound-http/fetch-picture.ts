import { type Fit, makePicture } from '../pictures/make-picture.ts'
import type { Picture } from '../pictures/picture.ts'
import type { ForeignFetch } from './foreign-fetch.ts'

/** The most a picture elsewhere may have (directory-api.md §16). */
const PICTURE_BYTES_MAX = 200 * 1024
const PICTURE_TIMEOUT_MS = 5_000
const PICTURE_TYPE = /^image\/(?:png|jpeg|gif|webp)\b/i

/** Why a picture elsewhere does not become one of ours. */
export type FetchedPictureFault = 'url' | 'unreachable' | 'too_large' | 'unsupported'

/** Gets a picture from an address that somebody gave, and makes it anew as an upload is. */
export async function fetchPicture(
  fetchForeign: ForeignFetch,
  url: string,
  fit: Fit,
): Promise<{ ok: true; picture: Picture } | { ok: false; fault: FetchedPictureFault }> {
  const limits = { bytesMax: PICTURE_BYTES_MAX, timeoutMs: PICTURE_TIMEOUT_MS, accept: 'image/*' }
  const fetched = await fetchForeign(url, limits)
  if (!fetched.ok) {
    const { fault } = fetched
    // Whoever asks learns nothing of where we can go: what is not public is as far as what is not there.
    return { ok: false, fault: fault === 'url' || fault === 'too_large' ? fault : 'unreachable' }
  }
  const { contentType, body } = fetched.answer
  if (!PICTURE_TYPE.test(contentType)) return { ok: false, fault: 'unsupported' }
  const made = await makePicture({ bytes: body }, fit)
  if (made.ok) return made
  return { ok: false, fault: made.fault === 'too_many_pixels' ? 'too_large' : 'unsupported' }
}
