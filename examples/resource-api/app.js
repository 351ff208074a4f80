// An API that takes the hub's tokens, with Express. Start it beside the hub: npm start -w examples/resource-api
import express from 'express'
import { hub, mayAdd, maySee, metadata, metadataPath, port } from './hub.js'
import { expressGuard } from './hub-tokens.js'
import { addItem, itemsOf } from './items.js'

const app = express()

app.get('/items', expressGuard(hub, maySee), (req, res) => {
  res.json({ items: itemsOf(req.token.bearer) })
})

app.post('/items', expressGuard(hub, mayAdd), express.json(), (req, res) => {
  const { item, errors } = addItem(req.token.bearer, req.body)
  if (errors) return res.status(422).json({ errors })
  res.status(201).json(item)
})

app.get(metadataPath, (_req, res) => {
  res.json(metadata)
})

app.use((_req, res) => {
  res.status(404).json({ errors: ['not_found'] })
})

app.use((error, _req, res, _next) => {
  const isTheirs = error.status >= 400 && error.status < 500
  if (!isTheirs) console.error(error)
  res.status(isTheirs ? error.status : 500).json({ errors: [isTheirs ? error.message : 'internal_error'] })
})

app.listen(port, 'localhost', error => {
  if (error) throw error
  console.log(`Ask http://localhost:${port}/items`)
})
