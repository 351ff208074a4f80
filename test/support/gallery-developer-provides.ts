import {
  editEventPage,
  editPasswordPage,
  passwordPage,
  providedEventsPage,
  removeEventPage,
  removePasswordPage,
  showSecretCard,
} from '../../src/modules/apps/developer/provided-events.view.ts'
import {
  editScopePage,
  providedScopesPage,
  removeProvidedScopePage,
} from '../../src/modules/apps/developer/provided-scopes.view.ts'
import {
  renewSecretPage,
  type SubscriptionsModel,
  subscriptionsPage,
} from '../../src/modules/apps/developer/subscriptions.view.ts'
import { textValues } from '../../src/modules/apps/developer/texts-form.ts'
import { textsOf } from '../../src/platform/web/texts.ts'
import { developerAreaOf } from './gallery-developer.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = 1772613780000

/** Provided scopes and events, event subscriptions. */
export function developerProvidesExhibits(room: Room): Exhibit[] {
  const { context: everywhere, say, names } = room
  const area = developerAreaOf(room)
  const context = { ...everywhere, path: `${area.path}/scopes` }
  const see = say('See items in stock', 'Artikel im Lager ansehen')
  const reserved = say('Item reserved', 'Artikel reserviert')
  const texts = textValues([
    { locale: 'en', title: 'See items in stock', description: 'Names, amounts and places.' },
    { locale: 'de', title: 'Artikel im Lager ansehen', description: null },
  ])
  const scope = { name: 'stock_keeper.items.r', key: 'items.r', isUsed: true }
  const scopeValues = { name: 'items', kind: 'read_only', bearerKind: 'Organization', texts }
  const eventValues = {
    name: 'item_reserved',
    bearerKind: 'Organization',
    example: '{ "item_id": "9f0c" }',
    texts,
  }
  const password = { id: 'p1', note: say('The server in Ghent', 'Der Server in Gent'), createdAt: NOW }
  const event = (name: string, title: string) => {
    return { event: name, title, providerTitle: names.app, providerName: 'directory' }
  }
  const joined = say('Person joined an organization', 'Person ist einer Organisation beigetreten')
  const subscriptions: SubscriptionsModel = {
    area,
    webhook: { value: 'https://stock.stockworks.example/hooks', fault: null, hasSecret: true },
    isSandbox: true,
    subscribed: [
      { ...event('directory.member_joined', joined), isGone: false },
      { ...event('warehouse.item_moved', say('Item moved', 'Artikel umgelagert')), isGone: true },
    ],
    search: null,
    eventFault: null,
    otherNames: ['zaikio'],
    notice: null,
  }
  return [
    {
      name: 'developer-scopes',
      page: providedScopesPage(context, {
        area,
        scopes: [
          {
            ...scope,
            kind: 'read_only',
            bearerKind: 'Organization',
            title: see,
            description: say('Names, amounts and places.', 'Namen, Mengen und Plätze.'),
          },
          {
            name: 'stock_keeper.items.rw',
            key: 'items.rw',
            kind: 'read_write',
            bearerKind: 'all',
            title: say('Change items', 'Artikel ändern'),
            description: null,
            isUsed: false,
          },
        ],
        notice: 'added',
      }),
    },
    { name: 'developer-scopes-none', page: providedScopesPage(context, { area, scopes: [], notice: null }) },
    {
      name: 'developer-scope-new',
      page: editScopePage(context, {
        area,
        scope: null,
        values: scopeValues,
        faults: { name: 'is in the list twice', title_de: 'must not be empty' },
      }),
    },
    {
      name: 'developer-scope-edit',
      page: editScopePage(context, { area, scope, values: scopeValues, faults: {} }),
    },
    {
      name: 'developer-scope-takeback',
      page: removeProvidedScopePage(context, { area, scope: { ...scope, title: see } }),
    },
    {
      name: 'developer-events',
      page: providedEventsPage(context, {
        area,
        events: [{ name: 'item_reserved', bearerKind: 'Organization', title: reserved, description: null }],
        passwords: [password, { id: 'p2', note: null, createdAt: NOW }],
        notice: null,
      }),
    },
    {
      name: 'developer-events-none',
      page: providedEventsPage(context, { area, events: [], passwords: [], notice: 'password_removed' }),
    },
    {
      name: 'developer-event-new',
      page: editEventPage(context, {
        area,
        event: null,
        values: eventValues,
        faults: { example: 'must have at most 5000 characters' },
      }),
    },
    {
      name: 'developer-event-edit',
      page: editEventPage(context, { area, event: 'item_reserved', values: eventValues, faults: {} }),
    },
    {
      name: 'developer-event-remove',
      page: removeEventPage(context, { area, event: 'item_reserved', title: reserved }),
    },
    {
      name: 'developer-password-new',
      page: editPasswordPage(context, {
        area,
        password: null,
        values: { note: '', newest: '' },
        fault: 'too_many',
      }),
    },
    {
      name: 'developer-password-edit',
      page: editPasswordPage(context, {
        area,
        password,
        values: { note: password.note, newest: '' },
        fault: null,
      }),
    },
    {
      name: 'developer-password',
      page: passwordPage(context, { area, password, secret: 'q7Zc1Vt9Lw4Hs8Rk2Xn6Bf3Jm5Pd0Ygs' }),
    },
    {
      name: 'developer-password-show',
      page: showSecretCard(context, {
        area,
        section: 'events',
        title: textsOf(context.lang).developerProvides.passwords.shownTitle,
        lead: password.note,
        action: `${area.path}/events/passwords/p1/secret`,
        backHref: `${area.path}/events`,
      }),
    },
    { name: 'developer-password-remove', page: removePasswordPage(context, { area, password }) },
    { name: 'developer-subscriptions', page: subscriptionsPage(context, subscriptions) },
    {
      name: 'developer-subscriptions-found',
      page: subscriptionsPage(context, {
        ...subscriptions,
        search: {
          query: 'member',
          isCut: false,
          found: [
            { ...event('directory.member_joined', joined), isAdded: true },
            {
              ...event('directory.member_left', say('Person left', 'Person ist gegangen')),
              isAdded: false,
            },
          ],
        },
      }),
    },
    {
      name: 'developer-subscriptions-faults',
      page: subscriptionsPage(context, {
        ...subscriptions,
        isSandbox: false,
        webhook: {
          value: 'https://10.0.0.1/hooks',
          fault: 'must lead to an address of the public network',
          hasSecret: false,
        },
        subscribed: [],
        otherNames: [],
        eventFault: 'does not exist: nobody.knows',
        search: { query: 'nobody.knows', found: [], isCut: false },
      }),
    },
    { name: 'developer-webhook-renew', page: renewSecretPage(context, { area, seen: '1' }) },
  ]
}
