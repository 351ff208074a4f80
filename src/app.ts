import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Config, Secrets } from './config.ts'
import { DEMO } from './demo-facts.ts'
import {
  type AppsDeps,
  type AppsHooks,
  appLogoPages,
  appRoutes,
  createScopeNames,
  deleteAppsOfOrganization,
  developerPages,
  ensurePlatformApp,
  findAppsOfOrganization,
  holdProviders,
  lockApp,
  manifestUploadPages,
  screenshotPages,
  titlesOfApps,
} from './modules/apps/index.ts'
import {
  accessibleApps,
  appPages,
  type Connections,
  connectionJobs,
  connectionRoutes,
  countConnections,
  countInstalled,
  createConnections,
  currentApp,
  deleteParticipations,
  installUnasked,
  launchpadPages,
  offerScopes,
  participantPages,
} from './modules/connections/index.ts'
import {
  type DirectoryHooks,
  deleteAccountPages,
  directoryJobs,
  directoryPicturePages,
  directoryRoutes,
  editOrganizationPages,
  findOrganizationPages,
  invitationPages,
  memberPages,
  type OrganizationCounts,
  organizationPages,
  profilePages,
  sitePages,
} from './modules/directory/index.ts'
import { apiPages, createDocumentation, docsPages, docsRoutes, listPages } from './modules/docs/index.ts'
import { eventJobs } from './modules/events/index.ts'
import {
  createIdentity,
  createPasswordHasher,
  forgetPerson,
  type PasswordClaim,
  type PasswordCost,
  provePassword,
} from './modules/identity/index.ts'
import {
  createOAuth,
  createRevoke,
  createRevokePrivateTokens,
  createSecretGuesses,
  groundsKeptMs,
  openRevocationSet,
  revokeUngranted,
  type TokenActs,
} from './modules/oauth/index.ts'
import { flowPages, reviewPages, type SendToHub, startPage } from './modules/operator/index.ts'
import {
  connectPages,
  connectPath,
  searchCatalogue,
  searchPages,
  storePages,
  storePath,
} from './modules/store/index.ts'
import {
  accountPages,
  deleteTestAccountsOf,
  type FindApps,
  testAccountJobs,
  testAccountRoutes,
  wizardPages,
} from './modules/test-accounts/index.ts'
import { actorOf, auditJobs } from './platform/audit.ts'
import type { Clock } from './platform/clock.ts'
import { createSecretBox } from './platform/crypto/secret-box.ts'
import { withCommitCallbacks } from './platform/database/after-commit.ts'
import type { Db } from './platform/database/database.ts'
import { createAddresses } from './platform/http/address.ts'
import { allowAnyOrigin, useApiSurface } from './platform/http/api.ts'
import { useBrowser } from './platform/http/browser.ts'
import { healthRoutes } from './platform/http/health.route.ts'
import { createMetrics } from './platform/http/metrics.ts'
import { pageContext } from './platform/http/page-context.ts'
import { usePageSurface } from './platform/http/pages.ts'
import { createUploadLimit } from './platform/http/picture-upload.ts'
import { createOutcomeLimit, createRequestLimit, TooManyRequests } from './platform/http/rate-limit.ts'
import { createServer } from './platform/http/server.ts'
import { refuseUnknownAddresses } from './platform/http/unknown-address.ts'
import { useUploads } from './platform/http/uploads.ts'
import { createJobs } from './platform/jobs/jobs.ts'
import { mailJobs } from './platform/mail/deliver-mails.ts'
import { createForeignFetch, type Network } from './platform/outbound-http/foreign-fetch.ts'
import { pictureRoutes } from './platform/pictures/picture.route.ts'
import { createPlaces } from './platform/places.ts'
import { createKeyedTurns } from './platform/turns.ts'
import { assetRoutes } from './platform/web/assets.route.ts'
import { failurePage } from './platform/web/failure.view.ts'

