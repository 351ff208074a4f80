import { html } from '../../html.ts'

/** What people say about themselves and how the hub shows itself to them. */
export const account = {
  saved: 'Your changes were saved.',
  unchanged: 'Nothing was changed.',
  save: 'Save changes',
  profile: {
    changeEmail: 'Change',
    title: 'Profile',
    lead: 'Members of your organizations and the apps you allow see your name and picture.',
    names: 'About you',
    pronoun: 'Pronoun',
    pronounHint: 'As others should speak of you, for example She/Her.',
    birthday: 'Birthday',
    birthdayHint: 'No app and nobody else sees it.',
    countryHint: 'Apps show prices in its currency.',
    email: 'E-mail address',
    confirmed: 'Confirmed',
    unconfirmed: 'Not confirmed yet',
    confirm: 'Confirm…',
    faults: {
      firstName: 'Use at most 100 characters, all of them visible.',
      pronoun: 'Use at most 50 characters, all of them visible.',
      birthday: 'Enter a day in the past, as YYYY-MM-DD.',
      countryCode: 'Choose a country from the list.',
    },
  },
  deleting: {
    lead: 'Ends it for good, here and at every app.',
    action: 'Delete account…',
    title: 'Delete your account?',
    ownedAlone:
      'These organizations have no owner but you. Make somebody else an owner, or delete them, then come back.',
    members: 'Members',
    deleteIt: 'Delete…',
    organizations: (count: number) =>
      count === 0
        ? 'You belong to no organization.'
        : count === 1
          ? 'You leave your organization.'
          : `You leave your ${count} organizations.`,
    connections: (count: number) =>
      count === 0
        ? 'No app is connected to you.'
        : count === 1
          ? '1 connected app loses its access to your data at once.'
          : `${count} connected apps lose their access to your data at once.`,
    tokens: 'Your private access tokens end, and you are signed out everywhere.',
    forgotten:
      'Your name, address and picture are deleted. What you did in organizations stays without your name.',
    forever: 'This cannot be undone. What apps have stored themselves, only they can delete.',
    type: (email: string) => html`Type <strong class="wrap-anywhere">${email}</strong> to confirm`,
    mismatch: 'This is not the address of your account.',
    keep: 'Keep account',
    confirm: 'Delete account',
    doneTitle: 'Your account is deleted',
    doneLead: 'You are signed out everywhere, and no app reaches your data any more.',
    home: 'To the start page',
    mail: {
      subject: (brand: string) => `Your account at ${brand} was deleted`,
      lead: (brand: string) =>
        `Your account at ${brand} was deleted, with your name, your address and your picture. Connected apps lost their access at once.`,
      action: (brand: string) => `Open ${brand}`,
      quiet: 'If you did not do this yourself, write to whoever runs this hub.',
    },
  },
  preferences: {
    title: 'Preferences',
    lead: (brand: string) => `How ${brand} and your apps speak and look.`,
    language: 'Language',
    languageHint: 'Of pages, mails and apps that follow it.',
    timeZone: 'Time zone',
    timeZoneHint: 'Times are shown in it, also by your apps.',
    deviceZone: 'Use the one of this device:',
    units: 'Units',
    metric: { label: 'Metric', note: 'Millimeters, grams' },
    imperial: { label: 'Imperial', note: 'Inches, pounds' },
    appearance: 'Appearance',
    system: { label: 'As on this device', note: 'Follows the system' },
    light: { label: 'Light', note: 'Always' },
    dark: { label: 'Dark', note: 'Always' },
    unknown: 'Choose an entry of the list.',
    regions: {
      Africa: 'Africa',
      America: 'America',
      Antarctica: 'Antarctica',
      Arctic: 'Arctic',
      Asia: 'Asia',
      Atlantic: 'Atlantic Ocean',
      Australia: 'Australia',
      Europe: 'Europe',
      Indian: 'Indian Ocean',
      Pacific: 'Pacific Ocean',
    } as Record<string, string>,
  },
}
