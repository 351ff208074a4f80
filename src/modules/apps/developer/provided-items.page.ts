import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../../platform/database/database.ts'
import { formField } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import type { AppFaults } from './fault-text.ts'
import { configure, type GeneralDeps } from './general.page.ts'
import { type OpenedApp, openApp } from './open-app.page.ts'
import { itemFaults, type TextValues, textDocuments, textValues, typedTexts } from './texts-form.ts'

type Exchange = { request: FastifyRequest; reply: FastifyReply }

/** What a form holds of something an app offers, beside fields of its own. */
export type ItemValues = { name: string; bearerKind: string; texts: TextValues }

/** Something an app offers to others and lists in its manifest, a scope or an event, as its pages need to know it. */
export type ProvidedKind<Item, Values extends ItemValues> = {
  /** The last part of its addresses, and the name of the one that stands for an item there. */
  path: 'scopes' | 'events'
  parameter: 'scope' | 'event'
  /** The list in the manifest. */
  manifestKey: 'oauth_scopes' | 'events'
  itemsOf(reader: Reader, appId: string): Promise<Item[]>
  keyOf(item: Item): string
  documentOf(item: Item): Record<string, unknown>
  /** What a form begins with: for an item, or for a new one. */
  valuesOf(item: Item | null): Omit<Values, 'texts'>
  textsOf(item: Item): Parameters<typeof textValues>[0]
  /** What was typed into the fields that only this kind has. */
  typed(text: (name: string) => string): Omit<Values, keyof ItemValues>
  /** What the form changes of an item beside its texts, and what a new one has in addition. */
  changesOf(values: Values): Record<string, unknown>
  onlyNew(values: Values): Record<string, unknown>
  /** Whether others rely on it, so that it stays. */
  isUsed(reader: Reader, appId: string, item: Item): Promise<boolean>
  formPage(opened: OpenedApp, model: FormModel<Item, Values>): string
  removePage(opened: OpenedApp, item: Item): string
}

/** `item` is null for a new one. */
export type FormModel<Item, Values> = {
  item: Item | null
  isUsed: boolean
  values: Values
  faults: AppFaults
}

/** Adding, changing and removing what an app offers: /developer/apps/:name/scopes…, …/events… (platform.md §4.8, §4.9). */
export function providedItemPages<Item, Values extends ItemValues>(
  scope: FastifyInstance,
  deps: GeneralDeps,
  kind: ProvidedKind<Item, Values>,
): void {
  const path = `/developer/apps/:name/${kind.path}`
  newPages(scope, `${path}/new`, deps, kind)
  editPages(scope, `${path}/:${kind.parameter}/edit`, deps, kind)
  removePages(scope, `${path}/:${kind.parameter}/remove`, deps, kind)
}

