// The same API with Fastify. Start it beside the hub: npm run start:fastify -w examples/resource-api
import fastify from 'fastify'
import { hub, mayAdd, maySee, metadata, metadataPath, port } from './hub.js'
import { fastifyGuard } from './hub-tokens.js'
import { addItem, itemsOf } from './items.js'

const app = fastify()
app.decorateRequest('token', null)

app.get('/items', { onRequest: fastifyGuard(hub, maySee) }, async request => {
  return { items: itemsOf(request.token.bearer) }
})

app.post('/items', { onRequest: fastifyGuard(hub, mayAdd) }, async (request, reply) => {
  const { item, errors } = addItem(request.token.bearer, request.body)
  if (errors) return reply.code(422).send({ errors })
  return reply.code(201).send(item)
})

app.get(metadataPath, async () => metadata)

app.setNotFoundHandler((_request, reply) => {
  reply.code(404).send({ errors: ['not_found'] })
})

app.setErrorHandler((error, _request, reply) => {
  const isTheirs = error.statusCode >= 400 && error.statusCode < 500
  if (!isTheirs) console.error(error)
  reply
    .code(isTheirs ? error.statusCode : 500)
    .send({ errors: [isTheirs ? error.message : 'internal_error'] })
})

await app.listen({ port, host: 'localhost' })
console.log(`Ask http://localhost:${port}/items`)
