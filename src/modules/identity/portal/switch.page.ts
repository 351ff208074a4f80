import type { FastifyInstance } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import type { Portal } from '../../../platform/http/portal.ts'
import { PERSON_SELECTED } from '../selection.ts'
import { storeSelection } from '../session.repository.ts'

/** POST /switch: chooses for whom the launchpad opens apps (platform.md §8). `organization` is a slug, empty: the person. */
export function switchPage(scope: FastifyInstance, { db, portal }: { db: Db; portal: Portal }): void {
  scope.post('/switch', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (visit === null) return reply
    const slug = formField(request, 'organization')
    if (slug === null) throw new PageRefusal(400, 'bad_request')
    const place = visit.visitor.organizations.find(organization => organization.slug === slug)
    if (slug !== '' && !place) throw new PageRefusal(404, 'not_found')
    await db.transaction(tx => storeSelection(tx, visit.session.id, place?.id ?? PERSON_SELECTED))
    return reply.redirect('/launchpad', 303)
  })
}
