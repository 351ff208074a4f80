import { type Fragment, html } from '../../html.ts'

/** The sandbox's flow runner and token verifier. */
export const flows = {
  eyebrow: 'Sandbox',
  title: 'Try the flows',
  lead: 'Each button runs a real flow against this hub, with a demo app and a demo person. You see every request, every answer and the token.',
  listLabel: 'Flows',
  names: {
    person: { name: 'Redirect, as a person', about: 'Log in with the hub' },
    organization: { name: 'Redirect, for an organization', about: 'Work with its data' },
    device: { name: 'Device', about: 'TV, scanner, command line' },
    client_credentials: { name: 'Client credentials', about: 'Server to server' },
    refresh: { name: 'Refresh', about: 'Stay connected' },
    delegation: { name: 'Delegation', about: 'Hand a token on' },
  },
  leads: {
    person:
      'Stock Keeper sends a person here, gets a code, and redeems it for a token that speaks for the person.',
    organization:
      'The same, but the person lets the app in for their organization. Only owners and admins may do that.',
    device:
      'A device without a keyboard shows a short code. The person types it elsewhere, while the device keeps asking.',
    client_credentials: 'No person is there: a server uses what the organization allowed before.',
    refresh:
      'A token lasts an hour. The refresh token that came with it gets the next pair, and all rights are checked anew.',
    delegation: 'An app hands a token on to another app of its vendor, which may do less with it.',
  },
  run: 'Run it',
  runAgain: 'Run again',
  finished: (milliseconds: number) => `Finished in ${milliseconds} ms`,
  stopped: 'The flow stopped here',
  stoppedLead:
    'The hub gave another answer than the flow needs. Somebody may have changed the demo data: the password of the demo person, the role, or what the app may do.',
  doItYourself: 'Walk through it yourself',
  steps: {
    prepare: {
      title: 'First, the organization lets the app in',
      lead: 'A machine only gets what was allowed before, so the demo person allows it once, in a browser.',
    },
    authorize: {
      title: 'The app sends the person here',
      lead: 'What it wants, where the answer goes, and a challenge only it can answer later.',
    },
    allow: {
      title: 'The person signs in and allows',
      lead: 'The demo clicks for her. The code goes back to the app.',
    },
    pass: {
      title: 'The person signs in and passes',
      lead: 'She allowed all of it before, so nothing is asked. The code goes back to the app.',
    },
    redeem: {
      title: 'The app redeems the code',
      lead: 'Once, within ten minutes, with its secret and the verifier of the challenge.',
    },
    start_device: { title: 'The device asks for a code', lead: 'One for itself, and one to show.' },
    poll_pending: { title: 'The device asks: not yet', lead: 'Nobody has typed the code so far.' },
    let_in: {
      title: 'The person types the code and allows',
      lead: 'On a phone or a computer. The demo does it for her.',
    },
    poll: { title: 'The device asks again', lead: 'Now it gets its token.' },
    machine: {
      title: 'The server asks for a token',
      lead: 'With its own credentials, for a certain organization.',
    },
    refresh: {
      title: 'The app gets the next pair',
      lead: 'The old refresh token is used up; using it later ends all of them.',
    },
    delegate: {
      title: 'The app hands a smaller token on',
      lead: 'For Warehouse, to read the organization only. It ends when the first one is revoked.',
    },
    call_api: { title: 'The app calls the API', lead: 'With the token in the Authorization header.' },
  },
  request: 'Request',
  answer: 'Answer',
  backToApp: 'Back to the app',
  asCurl: 'The same as curl',
  decoded: 'The token, decoded',
  decodedLead: (keys: Fragment) => html`Signed by this hub; any service can check it with the ${keys}.`,
  publicKeys: 'public keys',
  wholeToken: 'The whole token',
  copy: 'Copy',
  copied: 'Copied',
  rawClaims: 'All that it says',
  speaksFor: {
    Person: (name: string) => `Person ${name}`,
    Organization: (name: string) => `Organization ${name}`,
  },
  actsThrough: (name: string) => `through ${name}`,
  valid: 'This hub accepts the token.',
  faults: {
    no_token: 'This is neither a signed token nor a refresh token of this hub.',
    key: 'No key of this hub has the id and algorithm it names: it is not from here, or very old.',
    signature: 'The signature is wrong: the text was changed, or it is forged.',
    issuer: 'It names another issuer than this hub.',
    no_access_token: 'It is signed by this hub, but it is no access token that works.',
    not_yet: 'It is not valid yet.',
    expired: 'It has expired.',
    revoked: 'It was revoked.',
    unknown: 'This hub does not know this refresh token, or has forgotten it.',
    redeemed: 'It was redeemed already.',
    grant: 'It would be refused: what it rests on is not granted any more.',
  },
  kinds: {
    'private access token': 'Private access token',
    'access token': 'Access token',
    'refresh token': 'Refresh token',
    'unknown text': 'Not a token of this hub',
  },
  verifier: {
    title: 'Check a token',
    lead: 'Paste a token to see what it says and whether this hub accepts it. It is not kept.',
    navigation: 'Check a token',
    field: 'Token',
    submit: 'Check',
    missing: 'Paste a token.',
    tooLong: 'This is longer than any token.',
    result: 'Result',
  },
}
