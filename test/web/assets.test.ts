import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fastify from 'fastify'
import { assetRoutes } from '../../src/platform/web/assets.route.ts'
import { logo, styleSheet } from '../../src/platform/web/assets.ts'

const COMPRESSED_BYTES_MAX = 14_000

function server() {
  const app = fastify()
  assetRoutes(app)
  return app
}

test('the style sheet is kept for ever under a path that holds a hash of its content', async () => {
  assert.match(styleSheet.path, /^\/assets\/app\.[0-9a-f]{12}\.css$/)
  const answer = await server().inject(styleSheet.path)
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['content-type'], 'text/css; charset=utf-8')
  assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(answer.body, styleSheet.body)
})

test('a style sheet of another version is not there', async () => {
  assert.equal((await server().inject('/assets/app.000000000000.css')).statusCode, 404)
})

test('assets are compressed as the browser can read it (RFC 9110 §12.5.3)', async () => {
  const app = server()
  const encoded = async (accepted: string) => {
    const answer = await app.inject({ url: styleSheet.path, headers: { 'accept-encoding': accepted } })
    assert.equal(answer.headers['vary'], 'accept-encoding')
    return { encoding: answer.headers['content-encoding'], bytes: answer.rawPayload }
  }
  const brotli = await encoded('gzip, deflate, br')
  assert.equal(brotli.encoding, 'br')
  assert.equal(brotliDecompressSync(brotli.bytes).toString(), styleSheet.body)
  const gzip = await encoded('gzip, br;q=0')
  assert.equal(gzip.encoding, 'gzip')
  assert.equal(gunzipSync(gzip.bytes).toString(), styleSheet.body)
  assert.equal((await encoded('identity')).encoding, undefined)
})

test('the style sheet stays small', async () => {
  const answer = await server().inject({ url: styleSheet.path, headers: { 'accept-encoding': 'br' } })
  assert.ok(answer.rawPayload.length < COMPRESSED_BYTES_MAX, `${answer.rawPayload.length} bytes`)
})

test('the icon of browser tabs is a picture of our own, also at the old address', async () => {
  const answer = await server().inject(logo.path)
  assert.match(answer.body, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  assert.equal((await server().inject('/favicon.ico')).headers['location'], logo.path)
})