/** What the system is built from; everything else is made here. `db` is migrated, `monotonicMs` tells elapsed time. */
export type AppDeps = {
  config: Config
  secrets: Secrets
  db: Db
  clock: Clock
  log: Logger
  passwordCost: PasswordCost
  monotonicMs(): number
  /** What foreign addresses are fetched over. */
  network: Network
}

/** The running system. */
export type App = {
  server: FastifyInstance
  db: Db
  clock: Clock
  apps: AppsDeps
  connections: Connections
  directoryHooks: DirectoryHooks
  tokens: TokenActs
  /** Starts background work and listens; gives the port. */
  listen(): Promise<number>
  /** Writes what the log of token requests holds in memory (otherwise a moment later). */
  flushTokenLog(): Promise<void>
  /** Runs every job once: for tests and the command line. */
  runJobs(): Promise<void>
  /** Stops accepting, finishes what runs, stops background work. Does not close the database. */
  close(): Promise<void>
}

/** Runs of the sandbox's flows, per address block. */
const FLOW_RUNS = { perSecond: 0.5, burst: 20 }
/** Test accounts that a vendor tries to make. */
const TEST_ACCOUNT_TRIES = { perSecond: 0.5, burst: 10 }
/** How often a vendor is told that an address belongs to somebody: 20 within an hour. */
const TEST_ADDRESSES_TOLD = { perSecond: 20 / 3600, burst: 20 }
/** The same vendor's are made one after another. */
const TEST_ACCOUNT_ROOM = { atOnceMax: 1, waitingMax: 20 }

