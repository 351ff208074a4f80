import type { requestLog as english } from '../en/request-log.ts'

/** What came of an app's requests for access and for tokens. */
export const requestLog: typeof english = {
  title: 'Warum wurde das abgelehnt?',
  lead: days =>
    `Anfragen nach Zugriff und Tokens ${days === 1 ? 'des letzten Tages' : `der letzten ${days} Tage`}, mit dem Grund jeder Ablehnung. Clients erfahren weniger als Sie hier.`,
  filter: 'Welche Anfragen',
  outcomes: { all: 'Alle', refused: 'Abgelehnt', issued: 'Ausgestellt' },
  none: 'Noch keine Anfragen',
  noneRefused: 'Nichts wurde abgelehnt',
  noneLead: 'Bittet Ihre App um Zugriff oder ein Token, steht hier, was daraus wurde.',
  older: 'Ältere',
  newest: 'Neueste',
  issued: 'Tokens ausgestellt',
  allowed: 'Zugriff erlaubt',
  authorization: 'Autorisierungsanfrage',
  logSays: 'Das Protokoll sagt',
  at: 'Wann',
  clientSaw: 'Der Client sah',
  bearer: 'Für',
  bearers: { Person: 'eine Person', Organization: 'eine Organisation' },
  unknownBearer: 'noch niemand bekannt',
  clientId: 'Client-ID',
  requestId: 'Nummer der Anfrage',
  unknownGrant: 'Unbekannter Grant',
  noReason: 'Es wurde abgelehnt.',
  grants: {
    authorization_code: 'Autorisierungscode',
    refresh_token: 'Erneuerung',
    client_credentials: 'Client-Zugangsdaten',
    password: 'Mit Passwort',
    'urn:ietf:params:oauth:grant-type:device_code': 'Gerätecode',
    'urn:ietf:params:oauth:grant-type:token-exchange': 'Tokentausch',
  },
  errors: {
    invalid_request: [
      'Der Anfrage fehlt etwas, oder etwas steht zweimal darin',
      'Vergleichen Sie sie mit der Anleitung ihres Ablaufs.',
    ],
    invalid_scope: ['Ein Scope ist nicht zu haben', 'Bitten Sie nur um Scopes, die Ihre App wünscht.'],
    invalid_grant: [
      'Der Code oder das Token lässt sich nicht benutzen',
      'Beginnen Sie mit einer Anmeldung neu.',
    ],
    invalid_client: [
      'Der Client hat sich nicht ausgewiesen',
      'Vergleichen Sie Client-ID und Geheimnis mit „OAuth & Rechte“.',
    ],
    invalid_target: ['Diesen Empfänger gibt es nicht', 'Nennen Sie als audience eine aktive eigene App.'],
    unsupported_grant_type: [
      'Diesen Grant gibt es nicht',
      'Nehmen Sie einen aus grant_types_supported der Metadaten.',
    ],
    unsupported_response_type: [
      'Der response_type ist nicht „code“',
      'Senden Sie response_type=code, oder lassen Sie ihn weg.',
    ],
    unauthorized_client: [
      'Dieser Client darf diesen Grant nicht benutzen',
      'Öffentliche Zugangsdaten können kein Geheimnis bewahren: Nehmen Sie vertrauliche auf einem Server.',
    ],
    access_denied: ['Die Person hat es nicht erlaubt', 'Alles in Ordnung. Bieten Sie an, neu zu beginnen.'],
    unknown_redirect_uri: [
      'Die Rücksprungadresse ist nicht eingetragen',
      'Tragen Sie sie unter „OAuth & Rechte“ Zeichen für Zeichen ein, oder senden Sie eine eingetragene.',
    ],
  },
  reasons: {
    'wrong secret': [
      'Falsches Geheimnis',
      'Kopieren Sie es noch einmal; wechseln Sie es, wenn es bekannt geworden sein kann.',
    ],
    'confidential client without secret': [
      'Das Geheimnis fehlt',
      'Senden Sie Client-ID und Geheimnis mit HTTP Basic oder im Text der Anfrage.',
    ],
    'client id differs from Basic': [
      'Zwei verschiedene Client-IDs in einer Anfrage',
      'Senden Sie eine davon.',
    ],
    'secret in Basic and in the body': ['Das Geheimnis stand an zwei Stellen', 'Nehmen Sie eine davon.'],
    'public credentials': [
      'Ein Geheimnis kam für Zugangsdaten, die keines haben',
      'Lassen Sie es weg, und benutzen Sie PKCE; oder machen Sie die Zugangsdaten vertraulich.',
    ],
    'code unknown': [
      'Diesen Code gibt es nicht',
      'Lösen Sie den Code ein, wie er an der Rücksprungadresse ankam.',
    ],
    'code expired': ['Der Code wurde zu spät eingelöst', 'Lösen Sie ihn sofort ein: Er gilt zehn Minuten.'],
    'code replayed': [
      'Der Code wurde zweimal eingelöst: Seine Tokens sind widerrufen',
      'Lösen Sie ihn einmal ein, auch wenn die Antwort dauert. Waren Sie es nicht, hat ihn jemand kopiert.',
    ],
    'code of another client': [
      'Der Code gehört einem anderen Client',
      'Lösen Sie ihn mit der Client-ID ein, die um ihn gebeten hat.',
    ],
    'refresh token unknown': [
      'Dieses Refresh-Token gibt es nicht',
      'Speichern Sie das Refresh-Token jeder Antwort.',
    ],
    'refresh token replayed': [
      'Das Refresh-Token war schon benutzt: Seine Tokens sind widerrufen',
      'Speichern Sie das neue Refresh-Token jeder Antwort. Waren Sie es nicht, hat es jemand kopiert.',
    ],
    'refresh token reused with other parameters': [
      'Das Refresh-Token wurde zweimal mit verschiedenen Scopes benutzt',
      'Senden Sie dieselbe Anfrage noch einmal, oder nehmen Sie das neue Refresh-Token.',
    ],
    'refresh token of another client': [
      'Das Refresh-Token gehört einem anderen Client',
      'Erneuern Sie mit der Client-ID, für die es ausgestellt ist.',
    ],
    'The refresh token has expired.': [
      'Das Refresh-Token ist abgelaufen',
      'Es gilt sieben Tage ab seiner Ausstellung: Beginnen Sie mit einer Anmeldung neu.',
    ],
    'device code unknown': ['Diesen Gerätecode gibt es nicht', 'Fordern Sie einen neuen an.'],
    'device code redeemed': [
      'Der Gerätecode war schon eingelöst',
      'Behalten Sie die Tokens, die er gab; fordern Sie sonst einen neuen an.',
    ],
    'device code expired': ['Niemand hat den Code rechtzeitig eingegeben', 'Zeigen Sie einen neuen.'],
    'device denied': ['Die Person hat das Gerät abgelehnt', 'Hören Sie auf, und sagen Sie es auf dem Gerät.'],
    'connection revoked': [
      'Die Verbindung ist widerrufen',
      'Vergessen Sie die Tokens. Bitten Sie erst wieder, wenn man Sie darum bittet.',
    ],
    'scope no longer granted': [
      'Ein Scope ist nicht mehr erteilt',
      'Bitten Sie um das, was bleibt, oder mit der Weiterleitung neu um Erlaubnis.',
    ],
    'app deactivated': ['Der Betreiber hat die App abgeschaltet', 'Fragen Sie den Betreiber.'],
    'app deleted': ['Die App ist gelöscht', 'Nehmen Sie die Zugangsdaten einer anderen App.'],
    'credentials deleted': ['Diese Zugangsdaten sind gelöscht', 'Nehmen Sie das andere Paar.'],
    'credentials changed': [
      'Die Zugangsdaten wurden seit der Ausstellung öffentlich oder vertraulich',
      'Beginnen Sie mit einer Anmeldung neu.',
    ],
    'not for public credentials': [
      'Dieser Hub gibt öffentlichen Zugangsdaten keine Tokens einer Organisation',
      'Nehmen Sie vertrauliche, oder bitten Sie um Scopes mit Per>Org.',
    ],
    'person not available': ['Das Konto ist gesperrt oder gelöscht', 'Vergessen Sie die Tokens.'],
    'membership ended': ['Die Person hat die Organisation verlassen', 'Vergessen Sie die Tokens.'],
    'roles changed': [
      'Die Person hat eine Rolle verloren',
      'Beginnen Sie mit einer Anmeldung neu: Neue Tokens tragen die jetzigen Rollen.',
    ],
    'second factor missing': [
      'Die Organisation verlangt einen zweiten Faktor, und die Person hat keinen',
      'Bitten Sie die Person, einen einzurichten. Dann gilt dasselbe Refresh-Token wieder.',
    ],
    'revoked by its holder': ['Wem es gehört, hat es widerrufen', 'Beginnen Sie mit einer Anmeldung neu.'],
    'revoked by its client': ['Ihre App hat es widerrufen', 'Beginnen Sie mit einer Anmeldung neu.'],
    'revoked by the operator': ['Der Betreiber hat es widerrufen', 'Fragen Sie den Betreiber.'],
    malformed_scope: ['Ein Scope ist nicht zu lesen', 'Schreiben Sie ihn als app.name.r, .w oder .rw.'],
    different_bearer_types: [
      'Die Scopes meinen Verschiedene: Person und Organisation',
      'Bitten Sie für jeden einzeln.',
    ],
    different_bearer_ids: [
      'Die Scopes nennen verschiedene Personen oder Organisationen',
      'Bitten Sie für jede einzeln.',
    ],
    unpermitted_bearer_id: [
      'Eine Person war genannt, wo gemeint ist, wer sich anmeldet',
      'Lassen Sie die ID weg.',
    ],
    bearer_does_not_exist: [
      'Die genannte Person oder Organisation gibt es nicht, oder sie ist nicht verbunden',
      'Prüfen Sie die ID. Maschinen brauchen eine Verbindung, die es schon gibt.',
    ],
    scope_is_not_included_in_desired_scopes: [
      'Ihre App wünscht diesen Scope nicht',
      'Fügen Sie ihn unter „OAuth & Rechte“ zu den gewünschten Scopes hinzu.',
    ],
    ungranted_scope: ['Der Scope ist nicht erteilt', 'Bitten Sie mit der Weiterleitung um ihn.'],
    scope_was_not_granted_in_parent: ['Dem Eltern-Token fehlt der Scope', 'Bitten Sie um weniger Scopes.'],
    parent_has_no_delegation_permission: [
      'Das Eltern-Token darf nichts weitergeben',
      'Wünschen Sie directory.delegations.rw, und bitten Sie mit den anderen darum.',
    ],
    delegation_access_token_cannot_delegate: [
      'Das Token ist selbst weitergegeben',
      'Geben Sie vom ersten Token weiter.',
    ],
  },
}
