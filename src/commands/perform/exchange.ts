import { Outage } from '../../platform/database/database.ts'
import { documentOrText, type HttpAnswer, type HttpRequest, headersOf } from '../../platform/http/message.ts'

const ANSWER_MS_MAX = 20_000
const ANSWER_BYTES_MAX = 1_000_000

/** One request of a flow and its answer. */
export type Step = { title: string; request: HttpRequest; answer: HttpAnswer }

/**
 * Sends a request as it is and follows no redirect, so that no secret goes where nobody sent it. Throws an Outage when
 * nobody answers in time, or with more than anybody would read.
 */
export async function exchange(request: HttpRequest, userAgent: string): Promise<HttpAnswer> {
  const { method, url, form } = request
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headersOf(request), 'user-agent': userAgent },
      ...(form && { body: new URLSearchParams(form).toString() }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    const { status, statusText, headers } = response
    const body = documentOrText(await readText(response))
    return { status, statusText, headers: Object.fromEntries(headers), body }
  } catch (error) {
    // fetch tells what happened in the cause of an error that says only that it failed.
    const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error
    throw new Outage(`${new URL(url).origin} does not answer`, { cause })
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
