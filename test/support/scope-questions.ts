import assert from 'node:assert/strict'
import {
  type BearerKind,
  createScopeNames,
  type DesiredScope,
  type ProvidedScope,
  parseScopeName,
  type ScopeName,
} from '../../src/modules/apps/index.ts'
import {
  type Evaluation,
  evaluateScopes,
  type Holding,
  type Question,
} from '../../src/modules/oauth/protocol/scope-evaluation.ts'

/** Roles as bits. */
export const ADMIN = 2
export const MEMBER = 4
/** The signed-in person, organizations they administer, belong to, and have nothing to do with. */
export const PERSON = '0190c8a4-0000-7000-8000-00000000000a'
export const OWN = '0190c8a4-0000-7000-8000-000000000001'
export const WORKPLACE = '0190c8a4-0000-7000-8000-000000000002'
export const FOREIGN = '0190c8a4-0000-7000-8000-000000000003'
/** How scopes compare: the platform app has two names. */
export const names = createScopeNames('directory', ['zaikio'])

/** A scope by its text. */
export function name(text: string): ScopeName {
  const scope = parseScopeName(text)
  assert(scope, text)
  return scope
}

/** A scope of the platform app, of the asking app (`keeper`), or of the other one (`warehouse`). */
function provided(text: string, bearerKind: BearerKind, isWithdrawn = false): ProvidedScope {
  const scope = name(text)
  const app = scope.app ?? 'directory'
  return {
    id: text,
    appId: app,
    isOfPlatformApp: app === 'directory',
    scope,
    bearerKind,
    isWithdrawn,
    translations: [],
    providerTranslations: [],
  }
}

/** Everything that is provided by anybody. */
export const CATALOGUE = [
  provided('directory.person.r', 'Person'),
  provided('directory.person.rw', 'Person'),
  provided('directory.organization.r', 'Organization'),
  provided('directory.sites.r', 'all'),
  provided('directory.sites.rw', 'all'),
  provided('user:read', 'Person'),
  provided('warehouse.items.r', 'all'),
  provided('warehouse.items.rw', 'all'),
  provided('warehouse.audits.r', 'all', true),
  provided('warehouse.members.r', 'Person'),
  provided('keeper.orders.rw', 'all'),
]

function desire(text: string): DesiredScope {
  const wanted = name(text)
  const found = CATALOGUE.find(({ scope }) => names.key(scope) === names.key(wanted))
  assert(found, text)
  return { name: wanted, bearerKind: found.bearerKind, provided: found }
}

/** What the asking app desires. */
export const DESIRED = [
  'directory.person.r',
  'directory.organization.r',
  'zaikio.sites.rw',
  'user:read',
  'warehouse.items.rw',
  'warehouse.audits.r',
  'warehouse.members.r',
  'keeper.orders.rw',
].map(desire)

/** What a bearer has given the app; connected to it and to nothing else unless said otherwise. */
export function holding(changes: { granted?: string[]; connected?: boolean; apps?: string[] } = {}): Holding {
  const { granted = [], connected = true, apps = [] } = changes
  return {
    connectionId: connected ? 'connection' : null,
    granted: granted.map(name),
    connectedAppIds: new Set(apps),
  }
}

type Facts = Partial<Omit<Question, 'scope'>> & { bearer?: Holding; personally?: Holding | null }

/** Asks with a signed-in person who administers OWN and belongs to WORKPLACE, both connected to nothing but the app. */
export function ask(scope: string | null, { bearer, personally, ...facts }: Facts = {}): Evaluation {
  return evaluateScopes({
    flow: 'redirect',
    scope,
    names,
    app: { id: 'keeper', desired: DESIRED, provided: CATALOGUE },
    person: {
      id: PERSON,
      memberships: [
        { organizationId: OWN, roles: ADMIN },
        { organizationId: WORKPLACE, roles: MEMBER },
      ],
    },
    chosenOrganizationId: null,
    holdings: bearer || personally ? { bearer: bearer ?? holding(), person: personally ?? null } : null,
    ...facts,
  })
}

/** The refusal with this identifier. */
export const rejected = (error: string) => ({ outcome: 'rejected', error })

/** What was decided, in the words of the request. */
export function decided(evaluation: Evaluation) {
  assert(evaluation.outcome === 'decided', JSON.stringify(evaluation))
  const asked = (list: { asked: string }[]) => list.map(scope => scope.asked)
  const { granted, ungranted, unavailable, waiting } = evaluation
  return {
    granted: asked(granted),
    ungranted: asked(ungranted),
    unavailable: asked(unavailable),
    waiting: asked(waiting),
  }
}

/** A decision about no scope at all. */
export const nothing = { granted: [], ungranted: [], unavailable: [], waiting: [] }