function newPages<Item, Values extends ItemValues>(
  scope: FastifyInstance,
  path: string,
  deps: GeneralDeps,
  kind: ProvidedKind<Item, Values>,
): void {
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const values = withTexts<Values>(kind.valuesOf(null), textValues([]))
    return sendPage(reply, kind.formPage(opened, { item: null, isUsed: false, values, faults: {} }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const values = typedValues(request, kind)
    const { locales, documents } = textDocuments(values.texts, { hasSummary: false })
    let index = 0
    const configured = await configure(deps, opened, async reader => {
      const before = (await kind.itemsOf(reader, opened.app.id)).map(kind.documentOf)
      index = before.length
      const added = { name: values.name, ...kind.onlyNew(values), ...kind.changesOf(values) }
      return { [kind.manifestKey]: [...before, { ...added, translations: documents }] }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, kind, 'added')
    const faults = itemFaults(configured.faults, { path: `${kind.manifestKey}[${index}]`, locales })
    return sendPage(reply.code(422), kind.formPage(opened, { item: null, isUsed: false, values, faults }))
  })
}

function editPages<Item, Values extends ItemValues>(
  scope: FastifyInstance,
  path: string,
  deps: GeneralDeps,
  kind: ProvidedKind<Item, Values>,
): void {
  scope.get(path, async (request, reply) => {
    const opened = await openItem(deps, { request, reply }, kind)
    if (!opened) return reply
    const { item, isUsed } = opened
    const values = withTexts<Values>(kind.valuesOf(item), textValues(kind.textsOf(item)))
    return sendPage(reply, kind.formPage(opened, { item, isUsed, values, faults: {} }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openItem(deps, { request, reply }, kind)
    if (!opened) return reply
    const { item, isUsed } = opened
    const values = typedValues(request, kind)
    const { locales, documents } = textDocuments(values.texts, { hasSummary: false })
    let index = 0
    const configured = await configure(deps, opened, async reader => {
      const before = await kind.itemsOf(reader, opened.app.id)
      index = before.findIndex(one => kind.keyOf(one) === kind.keyOf(item))
      const changes = { ...kind.changesOf(values), translations: documents }
      return {
        [kind.manifestKey]: before.map((one, at) => ({
          ...kind.documentOf(one),
          ...(at === index && changes),
        })),
      }
    })
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    if (configured.outcome === 'configured') return back(reply, opened, kind, 'saved')
    const faults = itemFaults(configured.faults, { path: `${kind.manifestKey}[${index}]`, locales })
    return sendPage(reply.code(422), kind.formPage(opened, { item, isUsed, values, faults }))
  })
}

function removePages<Item, Values extends ItemValues>(
  scope: FastifyInstance,
  path: string,
  deps: GeneralDeps,
  kind: ProvidedKind<Item, Values>,
): void {
  scope.get(path, async (request, reply) => {
    const opened = await openItem(deps, { request, reply }, kind)
    if (!opened) return reply
    return opened.isUsed
      ? back(reply, opened, kind, null)
      : sendPage(reply, kind.removePage(opened, opened.item))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openItem(deps, { request, reply }, kind)
    if (!opened) return reply
    const key = kind.keyOf(opened.item)
    const configured = await configure(deps, opened, async reader => ({
      [kind.manifestKey]: (await kind.itemsOf(reader, opened.app.id))
        .filter(one => kind.keyOf(one) !== key)
        .map(kind.documentOf),
    }))
    if (configured.outcome === 'gone') throw new PageRefusal(404, 'not_found')
    // Somebody began to use it meanwhile: the list says so.
    return back(reply, opened, kind, configured.outcome === 'refused' ? null : 'removed')
  })
}

async function openItem<Item, Values extends ItemValues>(
  deps: GeneralDeps,
  exchange: Exchange,
  kind: ProvidedKind<Item, Values>,
): Promise<(OpenedApp & { item: Item; isUsed: boolean }) | null> {
  const opened = await openApp(deps, exchange)
  if (opened === null) return null
  const { id } = opened.app
  const key = pathParameter(exchange.request, kind.parameter)
  const item = (await kind.itemsOf(deps.db, id)).find(one => kind.keyOf(one) === key)
  if (item === undefined) throw new PageRefusal(404, 'not_found')
  return { ...opened, item, isUsed: await kind.isUsed(deps.db, id, item) }
}

function typedValues<Item, Values extends ItemValues>(
  request: FastifyRequest,
  kind: ProvidedKind<Item, Values>,
): Values {
  const text = (name: string) => (formField(request, name) ?? '').trim()
  const own = { name: text('name'), bearerKind: text('bearer_kind'), ...kind.typed(text) }
  return withTexts<Values>(own as Omit<Values, 'texts'>, typedTexts(text))
}

function withTexts<Values extends ItemValues>(values: Omit<Values, 'texts'>, texts: TextValues): Values {
  return { ...values, texts } as Values
}

function back(
  reply: FastifyReply,
  { area }: OpenedApp,
  { path }: { path: string },
  notice: 'added' | 'saved' | 'removed' | null,
): FastifyReply {
  return reply.redirect(`${area.path}/${path}${notice === null ? '' : `?notice=${notice}`}`, 303)
}
