import type { FastifyInstance, FastifyReply } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../../platform/http/paging.ts'
import type { OrganizationVisit } from '../../../platform/http/portal.ts'
import { folded } from '../../../platform/web/plain-text.ts'
import { organizationFrame } from '../../../platform/web/portal-page.ts'
import { findAppsOfOrganization } from '../app.repository.ts'
import { APP_TYPES, appTitle } from '../app.ts'
import { applyManifest } from '../apply-manifest.ts'
import { newNameFault } from '../create-app.ts'
import type { AppsDeps } from '../deps.ts'
import { parseManifest } from '../manifest.ts'
import { proposedName } from '../technical-name.ts'
import { appListPage } from './app-list.view.ts'
import { developerPath } from './developer-area.ts'
import { type AppFaults, faultsByKey, faultText } from './fault-text.ts'
import { type NewAppModel, newAppPage } from './new-app.view.ts'
import type { DeveloperDeps } from './open-app.page.ts'

const PAGE_SIZE = 20
const VENDOR_KIND = 'software_developer'

export type AppListDeps = DeveloperDeps & { clock: Clock; apps: AppsDeps }

/** The apps of a vendor, and the form that makes one (platform.md §4, §4.1). */
export function appListPages(scope: FastifyInstance, deps: AppListDeps): void {
  const { db, clock, portal, apps } = deps
  const path = '/organizations/:slug/developer'

  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'developers')
    if (!visit) return reply
    const { context, visitor, organization } = visit
    const query = searchAsked(request)
    const all = (await findAppsOfOrganization(db, organization.id)).map(app => ({
      ...app,
      title: appTitle(app.translations, context.lang) || app.name,
    }))
    const found = all.filter(({ name, title }) => folded(`${title} ${name}`).includes(folded(query)))
    const slice = sliceAsked(request, found.length, PAGE_SIZE)
    const model = {
      ...slice,
      query,
      count: all.length,
      frame: organizationFrame(visitor, organization, 'developer'),
      organization,
      apps: found.slice(slice.from, slice.from + PAGE_SIZE).map(({ name, title, type, state, logoUrl }) => ({
        app: { name, title, logoUrl, vendorName: organization.name },
        type,
        state,
        path: developerPath(name),
      })),
      becoming: mayMakeApps(visit)
        ? null
        : { editPath: `/organizations/${organization.slug}/edit`, mayEdit: organization.isAdministrator },
      notice: queryParameter(request, 'notice') === 'deleted' ? ('deleted' as const) : null,
    }
    return sendPage(reply, appListPage(context, model))
  })

  scope.get(`${path}/new`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'developers')
    if (!visit) return reply
    if (!mayMakeApps(visit)) return reply.redirect(`/organizations/${visit.organization.slug}/developer`, 303)
    const values = { type: 'public' as const, title: '', name: '', category: 'other', parent: '' }
    return showForm(reply, deps, visit, { values, faults: {} })
  })

  scope.post(`${path}/new`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'developers')
    if (!visit) return reply
    if (!mayMakeApps(visit)) return reply.redirect(`/organizations/${visit.organization.slug}/developer`, 303)
    const text = (name: string) => (formField(request, name) ?? '').trim()
    const type = APP_TYPES.find(known => known === text('type')) ?? 'public'
    const title = text('title')
    const values = {
      type,
      title,
      name: text('name'),
      category: text('category') || 'other',
      parent: text('parent_app'),
    }
    if (values.name === '' && title !== '') {
      // Without a script nothing was proposed while typing, and the name cannot be changed later.
      const proposal = { ...values, name: proposedName(title) }
      return showForm(reply.code(422), deps, visit, { values: proposal, faults: { name: 'is proposed' } })
    }
    const document = {
      name: values.name,
      type,
      organization: visit.organization.id,
      title,
      category: values.category,
      ...(type === 'addon' && { parent_app: values.parent }),
    }
    const parsed = parseManifest(document, apps.environment)
    if (!parsed.ok)
      return showForm(reply.code(422), deps, visit, { values, faults: faultsByKey(parsed.faults) })
    const { act } = visit
    const applied = await db.transaction(async tx => {
      actsAs(tx, act)
      const fault = await newNameFault(tx, values.name, apps)
      if (fault) return { outcome: 'refused' as const, faults: [{ path: 'name', fault }] }
      return applyManifest(tx, { manifest: parsed.manifest, actor: act.actor }, apps, clock.now())
    })
    if (applied.outcome === 'refused')
      return showForm(reply.code(422), deps, visit, { values, faults: faultsByKey(applied.faults) })
    return reply.redirect(`${developerPath(applied.app.name)}?notice=created`, 303)
  })

  /** Whether a name can be had, for the form while one types. */
  scope.get(`${path}/name`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'developers')
    if (!visit) return reply
    const fault = await newNameFault(db, queryParameter(request, 'name') ?? '', apps)
    return reply.send({ fault: faultText(visit.context.lang, fault) })
  })
}

function mayMakeApps({ organization }: OrganizationVisit): boolean {
  return organization.kinds.includes(VENDOR_KIND)
}

async function showForm(
  reply: FastifyReply,
  { db }: AppListDeps,
  { context, visitor, organization }: OrganizationVisit,
  form: { values: NewAppModel['values']; faults: AppFaults },
): Promise<FastifyReply> {
  const found = await findAppsOfOrganization(db, organization.id)
  const parents = found
    .filter(({ type }) => type !== 'addon')
    .map(({ name, translations }) => ({ name, title: appTitle(translations, context.lang) || name }))
  const frame = organizationFrame(visitor, organization, 'developer')
  return sendPage(reply, newAppPage(context, { frame, organization, parents, ...form }))
}
