import { type Fragment, html } from '../../html.ts'

/** How people prove who they are, and where they are signed in. */
export const security = {
  title: 'Security',
  lead: 'How you prove that it is you.',
  passwordCard: 'Password and codes',
  requiredBy: (names: string, count: number) =>
    `${names} ${count === 1 ? 'requires' : 'require'} a second factor of all members.`,
  notices: {
    password_changed: 'Your password was changed, and all other devices were signed out.',
    codes_on: 'One-time codes are on. From now on you are asked for one after your password.',
    codes_off: 'One-time codes are off.',
    passkey_added: 'Your passkey was added.',
    passkey_renamed: 'Your passkey has its new name.',
    passkey_removed: 'Your passkey was removed.',
  },
  /** After the password. */
  step: {
    title: 'Enter your code',
    lead: 'Your authenticator app shows it.',
    leadRecovery: 'Your password was right. Now use your passkey, or one of your recovery codes.',
    code: 'Code',
    recoveryCode: 'Recovery code',
    hint: 'Six digits, or one of your recovery codes.',
    hintRecovery: 'Each recovery code works once.',
    missing: 'Enter a code.',
    mismatch: 'This code is not right, or it was used already. Codes change every 30\u00a0seconds.',
  },
  passkeys: {
    title: 'Passkeys',
    none: 'None yet. A passkey signs you in with the fingerprint, face or PIN of your device, without a password, and counts as a second factor.',
    add: 'Add a passkey',
    added: (date: Fragment) => html`Added ${date}`,
    used: (ago: Fragment) => html`used ${ago}`,
    neverUsed: 'not used yet',
    renameOf: (name: string) => `Rename ${name}`,
    removeAsk: 'Remove…',
    removeOf: (name: string) => `Remove… ${name}`,
    /** On sign-in pages. */
    or: 'or',
    signIn: 'Sign in with a passkey',
    notSignedIn: 'No passkey was used. Try again, or sign in with your password.',
    failed:
      'That passkey does not sign you in. It may have been removed from your account, or it took too long.',
    addTitle: 'Add a passkey',
    addLead:
      'Your browser asks for the fingerprint, face or PIN of this device, or for a security key. You are signed out on all other devices if this is your first second factor.',
    addSubmit: 'Continue',
    notAdded:
      'No passkey was made. Try again; a device that has one for this account already makes no second one.',
    name: 'Name',
    nameHint: 'By which you will know it in your list.',
    faults: {
      name_missing: 'Enter a name.',
      refused: 'Your browser gave no passkey. Try again with a current browser and with scripts allowed.',
      known: 'This passkey belongs to an account already.',
      too_many: 'You have as many passkeys as one can have. Remove one first.',
    },
    renameTitle: 'Rename passkey',
    renameLead: 'Only you see this name.',
    renameSubmit: 'Rename',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeMeans: 'It no longer signs you in. Delete it in your device or password manager, too.',
    removeStays:
      'You stay signed in where it was used. Sign out there under Sessions if you lost the device.',
    keep: 'Keep it',
    remove: 'Remove',
  },
  codes: {
    name: 'One-time codes',
    on: 'on',
    fromApp: 'From an authenticator app',
    notYet: 'Off. An authenticator app shows a new code every 30\u00a0seconds.',
    turnOn: 'Turn on',
    turnOff: 'Turn off…',
    title: 'Turn on one-time codes',
    lead: 'You are asked for a code after your password, and signed out on all other devices if this is your first second factor.',
    picture: 'QR code for your authenticator app',
    scan: 'Scan this picture with an authenticator app, such as the one of your password manager.',
    orType: 'No camera at hand? Type this secret into the app:',
    secret: 'Secret',
    code: 'Code that the app shows now',
    hint: 'Six digits. They prove that the app is set up.',
    mismatch:
      'This code is not right. Look whether the clock of your device is, and enter the code it shows now.',
    submit: 'Turn on',
    offTitle: 'Turn off one-time codes?',
    offMeans: 'You are no longer asked for a code. Your authenticator app can forget this account.',
    offPasskeys: 'Your passkeys stay, and are still asked for after your password.',
    keep: 'Keep them',
    off: 'Turn off',
  },
  /** What it means to have none left. */
  factors: {
    passwordAlone: 'Your password alone signs you in. Whoever learns it can use your account.',
    recoveryCodesEnd: 'Your recovery codes stop working.',
    organizationsClose: (names: string) =>
      `You can no longer open ${names}: a second factor is required there.`,
  },
  recovery: {
    title: 'Recovery codes',
    left: (left: number, all: number) =>
      left > 2 ? `${left} of ${all} left` : `${left} of ${all} left: make new ones soon`,
    makeNew: 'Make new ones…',
    reasons: {
      codes_on: 'One-time codes are on.',
      passkey_added: 'Your passkey was added.',
      renewed: 'The former codes no longer work.',
    },
    shownOnce: 'This is the only time these codes are shown.',
    lead: 'Each signs you in once, after your password, when your phone or your passkey is not at hand. Keep them where your devices are not: on paper, or in a safe.',
    hint: 'Select all and copy, or print this page.',
    done: 'I have kept them',
    newTitle: 'Make new recovery codes?',
    newMeans: (count: number) => `You get ${count} new codes and see them once.`,
    oldEnd: (left: number) =>
      left === 0
        ? 'You have none left.'
        : `The ${left === 1 ? 'one' : left} you still have stop working at once.`,
    keep: 'Keep the old ones',
    make: 'Make new codes',
  },
  password: {
    lead: 'You stay signed in here and are signed out on all other devices.',
    changed: (ago: Fragment) => html`Changed ${ago}`,
    none: 'None: you sign in without one',
    change: 'Change',
    set: 'Set a password',
  },
  sessions: {
    title: 'Where you are signed in',
    lead: 'Each browser in which you have signed in and not out again. After a week without use a session ends by itself.',
    list: 'Your sessions',
    count: (count: number) => (count === 1 ? 'Only here' : `In ${count}\u00a0browsers`),
    countHint: 'Devices, places, and when they were last used',
    look: 'Look',
    device: (browser: string, system: string) => `${browser} on ${system}`,
    unknownDevice: 'Unknown device',
    unknownPlace: 'Unknown address',
    thisOne: 'this one',
    now: 'now',
    seen: (ago: Fragment) => html`used ${ago}`,
    since: (date: Fragment) => html`signed in on ${date}`,
    end: 'Sign out',
    endOthers: 'Sign out everywhere else',
    unknownOne: 'You do not know one of them? Sign it out, then change your password.',
    changePassword: 'Change password',
    notices: {
      ended: 'That session was signed out.',
      others_ended: 'You are signed out everywhere else.',
    },
  },
}
