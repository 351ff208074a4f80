import { consentPage } from '../../src/modules/oauth/authorize/consent.view.ts'
import type { ConsentModel } from '../../src/modules/oauth/authorize/consent-model.ts'
import type { ScopeGroup, ScopeLine } from '../../src/platform/web/scope-list.ts'
import { CALLBACK, CHOOSE, type Exhibit, FORM, type Room, redirectTo, SWITCH } from './gallery-room.ts'

/** Consents of persons and organizations, first and later ones. */
export function consentExhibits({
  say,
  context,
  app,
  warehouse,
  directory,
  person,
  organization,
}: Room): Exhibit[] {
  const line = (
    permission: ScopeLine['permission'],
    title: string,
    description: string | null = null,
  ): ScopeLine => ({
    title,
    description,
    permission,
  })
  const basics = line(
    'r',
    say('See name, logo and country of the organization', 'Namen, Logo und Land der Organisation ansehen'),
  )
  const members = line('r', say('See members and their roles', 'Mitglieder und ihre Rollen ansehen'))
  const items = line(
    'rw',
    say('See and change items in stock', 'Lagerartikel ansehen und ändern'),
    say('Includes reserving paper for a job.', 'Auch Papier für einen Auftrag reservieren.'),
  )
  const movements = line('r', say('See stock movements', 'Lagerbewegungen ansehen'))
  const orders = line(
    'w',
    say('Create and change orders', 'Bestellungen anlegen und ändern'),
    say(
      'Orders are placed in the name of the organization.',
      'Bestellungen ergehen im Namen der Organisation.',
    ),
  )
  const sites = line('r', say('See sites and addresses', 'Standorte und Adressen ansehen'))
  const profile = line(
    'r',
    say('See your name, e-mail address and language', 'Ihren Namen, Ihre E-Mail-Adresse und Sprache ansehen'),
  )
  const platform = (...scopes: ScopeLine[]): ScopeGroup => ({
    provider: { ...directory, isPlatform: true },
    scopes,
  })
  const store = (...scopes: ScopeLine[]): ScopeGroup => ({
    provider: { ...warehouse, isPlatform: false },
    scopes,
  })
  const bearer = { ...organization, memberCount: 14 }
  const model: ConsentModel = {
    app,
    person,
    bearer: { kind: 'organization', organization: bearer },
    fromOrganization: [platform(basics, members), store(items, movements)],
    fromPerson: [],
    allowedBefore: null,
    connectsOrganization: true,
    answersTo: redirectTo(CALLBACK),
    timeZone: 'Europe/Berlin',
    form: FORM,
    switchAccountUrl: SWITCH,
    chooseOrganizationUrl: CHOOSE,
  }
  const before = {
    scopes: [basics, members, items, movements],
    connectedAt: 1772613660000,
    connectedByName: person.name,
  }
  const forPerson: ConsentModel = {
    ...model,
    bearer: { kind: 'person' },
    fromOrganization: [],
    connectsOrganization: false,
    chooseOrganizationUrl: null,
  }
  const more = {
    ...model,
    connectsOrganization: false,
    fromOrganization: [store(orders), platform(sites)],
    allowedBefore: before,
  }
  const alone = { ...bearer, memberCount: 1 }
  return [
    { name: 'consent-organization', page: consentPage(context, model) },
    { name: 'consent-organization-more', page: consentPage(context, more) },
    {
      name: 'consent-organization-nothing',
      page: consentPage(context, {
        ...model,
        bearer: { kind: 'organization', organization: alone },
        fromOrganization: [],
      }),
    },
    {
      name: 'consent-person',
      page: consentPage(context, {
        ...forPerson,
        fromPerson: [platform(profile)],
        answersTo: redirectTo('http://localhost:3000/auth/grantory/callback'),
      }),
    },
    {
      name: 'consent-person-more',
      page: consentPage(context, {
        ...forPerson,
        fromPerson: [platform(sites)],
        allowedBefore: { ...before, scopes: [profile], connectedByName: null },
      }),
    },
    { name: 'consent-person-nothing', page: consentPage(context, { ...forPerson, fromPerson: [] }) },
    {
      name: 'consent-on-behalf',
      page: consentPage(context, {
        ...model,
        bearer: { kind: 'on_behalf', organization: bearer },
        fromOrganization: [store(items)],
        fromPerson: [platform(profile)],
      }),
    },
    {
      name: 'consent-on-behalf-member',
      page: consentPage(context, {
        ...model,
        bearer: { kind: 'on_behalf', organization: bearer },
        connectsOrganization: false,
        fromOrganization: [],
        fromPerson: [platform(profile)],
        answersTo: redirectTo('com.stockworks.keeper:/callback'),
      }),
    },
  ]
}
