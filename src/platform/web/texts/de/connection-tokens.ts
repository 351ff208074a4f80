import { html } from '../../html.ts'
import type { connectionTokens as english } from '../en/connection-tokens.ts'

/** Who is connected to an app, and tokens that the vendor of a private app generates for an organization. */
export const connectionTokens: typeof english = {
  listTitle: app => `Verbunden mit ${app}`,
  listLead:
    'Wer Ihre App eingelassen hat, seit wann und womit. Bei einer Organisation sehen Sie ihre Tokens.',
  kinds: { Person: 'Eine Person', Organization: 'Eine Organisation' },
  since: date => html`seit ${date}`,
  tokens: 'Tokens',
  tokensOf: organization => `Tokens für ${organization}`,
  empty: 'Noch niemand',
  emptyLead: app => `Personen und Organisationen, die ${app} verbinden, stehen hier.`,

  title: (app, organization) => `Tokens von ${app} für ${organization}`,
  lead: 'Zugriffstokens, die jetzt funktionieren, und neue, um die App auszuprobieren.',
  active: 'Aktive Zugriffstokens',
  noneActive: 'Im Augenblick keine.',
  generate: 'Token erzeugen',
  generateLead: 'Es gilt eine Stunde und lässt sich erneuern, wie eines, das die App selbst bekommen hat.',
  nothingGranted: organization =>
    `${organization} hat noch keine Berechtigung erteilt. Ein Token könnte nichts tun.`,
  scopes: 'Berechtigungen',
  scopesHint: organization => `Was ${organization} erteilt hat.`,
  faults: {
    not_private: 'Tokens werden nur für private Apps erzeugt.',
    not_active: 'Die App ist abgeschaltet.',
    not_permitted: 'Das dürfen nur Inhaber, Admins und Entwickler des Anbieters.',
    not_connected: 'Die Organisation ist nicht mehr verbunden.',
    no_credentials: 'Die App hat keine vertraulichen Zugangsdaten. Legen Sie zuerst welche an.',
    scopes_missing: 'Wählen Sie mindestens eine Berechtigung.',
    scopes_not_granted: 'Eine der gewählten Berechtigungen ist nicht mehr erteilt. Versuchen Sie es erneut.',
    too_many_today: 'Seit gestern wurden zu viele Tokens erzeugt. Versuchen Sie es morgen erneut.',
    made_already: 'Dieses Formular wurde bereits abgeschickt.',
    form_too_old: 'Diese Seite war mehr als einen Tag lang offen. Versuchen Sie es erneut.',
  },
  issuedAndExpires: (issued, expires) =>
    html`<span class="inline-block">Ausgestellt am\u00a0${issued},</span> <span class="inline-block">läuft ab am\u00a0${expires}</span>`,
  flows: {
    authorization_code: 'Anmeldung',
    client_credentials: 'Zugangsdaten der App',
    device_code: 'Gerät',
    delegation: 'Weitergegeben',
    password: 'Passwort',
    implicit: 'Implizit',
    connection_page: 'Hier erzeugt',
  },
  revokeNamed: jti => `Das Token ${jti} widerrufen…`,
  notices: {
    revoked: 'Das Token ist widerrufen. Es funktioniert nicht mehr.',
    made_already:
      'Dieses Formular wurde bereits abgeschickt, und die Tokens wurden dabei gezeigt. Wenn Sie sie nicht aufbewahrt haben, widerrufen Sie das Zugriffstoken und erzeugen Sie ein anderes.',
  },

  generatedTitle: 'Kopieren Sie jetzt Ihre neuen Tokens',
  generatedLead: (app, organization) =>
    `Wer sie hat, handelt als ${app} für ${organization}. Bewahren Sie sie wie Passwörter auf.`,
  shownOnce: 'Sie werden nur jetzt gezeigt. Später kann sie niemand nachsehen, auch wir nicht.',
  accessToken: 'Zugriffstoken',
  refreshToken: 'Erneuerungstoken',
  clientId: 'Client-ID',
  refreshIt: 'Erneuern',
  done: 'Fertig, ich habe sie kopiert',
  revokeTitle: 'Dieses Token widerrufen?',
  stopsAtOnce: (app, organization) =>
    html`Es <strong>funktioniert sofort nicht mehr</strong>: ${app} kann damit nichts mehr für ${organization} tun.`,
  refreshEnds: 'Mit ihm enden sein Erneuerungstoken und alles, was aus derselben Erlaubnis hervorging.',
}
