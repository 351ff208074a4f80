import { list, nullable, object, oneOf, partial, type Schema, text } from './schema.ts'

/** The rules of a configuration, as the apps themselves keep them. */
export type AppConfigurationRules = {
  titleCharactersMax: number
  summaryCharactersMax: number
  descriptionCharactersMax: number
  exampleCharactersMax: number
  textCharactersMax: number
  listItemsMax: number
  eventPattern: string
  ownEventPattern: string
  ownScopePattern: string
  scopeKinds: readonly string[]
  bearerKinds: readonly string[]
  categories: readonly string[]
  locales: readonly string[]
}

/** Some visible character: a text of blanks is none. */
const VISIBLE = '\\S'

/** The configuration of an app as a schema (platform.md §4.11): whole, as it is answered. */
export function appConfigurationSchema(rules: AppConfigurationRules & { platformApp: string }): Schema {
  return { ...configurationChangesSchema(rules), required: ['category', 'oauth_redirect_urls'] }
}

/** The same to change it: what is not in it stays. */
export function configurationChangesSchema(rules: AppConfigurationRules & { platformApp: string }): Schema {
  const { listItemsMax: maxItems, platformApp } = rules
  const url = (description: string, example: string | null) =>
    nullable(text(description, '', { minLength: 1, maxLength: rules.textCharactersMax }), example)
  const title = text('What people read.', 'Read and change items', {
    pattern: VISIBLE,
    maxLength: rules.titleCharactersMax,
  })
  const locale = oneOf(rules.locales, 'A language; where one is missing, English is shown.')
  const note = (maxLength: number) => nullable(text('More of it.', '', { pattern: VISIBLE, maxLength }))
  const description = note(rules.descriptionCharactersMax)
  const texts: Schema = {
    ...list(partial({ locale, title, description }, ['locale', 'title']), 'Each language once.'),
    minItems: 1,
    maxItems,
  }
  const names = (what: string, example: string, more: Schema = {}): Schema => ({
    ...list(text(what, example, { maxLength: rules.textCharactersMax, ...more }), `${what} Each once.`, [
      example,
    ]),
    maxItems,
  })
  const bearerKind: Schema = {
    ...oneOf(rules.bearerKinds, 'Whose data it is about.', 'Organization'),
    default: 'all',
  }
  const scope = partial(
    {
      name: text('Its name, without app and permission.', 'items', { pattern: rules.ownScopePattern }),
      kind: oneOf(rules.scopeKinds, 'What it lets do.', 'read_write'),
      bearer_kind: bearerKind,
      translations: texts,
    },
    ['name', 'kind', 'translations'],
  )
  const event = partial(
    {
      name: text('Its name, without the app.', 'item_reserved', { pattern: rules.ownEventPattern }),
      bearer_kind: bearerKind,
      example: nullable(
        text('A payload to look at.', '', { pattern: VISIBLE, maxLength: rules.exampleCharactersMax }),
        '{"item_id":"54bc"}',
      ),
      translations: texts,
    },
    ['name', 'translations'],
  )
  return partial({
    entry_point_url: url('Where the app opens from the launchpad.', 'https://stock.example/app'),
    webhook_url: url('Where events are sent.', null),
    category: oneOf(rules.categories, 'Where the store shows it.', 'warehouse'),
    oauth_redirect_urls: names(
      'Where people are sent back to; the first is the default.',
      'https://stock.example/callback',
    ),
    translations: {
      ...list(
        partial(
          {
            locale,
            title: { ...title, examples: ['Stock Keeper'] },
            summary: note(rules.summaryCharactersMax),
            description,
          },
          ['locale', 'title'],
        ),
        'The texts of the store; each language once.',
      ),
      minItems: 1,
      maxItems,
    },
    desired_oauth_scopes: names('What the app may ask for.', `${platformApp}.organization.r`),
    subscribed_events: names('What it is told of.', `${platformApp}.member_joined`, {
      pattern: rules.eventPattern,
    }),
    oauth_scopes: { ...list(scope, 'What it provides to other apps.'), maxItems },
    events: { ...list(event, 'What it tells other apps.'), maxItems },
  })
}

/** The body of a request that changes a configuration. */
export function configurationBody(changes: Schema): Schema {
  return partial({ app: object({ configuration: changes }) }, ['app'])
}
