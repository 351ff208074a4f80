import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import { type ApiGuard, apiTime, type Principal } from '../../../platform/http/api.ts'
import { queryParameter } from '../../../platform/http/browser.ts'
import { publicPictureUrl } from '../../../platform/pictures/picture.ts'
import { type Lang, pageLanguage } from '../../../platform/web/language.ts'
import { appTitle, findApp } from '../../apps/index.ts'
import { findOrganization, findPerson, type Person, rolesFromBits } from '../../directory/index.ts'

/** GET /api/v1/access_token: describes the presented token (directory-api.md §12.4). */
export function accessTokenRoute(
  scope: FastifyInstance,
  { db, guard, publicUrl }: { db: Db; guard: ApiGuard; publicUrl: string },
): void {
  scope.get('/api/v1/access_token', async request => {
    const token = await guard.any(request)
    const person = await personOf(db, token)
    const timeZone = token.bearer.type === 'Person' ? (person?.timeZone ?? null) : null
    return {
      id: token.tokenId,
      app:
        token.appId === null
          ? null
          : await describeApp({ db, publicUrl }, token.appId, langOf(request, person)),
      audiences: token.audience,
      scope: token.scopes,
      bearer: token.bearer,
      bearer_on_behalf_of: token.onBehalfOf && {
        id: token.onBehalfOf.personId,
        type: 'Person',
        roles: rolesFromBits(token.onBehalfOf.roles),
      },
      created_at: apiTime(token.issuedAt, timeZone),
      expires_at: apiTime(token.expiresAt, timeZone),
    }
  })
}

async function describeApp({ db, publicUrl }: { db: Db; publicUrl: string }, appId: string, lang: Lang) {
  const app = await findApp(db, appId)
  if (!app) return null
  const vendor = app.organizationId === null ? null : await findOrganization(db, app.organizationId)
  return {
    name: app.name,
    slug: app.name.replaceAll('_', '-'),
    title: appTitle(app.translations, lang),
    logo_url: publicPictureUrl(publicUrl, app.logoUrl),
    vendor: vendor && {
      name: vendor.name,
      slug: vendor.slug,
      logo_url: publicPictureUrl(publicUrl, vendor.logoUrl),
    },
  }
}

/** The person who is the bearer, or who acts on its behalf. */
async function personOf(db: Db, { bearer, onBehalfOf }: Principal): Promise<Person | null> {
  const id = onBehalfOf?.personId ?? (bearer.type === 'Person' ? bearer.id : null)
  return id === null ? null : findPerson(db, id)
}

/** `lang`, then `Accept-Language`, then the person's locale (directory-api.md §1). */
function langOf(request: FastifyRequest, person: Person | null): Lang {
  const accepted = request.headers['accept-language'] ?? '*'
  return pageLanguage([queryParameter(request, 'lang')], `${accepted},${person?.locale ?? 'en'};q=0.001`)
}
