import type { SearchGroup } from '../../src/modules/store/search.ts'
import { searchPage } from '../../src/modules/store/search.view.ts'
import { plainFrame, selectionFrame } from '../../src/platform/web/portal-page.ts'
import type { Exhibit, Room } from './gallery-room.ts'

/** The search of the whole hub. */
export function searchExhibits({
  context: everywhere,
  anonymous,
  names,
  app,
  warehouse,
  place,
  visitor,
  say,
}: Room): Exhibit[] {
  const context = { ...everywhere, path: '/search?q=stock' }
  const frame = selectionFrame(visitor, null)
  const elsewhere: SearchGroup = {
    name: 'elsewhere',
    results: [
      {
        ...{ title: say('“stock” in the store', '„stock“ im Store'), text: null, href: '/store?q=stock' },
        picture: { icon: 'store' },
      },
    ],
  }
  const groups: SearchGroup[] = [
    {
      name: 'apps',
      results: [
        {
          ...{ title: app.title, text: say(`in ${names.organization}`, `in ${names.organization}`) },
          ...{ href: '/launchpad/open/stock_keeper?organization_id=', picture: { app } },
        },
      ],
    },
    {
      name: 'organizations',
      results: [
        {
          title: place.name,
          text: null,
          href: `/organizations/${place.slug}`,
          picture: { organization: place },
        },
      ],
    },
    {
      name: 'store',
      results: [
        {
          ...{ title: warehouse.title, href: '/store/warehouse/warehouse', picture: { app: warehouse } },
          text: say('Knows what is in stock.', 'Weiß, was auf Lager ist.'),
        },
      ],
    },
    {
      name: 'pages',
      results: [
        {
          ...{ title: say('Members', 'Mitglieder'), text: names.organization },
          ...{ href: '/organizations/linden_press/members', picture: { organization: place } },
        },
        {
          ...{ title: say('Security', 'Sicherheit'), text: null, href: '/account/security' },
          picture: { icon: 'shield-check' },
        },
      ],
    },
    {
      name: 'documentation',
      results: [
        {
          ...{ title: 'Stock of an organization', text: 'API', href: '/docs/api/stock', lang: 'en' as const },
          picture: { icon: 'life-buoy' },
        },
      ],
    },
    elsewhere,
  ]
  return [
    { name: 'search', page: searchPage(context, { frame, query: 'stock', groups }) },
    {
      name: 'search-empty',
      page: searchPage({ ...context, path: '/search' }, { frame, query: '', groups: groups.slice(3, 4) }),
    },
    {
      name: 'search-none',
      page: searchPage(
        { ...anonymous, path: '/search?q=xyz' },
        { frame: plainFrame('UTC'), query: 'xyz', groups: [elsewhere] },
      ),
    },
  ]
}