/** The whole system on one page: each part is given only what it needs. */
export async function createApp(deps: AppDeps): Promise<App> {
  const { config, secrets, clock, log } = deps
  const db = withCommitCallbacks(deps.db)
  const isSandbox = config.environment === 'sandbox'
  const settings = { brandName: config.brandName, isSandbox }
  const secretBox = createSecretBox(secrets.secretKey, secrets.previousSecretKey)
  const addresses = createAddresses(config.trustedProxies)
  const names = createScopeNames(config.platformAppName, config.platformAppAliases)
  const requestLimit = createRequestLimit({ perSecond: config.requestsPerSecond, burst: config.requestBurst })
  const revocations = await openRevocationSet({ db, clock, monotonicMs: deps.monotonicMs })

  // What one module causes in those to its right (architecture §3).
  const revoke = createRevoke(revocations)
  const revokePrivateTokens = createRevokePrivateTokens(revocations)
  const connections = createConnections(names, {
    async connectionRevoked(tx, connectionId, _reason, now) {
      await revoke(tx, { connectionId }, 'connection revoked', now)
      await revokePrivateTokens(tx, { endedConnection: connectionId }, 'scope no longer available', now)
    },
    scopesWithdrawn: (tx, connectionId, _scopes, now) =>
      revokeUngranted(revoke, tx, { connectionId, names }, now),
  })
  const directoryHooks: DirectoryHooks = {
    memberRemoved: (tx, { organizationId, personId }, now) =>
      revoke(tx, { organizationId, personId }, 'membership ended', now),
    rolesChanged: async () => {}, // Refresh is denied, live tokens keep the old bits until they expire (oauth.md §12.2).
    async organizationDeleted(tx, { organizationId }, now) {
      const bearer = { type: 'Organization', id: organizationId } as const
      await revokePrivateTokens(tx, { bearer }, 'organization deleted', now)
      await connections.revokeAllOf(tx, bearer, 'organization deleted', now)
      await deleteParticipations(tx, { organizationId })
      await deleteAppsOfOrganization(tx, { organizationId, actor: actorOf(tx) }, { hooks: appsHooks }, now)
      if (isSandbox) await deleteTestAccountsOf(tx, organizationId, directoryHooks, now)
    },
    async personDeleted(tx, { personId }, now) {
      await forgetPerson(tx, { personId })
      const bearer = { type: 'Person', id: personId } as const
      await revokePrivateTokens(tx, { bearer }, 'person not available', now)
      await connections.revokeAllOf(tx, bearer, 'person deleted', now)
    },
    async personBanned(tx, { personId }, now) {
      await revoke(tx, { personId }, 'person not available', now)
      const bearer = { type: 'Person', id: personId } as const
      await revokePrivateTokens(tx, { bearer }, 'person not available', now)
    },
  }
  const appsHooks: AppsHooks = {
    privateAppCreated: (tx, { appId, organizationId }, now) =>
      installUnasked(tx, connections, { appId, organizationId }, now),
    desiredScopesAdded: (tx, change, now) => offerScopes(tx, connections, change, now),
    desiredScopesRemoved: (tx, { appId }, now) => connections.forgetUndesired(tx, appId, now),
    async providedScopesChanged(tx, appId, now) {
      await revokePrivateTokens(tx, { lostScopesOf: appId }, 'scope no longer available', now)
      await connections.providedScopesChanged(tx, appId, now)
    },
    credentialsDeleted: (tx, clientId, now) => revoke(tx, { clientId }, 'credentials deleted', now),
    appActivated: (tx, appId, now) => connections.providerReturned(tx, appId, now),
    async appDeactivated(tx, appId, now) {
      await connections.takeBearersOf(tx, appId)
      await revoke(tx, { appId }, 'app deactivated', now)
      await revokePrivateTokens(tx, { lostScopesOf: appId }, 'scope no longer available', now)
      await connections.providerLost(tx, appId, now)
    },
    async appDeleted(tx, appId, now) {
      await connections.takeBearersOf(tx, appId)
      await revoke(tx, { appId }, 'app deleted', now)
      await revokePrivateTokens(tx, { lostScopesOf: appId }, 'scope no longer available', now)
      await connections.providerLost(tx, appId, now)
      await connections.revokeAllTo(tx, appId, 'app deleted', now)
      await deleteParticipations(tx, { appId })
    },
  }
  const apps: AppsDeps = { secretBox, hooks: appsHooks, environment: config.environment, names }
  await db.transaction(tx => ensurePlatformApp(tx, config, clock.now()))

  const guesses = createSecretGuesses(db)
  const hasher = createPasswordHasher(deps.passwordCost)
  const oauthDeps = {
    db,
    clock,
    log,
    secretBox,
    config,
    names,
    revocations,
    revoke,
    connections,
    revokePrivateTokens,
    guesses,
    provePassword: (claim: PasswordClaim, now: number) => provePassword({ db, hasher }, claim, now),
    requestLimit,
    addresses,
  }
  const oauth = await createOAuth(oauthDeps)
  const identity = createIdentity({
    db,
    clock,
    addresses,
    settings: { ...settings, publicUrl: config.publicUrl, hasMailbox: isSandbox && config.mailUrl === null },
    hooks: {
      async firstConfirmed(tx, { personId }, now) {
        await revokePrivateTokens(tx, { madeBy: personId }, 'address confirmed first', now)
        await connections.revokeAllBy(tx, personId, 'address confirmed first', now)
      },
    },
    describeInteraction: oauth.describeInteraction(request => identity.session(request)),
    secretBox,
    placeOf: createPlaces(config.placesDatabase),
    goneInteractionUrl: id => `/oauth/authorize/continue?interaction=${id}`,
    hasher,
  })
  const mail = { brandName: config.brandName, publicUrl: config.publicUrl }
  const jobs = createJobs({
    db,
    clock,
    log,
    jobs: [
      ...oauth.jobs,
      ...identity.jobs,
      ...directoryJobs({ db }),
      ...testAccountJobs({ db }),
      ...connectionJobs({ db, connections, mail, keptMs: groundsKeptMs(config) }),
      ...eventJobs({ db, retentionDays: config.retentionEventsDays }),
      ...mailJobs({ db, log, config }),
      ...auditJobs({ db, retentionDays: config.retentionAuditDays }),
    ],
  })

  const uploadLimit = createUploadLimit()
  const testAccounts = {
    ...{ db, clock, connections, hasher, hooks: directoryHooks },
    fetchForeign: createForeignFetch(deps.network),
    showPrivateToken: oauth.showPrivateToken,
    limit: createRequestLimit(TEST_ACCOUNT_TRIES),
    toldLimit: createOutcomeLimit(TEST_ADDRESSES_TOLD),
    inTurnOf: createKeyedTurns(TEST_ACCOUNT_ROOM, () => new TooManyRequests(clock.now() + 2000, '1reqs/2s')),
  }
  const documentation = createDocumentation({ ...config, isSandbox, platformApp: names.platformApp })
  const metrics = createMetrics()
  const server = await createServer({ log, publicUrl: config.publicUrl })
  server.addHook('onResponse', metrics.count)
  await server.register(async scope => {
    healthRoutes(scope, { db })
    assetRoutes(scope)
    pictureRoutes(scope, { db })
    allowAnyOrigin(scope, ['/.well-known/*'])
    oauth.discoveryRoutes(scope)
  })
  await server.register(async scope => {
    allowAnyOrigin(scope, [])
    docsRoutes(scope, documentation)
  })
  await server.register(async scope => {
    allowAnyOrigin(scope, ['/api/v1/*'])
    useApiSurface(scope)
    await scope.register(
      directoryRoutes({
        db,
        clock,
        guard: oauth.guard,
        currentApp,
        accessibleApps,
        publicUrl: config.publicUrl,
        uploadLimit,
        connectMaker: {
          async hold(tx, appId) {
            await lockApp(tx, appId)
            await holdProviders(tx, appId)
          },
          connect: (tx, made, now) => installUnasked(tx, connections, made, now),
        },
        hooks: directoryHooks,
        mail,
      }),
    )
    const ofApps = { db, clock, guard: oauth.guard, appGuard: oauth.appGuard, publicUrl: config.publicUrl }
    appRoutes(scope, { ...ofApps, apps })
    connectionRoutes(scope, ofApps)
    if (isSandbox) testAccountRoutes(scope, { ...testAccounts, ...ofApps, currentApp })
    oauth.apiRoutes(scope)
  })
  await server.register(async scope => {
    allowAnyOrigin(scope, [
      '/oauth/access_token',
      '/oauth/delegate',
      '/oauth/device_authorizations/authorize',
      '/oauth/revoke',
    ])
    oauth.clientRoutes(scope, settings, (request, { status, error, description }) =>
      failurePage(pageContext(request, settings, { signedInAs: null, languages: [] }), {
        status,
        code: error === 'server_error' || error === 'temporarily_unavailable' ? error : 'bad_request',
        reference: description,
      }),
    )
  })
  refuseUnknownAddresses(server, ['/api', '/.well-known'])
  await server.register(async scope => {
    await useBrowser(scope, { publicUrl: config.publicUrl, csrfKey: secretBox.key('csrf') })
    usePageSurface(scope, async (request, failure) =>
      failurePage(pageContext(request, settings, await identity.readerOf(request)), failure),
    )
    await scope.register(identity.pages)
    const portalDeps = { db, clock, portal: identity.portal }
    findOrganizationPages(scope, { ...portalDeps, mail })
    memberPages(scope, { ...portalDeps, hooks: directoryHooks, mail })
    invitationPages(scope, portalDeps)
    organizationPages(scope, {
      ...portalDeps,
      hooks: directoryHooks,
      mail,
      counts: organizationCounts,
      appTitles: titlesOfApps,
    })
    editOrganizationPages(scope, portalDeps)
    sitePages(scope, portalDeps)
    profilePages(scope, portalDeps)
    deleteAccountPages(scope, {
      ...portalDeps,
      hooks: directoryHooks,
      mail,
      personConnections: (reader, id) => countInstalled(reader, { type: 'Person', id }),
    })
    await scope.register(async uploads => {
      await useUploads(uploads, async request => {
        const session = await identity.session(request)
        if (session !== null) uploadLimit(session.personId, clock.now())
        return session !== null
      })
      directoryPicturePages(uploads, portalDeps)
      appLogoPages(uploads, portalDeps)
      screenshotPages(uploads, portalDeps)
      manifestUploadPages(uploads, { ...portalDeps, apps })
    })
    appPages(scope, { ...portalDeps, connections, connectPath })
    participantPages(scope, { ...portalDeps, connections, mail })
    launchpadPages(scope, portalDeps)
    storePages(scope, { ...portalDeps, isSandbox, connections })
    searchPages(scope, { ...portalDeps, searchDocumentation: query => documentation.search(query) })
    connectPages(scope, { ...portalDeps, isSandbox, connections })
    developerPages(scope, {
      db,
      clock,
      portal: identity.portal,
      apps,
      publicUrl: config.publicUrl,
      defaultAlgorithm: config.defaultSigningAlgorithm,
      countConnections,
      storePath: app => (app.type === 'private' && !isSandbox ? null : storePath(app)),
    })
    if (isSandbox) {
      const ofAccounts = { ...testAccounts, ...portalDeps, publicUrl: config.publicUrl }
      accountPages(scope, ofAccounts)
      wizardPages(scope, { ...ofAccounts, secretBox, findApps: findListed })
    }
    reviewPages(scope, { ...portalDeps, apps, mail, storePath })
    oauth.pages(scope, {
      settings,
      session: identity.session,
      require: identity.require,
      portal: identity.portal,
    })
    const visible = { db, settings, publicUrl: config.publicUrl, demo: DEMO, session: identity.session }
    startPage(scope, visible)
    docsPages(scope, { portal: identity.portal, documentation })
    apiPages(scope, { portal: identity.portal, documentation })
    listPages(scope, { db, portal: identity.portal, names, documentation })
    if (isSandbox) {
      const runLimit = createRequestLimit(FLOW_RUNS)
      const { tokens } = oauth
      const { monotonicMs } = deps
      const own = { ...visible, clock, addresses, tokens, runLimit, monotonicMs }
      flowPages(scope, { ...own, sendFor: request => sendFor(server, request) })
    }
  })

  return {
    server,
    db,
    clock,
    apps,
    connections,
    directoryHooks,
    tokens: oauth.tokens,
    async listen() {
      revocations.start()
      oauth.keyRing.start()
      oauth.tokenLog.start()
      jobs.start()
      if (config.metricsPort !== null) await metrics.listen(config.metricsPort, config.host)
      await server.listen({ port: config.port, host: config.host })
      const address: AddressInfo | string | null = server.server.address()
      return typeof address === 'object' && address !== null ? address.port : config.port
    },
    flushTokenLog: () => oauth.tokenLog.flush(),
    runJobs: () => jobs.runAll(),
    async close() {
      revocations.stop()
      oauth.keyRing.stop()
      await Promise.all([server.close(), metrics.close(), jobs.stop()])
      // Behind the last answer: nothing is added any more.
      await oauth.tokenLog.stop()
    },
  }
}

const organizationCounts: OrganizationCounts = async (reader, organizationId) => ({
  connections: await countInstalled(reader, { type: 'Organization', id: organizationId }),
  apps: (await findAppsOfOrganization(reader, organizationId)).length,
})

const findListed: FindApps = async (reader, query, lang) =>
  (await searchCatalogue(reader, { query, category: null, lang })).entries

/** Requests to this server without leaving the process, as whoever sent this one: limits count for them. */
function sendFor(server: FastifyInstance, request: FastifyRequest): SendToHub {
  const forwarded = request.headers['x-forwarded-for']
  return async ({ method, path, headers, body }) => {
    const answer = await server.inject({
      method,
      url: path,
      headers: { ...headers, ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
      remoteAddress: request.socket.remoteAddress ?? '',
      ...(body !== null && { payload: body }),
    })
    const { location } = answer.headers
    return {
      status: answer.statusCode,
      statusText: answer.statusMessage,
      headers: Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
      ),
      cookies: answer.cookies.map(({ name, value }) => ({ name, value })),
      location: typeof location === 'string' ? location : null,
      body: answer.body,
    }
  }
}
