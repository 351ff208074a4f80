import type { FastifyInstance, FastifyRequest } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { bodyLines } from '../../../platform/http/curl.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { type Portal, pathParameter } from '../../../platform/http/portal.ts'
import { sendDocs } from '../docs.page.ts'
import type { Documentation } from '../documentation.ts'
import { menuOf } from '../menu.ts'
import { API_PATH, apiPage } from './api.view.ts'
import type { Filled } from './curl-line.ts'
import type { Operation } from './operation.ts'
import { operationPage } from './operation.view.ts'
import type { ApiReference } from './reference.ts'
import { exampleOf, isSecret } from './schema.ts'

/** The reference of the API, for everybody. Requests are tried by the reader's browser, never by the hub. */
export function apiPages(
  scope: FastifyInstance,
  { portal, documentation: { library, reference } }: { portal: Portal; documentation: Documentation },
): void {
  const { operations } = reference

  scope.get(API_PATH, async (request, reply) => {
    const { context } = await portal.peek(request)
    const frame = { menu: menuOf(library), current: API_PATH }
    return sendDocs({ request, reply }, context, apiPage(context, { frame, reference }))
  })

  scope.get(`${API_PATH}/:operation`, async (request, reply) => {
    const { context } = await portal.peek(request)
    const at = operations.findIndex(({ id }) => id === pathParameter(request, 'operation'))
    const operation = operations[at]
    if (operation === undefined) throw new PageRefusal(404, 'not_found')
    const model = {
      frame: { menu: menuOf(library), current: API_PATH },
      reference,
      operation,
      filled: filledIn(request, operation, reference),
      previous: operations[at - 1] ?? null,
      next: operations[at + 1] ?? null,
    }
    return sendPage(reply, operationPage(context, model))
  })
}

/** What the form was sent with, where no script ran; else the examples. */
function filledIn(
  request: FastifyRequest,
  { parameters, body }: Operation,
  { objects }: ApiReference,
): Filled {
  const filled: Filled = { path: {}, query: {}, body: null, form: {} }
  for (const { name, in: place } of parameters)
    filled[place][name] = queryParameter(request, `${place}.${name}`) ?? ''
  if (body === null || body.type === 'multipart/form-data') return filled
  const example = body.example ?? exampleOf(body.schema, objects)
  if (body.type === 'application/json') {
    const sent = isSecret(body.schema) ? null : queryParameter(request, 'body')
    filled.body = sent ?? bodyLines(example).join('\n')
    return filled
  }
  for (const [name, value] of Object.entries(Object(example))) filled.form[name] = String(value)
  for (const [name, schema] of Object.entries(body.schema.properties ?? {})) {
    const sent = queryParameter(request, `form.${name}`)
    if (sent !== null && !isSecret(schema)) filled.form[name] = sent
  }
  return filled
}
