import type { FastifyRequest } from 'fastify'
import { formField, formList } from './browser.ts'

/** The fields of a posted form, for code that knows no request: missing and repeated ones are empty. */
export type Fields = { text(name: string): string; list(name: string): string[] }

/** The fields of this request. */
export function fieldsOf(request: FastifyRequest): Fields {
  return { text: name => formField(request, name) ?? '', list: name => formList(request, name) }
}
