import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { UPLOAD_BYTES_MAX, type Upload } from '../pictures/picture.ts'

const FIELDS_MAX = 10
const FIELD_BYTES_MAX = 10_000
const FIELD_NAME_BYTES_MAX = 100
const HEADERS_MAX = 20

declare module 'fastify' {
  interface FastifyRequest {
    /** The file a form brought along; null when its route takes none or the form was not read. */
    upload: Upload | null
  }
}

/** Lets the routes of a scope read `multipart/form-data`; everywhere else such a body holds nothing. */
async function readMultipart(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: UPLOAD_BYTES_MAX,
      files: 1,
      fields: FIELDS_MAX,
      fieldSize: FIELD_BYTES_MAX,
      fieldNameSize: FIELD_NAME_BYTES_MAX,
      parts: FIELDS_MAX + 1,
      headerPairs: HEADERS_MAX,
    },
  })
}

/**
 * Forms with a file, in a scope that has cookies: the fields become the body before the form is checked (`useBrowser`),
 * so that a foreign one is refused like any other. `admit` says whether somebody may send files, and raises
 * `TooManyRequests`; of all others nothing is read into memory, they are asked to sign in.
 */
export async function useUploads(
  scope: FastifyInstance,
  admit: (request: FastifyRequest) => Promise<boolean>,
): Promise<void> {
  await readMultipart(scope)
  scope.decorateRequest('upload', null)
  scope.addHook('preValidation', async (request, reply) => {
    if (!request.isMultipart()) return
    if (!(await admit(request)))
      return reply.redirect(`/signin?${new URLSearchParams({ return_to: request.url })}`, 303)
    const { fields, upload } = await read(request, 'file')
    request.body = fields
    request.upload = upload
  })
}

/** Uploads to the REST API: the route asks for the token first, then for the file (`readUpload`). */
export async function useApiUploads(scope: FastifyInstance): Promise<void> {
  await readMultipart(scope)
}

/** The file under a name in a body; missing when the body is of another kind. */
export async function readUpload(request: FastifyRequest, name: string): Promise<Upload> {
  return request.isMultipart() ? (await read(request, name)).upload : { fault: 'missing' }
}

/** Reads a whole body: the fields, and the file under this name. */
async function read(
  request: FastifyRequest,
  name: string,
): Promise<{ fields: Record<string, unknown>; upload: Upload }> {
  const fields = new Map<string, unknown>()
  let upload: Upload = { fault: 'missing' }
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        // A field that comes twice is none (`formField`).
        fields.set(part.fieldname, fields.has(part.fieldname) ? null : part.value)
        continue
      }
      const bytes = await part.toBuffer()
      if (part.fieldname !== name) continue
      if (part.file.truncated) upload = { fault: 'too_large' }
      else if (bytes.length > 0) upload = { bytes }
    }
  } catch (error) {
    // The parser raises what it dislikes in the body; a fault without a status is one of its form.
    const isTold = error instanceof Error && 'statusCode' in error
    throw isTold ? error : Object.assign(new Error('The body is not a valid form.'), { statusCode: 400 })
  }
  return { fields: Object.fromEntries(fields), upload }
}
