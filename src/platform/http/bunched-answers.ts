import type { onSendHookHandler } from 'fastify'

/** The first of a bunch waits for the work of so many others at most. */
const BUNCH_SIZE_MAX = 8

/**
 * A hook for routes that answer at once and often: answers that are ready in the same turn of the event loop are written
 * one right after another. Writing one wakes up whoever reads it, a proxy on the same machine for one, and that takes as
 * long as the rest of a short answer; who is awake already is not woken up for the next. An answer alone does not wait.
 */
export function bunchAnswers(): onSendHookHandler {
  let waiting: (() => void)[] = []
  const send = () => {
    const bunch = waiting
    waiting = []
    for (const write of bunch) write()
  }
  return (_request, _reply, payload, done) => {
    const size = waiting.push(() => done(null, payload))
    if (size === 1) setImmediate(send)
    else if (size === BUNCH_SIZE_MAX) send()
  }
}
