import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../../platform/database/database.ts'
import { type PageSettings, pageContext } from '../../platform/http/page-context.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { findAppByName } from '../apps/index.ts'
import { findPersonByEmailKey, fullName, membershipsOf, rolesFromBits } from '../directory/index.ts'
import { type Session, signedInAs } from '../identity/index.ts'
import type { DemoFacts } from './demo-facts.ts'
import { exampleApp } from './example-app.ts'
import { type DemoAccount, homePage, sandboxStartPage } from './start.view.ts'

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
    if (!app && session) return reply.redirect('/launchpad', 303)
    if (!app) return sendPage(reply, homePage(context))
    const accounts = await Promise.all(demo.persons.map(({ email }) => demoAccount(db, email)))
    return sendPage(
      reply,
      sandboxStartPage(context, {
        publicUrl,
        accounts: accounts.filter(account => account !== null),
        password: demo.password,
        example: exampleApp(publicUrl),
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
