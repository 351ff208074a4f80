import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../../platform/database/database.ts'
import { type PageSettings, pageContext } from '../../platform/http/page-context.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { appTitle, findAppByName } from '../apps/index.ts'
import {
  findOrganization,
  findPersonByEmailKey,
  fullName,
  membershipsOf,
  rolesFromBits,
} from '../directory/index.ts'
import { type Session, signedInAs } from '../identity/index.ts'
import { exampleApp, tokenRequest } from './example-app.ts'
import { type DemoAccount, homePage, sandboxStartPage } from './start.view.ts'

/** The demo data the start page tells of. */
export type DemoFacts = {
  persons: readonly { email: string }[]
  password: string
  lindenPress: string
  stockKeeper: { clientId: string; secret: string; redirectUrls: readonly string[] }
}

const DEMO_APP = 'stock_keeper'

export type StartPageDeps = {
  db: Db
  settings: PageSettings
  publicUrl: string
  demo: DemoFacts
  session(request: FastifyRequest): Promise<Session | null>
}

/** The page at `/`: in a sandbox with demo data what one can try, elsewhere the door to sign in. */
export function startPage(scope: FastifyInstance, deps: StartPageDeps): void {
  const { db, settings, publicUrl, demo } = deps

  scope.get('/', async (request, reply) => {
    const session = await deps.session(request)
    const context = pageContext(request, settings, {
      signedInAs: signedInAs(session),
      languages: [session?.person.locale ?? null],
    })
    const app = settings.isSandbox ? await findAppByName(db, DEMO_APP) : null
    if (!app) return sendPage(reply, homePage(context))
    const vendor = app.organizationId === null ? null : await findOrganization(db, app.organizationId)
    const organization = await findOrganization(db, demo.lindenPress)
    const accounts = await Promise.all(demo.persons.map(({ email }) => demoAccount(db, email)))
    return sendPage(
      reply,
      sandboxStartPage(context, {
        publicUrl,
        accounts: accounts.filter(account => account !== null),
        password: demo.password,
        app: {
          name: app.name,
          title: appTitle(app.translations, context.lang),
          logoUrl: app.logoUrl,
          vendorName: vendor?.name ?? null,
        },
        organizationName: organization?.name ?? '',
        authorizePersonUrl: authorizeUrl(demo, 0, 'directory.person.r'),
        authorizeOrganizationUrl: authorizeUrl(
          demo,
          1,
          `Org/${demo.lindenPress}.directory.organization.r,Org/${demo.lindenPress}.warehouse.items.r`,
        ),
        example: exampleApp(publicUrl),
        tokenRequest: tokenRequest(publicUrl, {
          id: demo.stockKeeper.clientId,
          secret: demo.stockKeeper.secret,
        }),
        mailboxUrl: '/sandbox/mailbox',
        keySetUrl: '/api/v1/jwt_public_keys',
        metadataUrl: '/.well-known/oauth-authorization-server',
      }),
    )
  })
}

async function demoAccount(db: Db, email: string): Promise<DemoAccount | null> {
  const person = await findPersonByEmailKey(db, email)
  if (!person) return null
  const memberships = await membershipsOf(db, person.id)
  return {
    name: fullName(person),
    email: person.email,
    positions: memberships.map(({ membership, organization }) => ({
      roles: rolesFromBits(membership.roles),
      organizationName: organization.name,
    })),
    isOperator: person.isOperator,
  }
}

/** A request of the demo app for its redirect URL of this position. */
function authorizeUrl({ stockKeeper }: DemoFacts, position: number, scope: string): string {
  const parameters = {
    client_id: stockKeeper.clientId,
    redirect_uri: stockKeeper.redirectUrls[position] ?? '',
    scope,
  }
  return `/oauth/authorize?${new URLSearchParams(parameters)}`
}
