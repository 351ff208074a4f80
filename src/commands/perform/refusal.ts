import { Outage } from '../../platform/database/database.ts'
import type { HttpAnswer } from '../../platform/http/message.ts'
import { visibleText } from '../../platform/web/plain-text.ts'
import { Refused } from '../command.ts'
import { errorIn, explain, type ServerError } from './explain.ts'

/** The error a command ends with after this answer: an outage where the server cannot answer, else a refusal. */
export function refusalOf(answer: HttpAnswer): Refused | Outage {
  const refusal = errorIn(answer)
  const status = `status ${answer.status}`
  if (answer.status >= 500) return new Outage(`the server cannot answer: ${wordsOf(refusal, status)}`)
  return refused(refusal, status)
}

/** A refusal with what caused it and what to do; `fallback` is for a server that gives no reason. */
export function refused(refusal: ServerError, fallback: string): Refused {
  const { error, description } = refusal
  const message = `the server refused: ${wordsOf(refusal, fallback)}`
  return new Refused(message, explain(refusal), { refusal: { error, error_description: description } })
}

function wordsOf({ error, description }: ServerError, fallback: string): string {
  if (error === null) return visibleText(description ?? fallback)
  return visibleText(description === null ? error : `${error} (${description})`)
}
