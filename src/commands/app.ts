import {
  type App,
  activateApp,
  applyManifest,
  appTitle,
  deactivateApp,
  deleteApp,
  findAppByName,
  findAppsOfOrganization,
  type MadeCredentials,
  manifestOf,
  parseManifest,
} from '../modules/apps/index.ts'
import { actsAs } from '../platform/audit.ts'
import type { JsonFault } from '../platform/json-cursor.ts'
import { plainName } from '../platform/web/plain-text.ts'
import { type Command, Refused, type Result, readArgs, type Surroundings } from './command.ts'
import { readConfig, withDatabase, withSystem } from './open.ts'
import { required, scopeList } from './options.ts'
import { organizationNamed } from './whose.ts'

/** Who acts at the command line, for the audit log. */
export const ACTOR = 'operator'

/** Creates or updates an app from a manifest; the secrets of new credentials are shown this once. */
export const applyApp: Command = async (args, surroundings) => {
  const { word } = readArgs(args, {}, ['manifest.json'])
  const document = await readDocument(surroundings, word(0))
  return apply(surroundings, document, {
    refusalOf: faults => manifestRefusal(word(0), faults),
    isNew: false,
  })
}

/** Creates an app from options alone: what a manifest would say of a small one. */
export const createAppCommand: Command = async (args, surroundings) => {
  const text = { type: 'string' } as const
  const { option, list, flag, word } = readArgs(
    args,
    {
      organization: text,
      title: text,
      type: text,
      'parent-app': text,
      category: text,
      'entry-point': text,
      'redirect-url': { type: 'string', multiple: true },
      scope: text,
      public: { type: 'boolean' },
    },
    ['name'],
  )
  const name = word(0)
  const redirectUrls = list('redirect-url')
  const asked = {
    name,
    organization: required('organization', option('organization')),
    title: option('title') ?? name,
    type: option('type'),
    parent_app: option('parent-app'),
    category: option('category'),
    entry_point_url: option('entry-point'),
    oauth_redirect_urls: redirectUrls.length > 0 ? redirectUrls : undefined,
    desired_oauth_scopes: scopeList(option('scope')),
    credentials: flag('public') ? [{ confidential: false }] : undefined,
  }
  const document = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
  const refusalOf = (faults: JsonFault[]) => refusal(`${name} was not created`, faults)
  return apply(surroundings, document, { refusalOf, isNew: true })
}

type Applying = { refusalOf(faults: JsonFault[]): Refused; isNew: boolean }

async function apply(
  surroundings: Surroundings,
  document: unknown,
  { refusalOf, isNew }: Applying,
): Promise<Result> {
  const parsed = parseManifest(document, readConfig(surroundings).environment)
  if (!parsed.ok) throw refusalOf(parsed.faults)
  const { manifest } = parsed
  return withSystem(surroundings, async ({ app: { db, apps } }) => {
    const now = surroundings.clock.now()
    const applied = await db.transaction(async tx => {
      actsAs(tx, { actor: ACTOR })
      const exists = isNew && (await findAppByName(tx, manifest.name ?? '')) !== null
      return exists ? null : applyManifest(tx, { manifest, actor: ACTOR }, apps, now)
    })
    if (applied === null)
      throw new Refused(`there is an app ${manifest.name} already: grantory app apply changes it`)
    if (applied.outcome === 'refused') throw refusalOf(applied.faults)
    return appliedResult(applied.outcome, applied.app, applied.credentials)
  })
}

/** Lists the apps of a vendor. */
export const listApps: Command = async (args, surroundings) => {
  const { option } = readArgs(args, { organization: { type: 'string' } })
  const named = required('organization', option('organization'))
  return withDatabase(surroundings, async ({ db }) => {
    const vendor = await organizationNamed(db, named)
    const apps = (await findAppsOfOrganization(db, vendor.id)).map(
      ({ id, name, type, state, translations }) => {
        return { id, name, type, state, title: appTitle(translations, 'en') }
      },
    )
    return {
      lines: [
        ...apps.map(
          ({ name, type, state, title }) =>
            `${name}  ${type.padEnd(7)}  ${state.padEnd(9)}  ${plainName(title)}`,
        ),
        ...(apps.length === 0 ? ['There are none.'] : []),
      ],
      data: { organization: vendor.slug, apps },
    }
  })
}

