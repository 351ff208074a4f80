import { type Fragment, type Html, html } from '../../html.ts'

/** `Stock Keeper by Stockworks`, in the title of a consent. */
const appBy = (app: string, vendor: string | null): Html =>
  html`<strong class="inline-block max-w-full font-semibold text-base-content">${app}</strong>${vendor && ` by\u00a0${vendor}`}`

/** The same where the app runs on a device elsewhere. */
const deviceBy = (app: string, vendor: string | null): Html => html`A device running ${appBy(app, vendor)}`

/** Choosing an organization, consent, and everything that may end a request of an app. */
export const oauth = {
  signedInAs: (name: string) => `Signed in as ${name}.`,
  chooseAnother: 'Choose another organization',
  appBy,
  deviceBy,

  choose: {
    title: (app: string) => `Which organization should ${app} work with?`,
    lead: 'On the next page you see what it may do there. Nothing is allowed yet.',
    onBehalfTitle: (app: string) => `For which organization do you use ${app}?`,
    emptyTitle: (app: string) => `${app} works with organizations`,
    emptyLead: 'You belong to none yet. Create yours; that takes a minute and is free.',
    members: (count: number) => (count === 1 ? '1\u00a0member' : `${count}\u00a0members`),
    notAdministrator: (administrators: string) =>
      `You are a member. Only owners and admins may connect apps: ask ${administrators}.`,
    notAdministratorAlone: 'You are a member. Only owners and admins may connect apps.',
    secondFactor:
      'It requires a second factor, and your account has none. Add one under Security of your account, then start again.',
    notAvailable: (app: string) => `${app} is not available to this organization.`,
    create: 'Create an organization',
  },
  create: {
    title: 'Create an organization',
    lead: (app: string) => `You become its owner and can connect ${app} right away.`,
    leadPlain: 'You become its owner and can invite others.',
    name: 'Name',
    nameHint: 'As in the commercial register, for example Linden\u00a0Press\u00a0Ltd.',
    nameMissing: 'Enter the name of the organization.',
    nameTooLong: 'Use at most 100 characters, all of them visible.',
    kinds: 'What does it do?',
    kindsHint: 'Choose everything that fits.',
    kindsMissing: 'Choose at least one.',
    country: 'Country',
    countryHint: 'It cannot be changed later.',
    countryMissing: 'Choose a country from the list.',
    submit: 'Create organization',
    back: 'Choose an existing organization',
  },
  consent: {
    documentTitle: (app: string, bearer: string) => `Allow ${app} to access ${bearer}?`,
    access: (asker: Html) => html`${asker} would like to access`,
    accessPerson: (asker: Html) => html`${asker} would like to access your account`,
    accessOnBehalf: (asker: Html) => html`${asker} would like to work in your name at`,
    more: (asker: Html, count: number) =>
      html`${asker} asks for ${count === 1 ? 'one more permission' : `${count}\u00a0more permissions`} in`,
    morePerson: (asker: Html, count: number) =>
      html`${asker} asks for ${count === 1 ? 'one more permission' : `${count}\u00a0more permissions`} in your account`,
    inDirectory: (brand: string) => `In your ${brand} directory`,
    inApp: (app: string, vendor: string | null) => (vendor ? `In ${app} by ${vendor}` : `In ${app}`),
    fromOrganization: (organization: string) => `From ${organization}`,
    fromPerson: 'From you',
    readOnly: '(read only)',
    isNew: 'new',
    nothingAsked: (app: string) =>
      `${app} asks for no data. It only recognizes you when you come back, without your name or e\u2011mail address.`,
    nothingAskedOrganization: (app: string) =>
      `${app} asks for no data. It only learns that it is connected.`,
    nothingAskedOnBehalf: (app: string, organization: string) =>
      `${app} asks nothing of you. It works with what ${organization} has allowed it.`,
    allowedBefore: (count: number) =>
      count === 1 ? 'Allowed before: 1\u00a0permission' : `Allowed before: ${count}\u00a0permissions`,
    allowedBeforeBy: (name: string, date: Fragment) =>
      html`${name} connected the app on\u00a0<strong>${date}</strong>. What was allowed stays as it is, whatever you answer.`,
    allowedBeforeOn: (date: Fragment) =>
      html`Connected since <strong class="whitespace-nowrap">${date}</strong>. What was allowed stays as it is, whatever you answer.`,
    whatThisMeans: 'What this means',
    allMembers: (count: number, organization: string, app: string) =>
      count === 1
        ? html`You are the only member of ${organization}. Whoever joins can use ${app} too.`
        : html`<strong>${count === 2 ? 'Both' : `All ${count}`} members</strong> of ${organization} can then use ${app}. Each of them decides about their own profile.`,
    sentTo: (host: string) => html`You will be sent to <strong class="wrap-anywhere">${host}</strong>.`,
    sentToInstalled: (scheme: string) =>
      html`You will be sent to an app on this device (<strong class="wrap-anywhere">${scheme}</strong>).`,
    inYourName: (organization: string) =>
      html`It works with <strong>your roles</strong> in ${organization}, and never longer than you are a member.`,
    allow: 'Allow',
  },
  confirm: {
    title: (app: string) => `Continue to ${app}?`,
    deviceTitle: (app: string) => `Connect the device running ${app}?`,
    connectDevice: 'Connect',
    lead: 'You have already allowed everything it asks for.',
    why: 'This app runs on your own device, so we ask each time. Continue only if you have just opened it yourself.',
    asPerson: 'As',
    forOrganization: 'For',
  },
  askAdmin: {
    title: (app: string, organization: string) => `${app} is not connected to ${organization} yet`,
    lead: 'You are a member there. An owner or admin has to allow the app once; after that you can use it.',
    moreTitle: (app: string, organization: string) => `${app} wants to act for ${organization}`,
    moreLead: 'You are a member there. Only owners and admins may allow that.',
    who: (count: number) =>
      `Ask ${count === 1 ? 'this person' : 'one of them'} to open the app and allow it:`,
    nobody: 'The organization has no owner or admin at the moment. Ask our support for help.',
    cancelLead: (app: string) => `Cancel takes you back to ${app}.`,
    cancelLeadDevice: 'Cancel tells the device that it was not allowed.',
  },
  unavailable: {
    secondFactorTitle: 'This organization asks for a second factor',
    secondFactorLead:
      'All of its members have to secure their account with one-time codes or a passkey. Add one to your account, then start again at the app.',
    privateTitle: (app: string) => `${app} is a private app`,
    privateLead: (vendor: string) =>
      `Only ${vendor} and organizations that ${vendor} has invited can use it. Nothing was allowed.`,
    reviewTitle: (app: string) => `${app} is not published yet`,
    reviewLead: (vendor: string) =>
      `It has not been reviewed. Until then only ${vendor} and organizations that ${vendor} has invited can use it.`,
    mainAppTitle: (app: string) => `${app} is an add-on`,
    mainAppLead:
      'It belongs to another app, and only organizations that are connected to that app can use it. Nothing was allowed.',
    inactiveTitle: (app: string) => `${app} is switched off`,
    inactiveLead: 'It can no longer be connected. Nothing was changed.',
    vendor: 'its vendor',
    askVendor: (vendor: string) => `Do you need it? Ask ${vendor} for an invitation.`,
  },
  gone: {
    answered: {
      title: 'This request was answered already',
      lead: 'Each request can be allowed or declined once. Perhaps you went back, or answered in another tab. Nothing was changed.',
    },
    expired: {
      title: 'This request is no longer open',
      lead: 'It was open for too long, or the address is not complete. Nothing was changed.',
    },
    other_browser: {
      title: 'This request was opened in another browser',
      lead: 'For your safety it can only be answered where it began. Nothing was changed.',
    },
    other_person: {
      title: 'This request belongs to another account',
      lead: 'Somebody else began it in this browser. Nothing was changed.',
    },
    changed: {
      title: 'Something has changed meanwhile',
      lead: 'The request is no longer the one you saw. Nothing was allowed; please check it again.',
    },
    startAgain: (app: string) => `Start again at ${app}`,
    startAgainHint: (app: string) => `Go back to ${app} and start again there.`,
    newCode: 'Enter another code',
    newCodeHint: 'Start again on the device. It shows you a new code.',
    lookAgain: 'Look again',
    home: 'Go to the start page',
  },
  device: {
    title: 'Connect a device',
    lead: 'Type the code that your device shows.',
    compare: 'Does your device show this\u00a0code? If it does not, do not continue.',
    code: 'Code',
    hint: 'Eight letters. Capitals, spaces and the dash do not matter.',
    missing: 'Enter the code that your device shows.',
    malformed:
      'A code has eight letters, and no A,\u00a0E,\u00a0I,\u00a0O,\u00a0U\u00a0or\u00a0Y. Look at your device again.',
    unknown: 'No device is waiting with this code. It\u00a0may be mistyped or older than 15 minutes.',
    beware: 'Did someone send you a code? Do not type it here. A real code is on a device in front of you.',
    callsItself: 'Calls itself',
    namesNothing: 'not given',
    askedFrom: 'Asked from',
    when: 'When',
    warning: 'Continue only if you started this yourself and the device in front of you shows the same code.',
    goesOn: 'You stay here. The device continues by itself within a few seconds.',
    allowedTitle: 'Your device is connected',
    allowedLead: (app: string) => `Return to the device: ${app} continues there. You can close this page.`,
    deniedTitle: 'The device was not connected',
    deniedLead: 'Nothing was allowed, and the device is told so. You can close this page.',
    anotherCode: 'Enter another code',
  },
  refused: {
    title: 'This link does not work',
    client_id_missing: 'The app that sent you here did not say who it is.',
    unknown_client: 'The app that sent you here is not known to us.',
    unknown_redirect_uri:
      'The app wants to send you to an address that it has not registered, so we stop here.',
    invalid_request: 'The app that sent you here made a mistake in its request.',
    advice:
      'You have done nothing wrong. Go back to the app; if it happens again, tell the people who make it:',
  },
}
