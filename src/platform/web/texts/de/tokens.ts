import { html } from '../../html.ts'
import type { tokens as english } from '../en/tokens.ts'

/** Private access tokens of people and organizations. */
export const tokens: typeof english = {
  title: 'Private Zugriffstokens',
  titleOrganization: organization => `Private Zugriffstokens von ${organization}`,
  lead: 'Für Skripte und Tests: Wer ein Token hat, kann in Ihrem Namen tun, was es erlaubt.',
  leadOrganization: organization =>
    `Für Skripte und Tests: Wer ein Token hat, kann für ${organization} tun, was es erlaubt, auch wenn die Person, die es angelegt hat, nicht mehr dabei ist.`,
  create: 'Neues Token',
  active: 'Aktiv',
  ended: 'Beendet',
  empty: 'Noch keine Tokens',
  noneActive: 'Keine aktiven Tokens',
  emptyPerson: 'Legen Sie eines an, wenn ein Skript oder ein Test von Ihnen die API ohne App nutzen soll.',
  emptyOrganization: organization =>
    `Legen Sie eines an, wenn ein Skript oder ein Test die API für ${organization} ohne App nutzen soll.`,
  notices: {
    revoked: 'Das Token ist widerrufen. Es funktioniert nicht mehr.',
    made_already:
      'Dieses Formular wurde bereits abgeschickt, und das Token wurde dabei gezeigt. Wenn Sie es nicht aufbewahrt haben, widerrufen Sie es und legen Sie ein anderes an.',
  },
  statuses: { active: 'aktiv', revoked: 'widerrufen', expired: 'abgelaufen' },
  operator: 'dem Betreiber',
  formerPerson: 'einem gelöschten Konto',
  madeAndExpires: (name, made, expires) =>
    html`Angelegt von ${name} am\u00a0${made} · läuft ab am\u00a0${expires}`,
  madeAndExpired: (name, made, expired) =>
    html`Angelegt von ${name} am\u00a0${made} · abgelaufen am\u00a0${expired}`,
  madeAndRevoked: (name, made, revoked, reason) =>
    html`Angelegt von ${name} am\u00a0${made} · widerrufen am\u00a0${revoked}${reason && `: ${reason}`}`,
  reasons: {
    'revoked by its holder': 'durch eine Anfrage mit dem Token selbst',
    'revoked by the operator': 'vom Betreiber dieses Hubs',
    'scope no longer available':
      'eine App, die es brauchte, ist nicht mehr verbunden, oder es gibt eine Berechtigung nicht mehr',
    'address confirmed first': 'es war älter als die Bestätigung der E-Mail-Adresse',
  },
  permissions: count => (count === 1 ? '1 Berechtigung' : `${count} Berechtigungen`),
  revoke: 'Widerrufen…',
  revokeNamed: note => `„${note}“ widerrufen…`,

  newTitle: 'Neues privates Zugriffstoken',
  newTitleOrganization: organization => `Neues Zugriffstoken für ${organization}`,
  newLead: 'Es handelt in Ihrem Namen, ein Jahr lang oder bis Sie es widerrufen.',
  newLeadOrganization: organization =>
    `Es handelt für ${organization}, ein Jahr lang oder bis ein Inhaber oder Admin es widerruft.`,
  note: 'Notiz',
  noteHint: 'Wofür ist es? Zum Beispiel: nächtlicher Export.',
  scopes: 'Berechtigungen',
  scopesHint:
    'Alle, die Sie hier und in den Apps haben, mit denen Sie verbunden sind. Wählen Sie so wenige wie möglich.',
  scopesHintOrganization: organization =>
    `Alle, die ${organization} hier und in den verbundenen Apps hat. Wählen Sie so wenige wie möglich.`,
  faults: {
    note_missing: 'Geben Sie an, wofür das Token ist.',
    note_too_long: 'Verwenden Sie höchstens 100 Zeichen.',
    scopes_missing: 'Wählen Sie mindestens eine Berechtigung.',
    scopes_unavailable:
      'Eine der gewählten Berechtigungen gibt es nicht mehr. Sehen Sie die Liste durch und versuchen Sie es erneut.',
    scopes_too_many: 'Das sind zu viele für ein Token. Wählen Sie weniger, oder legen Sie zwei Tokens an.',
    too_many_active:
      'Es gibt schon 50 aktive Tokens, mehr sind nicht möglich. Widerrufen Sie eines, das nicht mehr gebraucht wird.',
    too_many_today: 'Seit gestern wurden zu viele Tokens angelegt. Versuchen Sie es morgen erneut.',
    made_already: 'Dieses Formular wurde bereits abgeschickt.',
    no_bearer: 'Diese Person oder Organisation gibt es nicht mehr.',
    not_permitted: 'Das dürfen nur Inhaber und Admins.',
  },
  submit: 'Token anlegen',

  createdTitle: 'Kopieren Sie jetzt Ihr neues Token',
  createdLead: 'Bewahren Sie es auf wie ein Passwort: Es handelt in Ihrem Namen.',
  createdLeadOrganization: organization =>
    `Bewahren Sie es auf wie ein Passwort: Es handelt für ${organization}.`,
  shownOnce: 'Es wird nur jetzt gezeigt. Später kann es niemand nachsehen, auch wir nicht.',
  token: 'Ihr Token',
  copyHint: 'Ein Klick wählt alles aus; kopieren Sie es dann dorthin, wo es gebraucht wird.',
  validUntil: 'Gültig bis',
  tryIt: 'Ausprobieren',
  done: 'Fertig, ich habe es kopiert',

  revokeTitle: note => `„${note}“ widerrufen?`,
  stopsAtOnce: organization =>
    html`Alles, was dieses Token ${organization ? `für ${organization}` : 'in Ihrem Namen'} nutzt, <strong>funktioniert sofort nicht mehr</strong>.`,
  cannotBeUndone:
    'Das lässt sich nicht rückgängig machen. Wird es noch irgendwo gebraucht, legen Sie zuerst ein neues Token an.',
  madeBy: (name, made) => html`Angelegt von ${name} am\u00a0${made}.`,
  keep: 'Token behalten',
  revokeNow: 'Token widerrufen',
}
