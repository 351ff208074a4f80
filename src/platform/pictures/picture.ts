/** Whose picture it is. */
export type PictureOwner = { type: 'Person' | 'Organization' | 'App' | 'Screenshot'; id: string }

/** A picture as it is sent: made by us. */
export type Picture = { contentType: string; content: Buffer }

/** The same with its size in pixels, as it was made. */
export type MadePicture = Picture & { width: number; height: number }

/** An upload as it came in, or why there is none. */
export type Upload = { bytes: Buffer } | { fault: 'missing' | 'too_large' }

/** Why an upload does not become a picture. */
export type PictureFault = 'missing' | 'too_large' | 'too_many_pixels' | 'unsupported' | 'damaged'

/** The most an upload may have: photographs of telephones do. */
export const UPLOAD_BYTES_MAX = 8 * 1024 * 1024

const PATH = /^\/pictures\/([0-9a-zA-Z]{32})\.webp$/

/** Where the picture with this id is served; stored with its owner. */
export function picturePath(id: string): string {
  return `/pictures/${id}.webp`
}

/** The id in an address that `picturePath` made; null for every other. */
export function pictureIdIn(path: string): string | null {
  return PATH.exec(path)?.[1] ?? null
}

/** Whether a stored address is that of an upload, as opposed to one elsewhere. */
export function isUploaded(stored: string | null): boolean {
  return stored !== null && pictureIdIn(stored) !== null
}

/** A stored address as others need it: pictures of ours get the hub's origin, which may change. */
export function publicPictureUrl(publicUrl: string, stored: string | null): string | null {
  return stored?.startsWith('/') ? `${publicUrl}${stored}` : stored
}
