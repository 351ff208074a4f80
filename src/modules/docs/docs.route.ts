import type { FastifyInstance } from 'fastify'
import { stringify } from 'yaml'
import { sendUnlessKnown } from '../../platform/http/pages.ts'
import { DOCS_PATH } from '../../platform/web/portal-page.ts'
import { openApiDocument } from './api/openapi.ts'
import type { Documentation } from './documentation.ts'
import { llmsText } from './llms-text.ts'
import { docsManifest } from './manifest.ts'

const KEPT = 'public, max-age=300'
const JSON_TYPE = 'application/json; charset=utf-8'
const YAML_TYPE = 'application/yaml; charset=utf-8'

/** What programs read of the documentation: the API, its manifest (platform.md §13), `llms.txt`. The same for everybody. */
export function docsRoutes(scope: FastifyInstance, { library, reference, brandName }: Documentation): void {
  const once = (path: string, type: string, make: () => string) => {
    let body: string | null = null
    scope.get(path, async (request, reply) => {
      body ??= make()
      reply.headers({ 'content-type': type, 'cache-control': KEPT })
      return sendUnlessKnown(request, reply, body)
    })
  }
  const document = () => openApiDocument(reference, { brandName })
  once(`${DOCS_PATH}/api.json`, JSON_TYPE, () => json(document()))
  once(`${DOCS_PATH}/api.yml`, YAML_TYPE, () => yaml(document()))
  once(`${DOCS_PATH}/schemas/AppConfiguration.yml`, YAML_TYPE, () =>
    yaml({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'AppConfiguration',
      ...reference.objects['AppConfiguration'],
    }),
  )
  once(`${DOCS_PATH}/manifest.json`, JSON_TYPE, () => json(docsManifest(library, { brandName })))
  once('/llms.txt', 'text/plain; charset=utf-8', () =>
    llmsText(library, { brandName, publicUrl: reference.publicUrl }),
  )
}

function json(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Schemas that are used twice are written twice: readers need no anchors. */
function yaml(document: unknown): string {
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 })
}