/** Shows an app's configuration as a manifest that can be applied again. */
export const showApp: Command = async (args, surroundings) => {
  const { word } = readArgs(args, {}, ['name'])
  return withDatabase(surroundings, async ({ db }) => {
    const app = await findAppByName(db, word(0))
    if (app === null) throw new Refused(`there is no app ${word(0)}`)
    const manifest = await manifestOf(db, app)
    return { lines: JSON.stringify(manifest, null, 2).split('\n'), data: manifest }
  })
}

/** Switches a public app on, so that everybody can connect it (platform.md §4.2). */
export const activateAppCommand: Command = (args, surroundings) =>
  change(args, surroundings, 'is active', activateApp)

/** Switches an app off; everything issued to it ends. */
export const deactivateAppCommand: Command = (args, surroundings) =>
  change(args, surroundings, 'is switched off; everything issued to it has ended', deactivateApp)

/** Deletes an app; its name is never given out again. */
export const deleteAppCommand: Command = (args, surroundings) =>
  change(args, surroundings, 'is deleted; everything issued to it has ended', deleteApp)

async function change(
  args: string[],
  surroundings: Surroundings,
  outcome: string,
  act: (...given: Parameters<typeof deleteApp>) => Promise<string>,
): Promise<Result> {
  const name = readArgs(args, {}, ['name']).word(0)
  return withSystem(surroundings, async ({ app: { db, apps } }) => {
    const now = surroundings.clock.now()
    const state = await db.transaction(async tx => {
      actsAs(tx, { actor: ACTOR })
      const found = await findAppByName(tx, name)
      return found ? act(tx, { appId: found.id, actor: ACTOR }, apps, now) : null
    })
    if (state === null) throw new Refused(`there is no app ${name}`)
    if (state === 'not_found') throw new Refused(`${name} is the hub itself and stays as it is`)
    return { lines: [`${name} ${outcome}.`], data: { name, state } }
  })
}

async function readDocument(surroundings: Surroundings, path: string): Promise<unknown> {
  const text = path === '-' ? await surroundings.readInput() : readFile(surroundings, path)
  try {
    const document: unknown = JSON.parse(text)
    return document
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused(`${nameOf(path)} is not JSON: ${error.message}`)
    throw error
  }
}

function readFile(surroundings: Surroundings, path: string): string {
  try {
    return surroundings.readFile(path)
  } catch (error) {
    const isFileFault = error instanceof Error && 'code' in error
    throw isFileFault ? new Refused(`${path} cannot be read: ${error.message}`) : error
  }
}

function manifestRefusal(path: string, faults: JsonFault[]): Refused {
  return refusal(`${nameOf(path)} was not applied, nothing was changed`, faults)
}

function refusal(message: string, faults: JsonFault[]): Refused {
  const details = faults.map(({ path, fault }) =>
    path === '' ? `the manifest ${fault}` : `${path} ${fault}`,
  )
  return new Refused(message, details)
}

function nameOf(path: string): string {
  return path === '-' ? 'the manifest on standard input' : path
}

function appliedResult(outcome: 'created' | 'updated', app: App, credentials: MadeCredentials[]): Result {
  const made = credentials.map(({ credentials: { id, name, isConfidential }, secret }) => ({
    client_id: id,
    client_secret: isConfidential ? secret : null,
    name,
    confidential: isConfidential,
  }))
  const { id, name, type, state } = app
  return {
    lines: [
      `${outcome === 'created' ? 'Created' : 'Updated'} the ${type} app ${name} (${state}).`,
      ...(made.length > 0 ? ['New credentials; secrets are shown only now:'] : []),
      ...made.flatMap(({ client_id, client_secret, confidential }) => [
        `  client id      ${client_id}  (${confidential ? 'confidential' : 'public'})`,
        ...(client_secret === null ? [] : [`  client secret  ${client_secret}`]),
      ]),
      ...(state === 'draft'
        ? [`Nobody but its vendor can connect it yet: grantory app activate ${name}`]
        : []),
    ],
    data: { outcome, app: { id, name, type, state }, credentials: made },
  }
}
