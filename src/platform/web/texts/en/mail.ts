/** Mails: one button each, readable as plain text. */
export const mail = {
  hello: (name: string) => `Hello ${name},`,
  linkInText: 'Open this address in your browser:',
  linkBelowButton: 'If the button does not work, open this address in your browser:',
  sentBy: (brand: string, address: string) => `Sent by ${brand}, ${address}`,
  invitation: {
    subject: ({ organization }: { organization: string }) => `Join ${organization}`,
    lead: ({ inviter, organization, brand }: { inviter: string; organization: string; brand: string }) =>
      `${inviter} invites you to join ${organization} on ${brand}. You will find its apps there and sign in once for all of them.`,
    action: 'See the invitation',
    quiet:
      'The link works for two weeks and for this address only. If you do not expect it, ignore this mail.',
  },
  organizationDeleted: {
    subject: ({ organization }: { organization: string }) => `${organization} was deleted`,
    lead: ({ who, organization }: { who: string; organization: string }) =>
      `${who} deleted the organization ${organization}. Its connections, apps and access tokens ended at once.`,
    action: 'Your organizations',
    quiet:
      'You get this mail because you were an owner or admin. If it comes as a surprise, talk to each other.',
  },
  waiting: {
    permission: (title: string) => `“${title}”`,
    subject: ({ app, organization }: { app: string; organization: string }) =>
      `${app} asks for more access to ${organization}`,
    lead: ({ app, organization, permissions }: { app: string; organization: string; permissions: string }) =>
      `${app}, which is connected to ${organization}, would like to do more: ${permissions}. Nothing changes until an owner or admin approves it; the app goes on with what it has.`,
    action: 'Look at the request',
    quiet: 'You get this mail because you are an owner or admin, at most once a day for each app.',
  },
  offered: {
    subject: ({ app, organization }: { app: string; organization: string }) => `${app} for ${organization}`,
    lead: ({ vendor, organization, app }: { vendor: string; organization: string; app: string }) =>
      `${vendor} invites ${organization} to use its app ${app}. You see what it would like to access before you connect it.`,
    action: 'Look at the app',
    quiet:
      'Nothing is connected until an owner or admin does it. If you do not expect this, ignore the mail.',
  },
  joinRequest: {
    subject: ({ person, organization }: { person: string; organization: string }) =>
      `${person} asks to join ${organization}`,
    lead: ({ person, email, organization }: { person: string; email: string; organization: string }) =>
      `${person} (${email}) asks to become a member of ${organization}. Let them in only if you know them.`,
    action: 'Look at the request',
    quiet: 'You get this mail because you are an owner or admin. Nothing happens until one of you answers.',
  },
  joined: {
    subject: ({ organization }: { organization: string }) => `You are a member of ${organization}`,
    lead: ({ organization }: { organization: string }) =>
      `Your request was accepted: you belong to ${organization} now and find its apps on your launchpad.`,
    action: 'Open the organization',
    quiet: 'You can leave it at any time under “Your organizations”.',
  },
  review: {
    approved: {
      subject: (app: string) => `${app} is published`,
      lead: (app: string) => `${app} passed its review. It is in the store, and everybody can connect it.`,
      reason: (reason: string) => `The operator writes: ${reason}`,
      action: 'See the listing',
      quiet: 'You get this mail because you asked for the review.',
    },
    returned: {
      subject: (app: string) => `${app} needs a change before it can be published`,
      lead: (app: string) => `The operator looked at ${app} and gave it back.`,
      reason: (reason: string) => `The reason: ${reason}`,
      action: 'Go to the app',
      quiet: 'You get this mail because you asked for the review. Ask again once it is changed.',
    },
  },
  confirmation: {
    subject: 'Confirm your e-mail address',
    lead: (brand: string) => `Please confirm that this is the address of your ${brand} account.`,
    action: 'Confirm address',
    quiet: 'The link works once and for three days. If you have not created an account, ignore this mail.',
  },
  passwordReset: {
    subject: 'Choose a new password',
    lead: (brand: string) =>
      `Somebody has asked for a new password for your ${brand} account. If that was you, choose one now.`,
    action: 'Choose a new password',
    quiet:
      'The link works once and for one hour. If it was not you, ignore this mail; your password stays as it is.',
  },
  passwordChanged: {
    subject: 'Your password was changed',
    lead: (brand: string) =>
      `The password of your ${brand} account was changed just now, and all devices were signed out.`,
    action: 'Choose another password',
    quiet:
      'If it was not you, choose another password at once and look through your mailbox for other mails you did not expect.',
  },
  /** What happened to an account; `about` is a name or an address. */
  security: {
    passwordChangedByOwner: {
      subject: 'Your password was changed',
      lead: (brand: string, _about: string) =>
        `The password of your ${brand} account was changed just now, and all other devices were signed out.`,
      action: 'Choose another password',
      quiet:
        'If it was not you, choose another password at once and look through your mailbox for other mails you did not expect.',
    },
    codesOn: {
      subject: 'One-time codes are on',
      lead: (brand: string, _about: string) =>
        `One-time codes of an authenticator app were turned on for your ${brand} account. You are asked for one after your password.`,
      action: 'Look at your security',
      quiet:
        'If it was not you, somebody else uses your account: change your password at once, and sign out all other devices.',
    },
    codesOff: {
      subject: 'One-time codes are off',
      lead: (brand: string, _about: string) =>
        `One-time codes were turned off for your ${brand} account. You are no longer asked for one.`,
      action: 'Look at your security',
      quiet:
        'If it was not you, somebody else uses your account: change your password at once, and sign out all other devices.',
    },
    recoveryCodesRenewed: {
      subject: 'You have new recovery codes',
      lead: (brand: string, _about: string) =>
        `New recovery codes were made for your ${brand} account. The former ones no longer work.`,
      action: 'Look at your security',
      quiet:
        'If it was not you, somebody else uses your account: change your password at once, and sign out all other devices.',
    },
    passkeyAdded: {
      subject: 'A passkey was added',
      lead: (brand: string, about: string) =>
        `The passkey “${about}” was added to your ${brand} account. It signs you in without your password.`,
      action: 'Look at your security',
      quiet:
        'If it was not you, somebody else uses your account: remove the passkey, change your password at once, and sign out all other devices.',
    },
    passkeyRemoved: {
      subject: 'A passkey was removed',
      lead: (brand: string, about: string) =>
        `The passkey “${about}” was removed from your ${brand} account. It no longer signs you in.`,
      action: 'Look at your security',
      quiet:
        'If it was not you, somebody else uses your account: change your password at once, and sign out all other devices.',
    },
    emailChangeConfirm: {
      subject: 'Confirm your new e-mail address',
      lead: (brand: string, about: string) =>
        `Somebody wants ${about} to be the address of their ${brand} account. If it was you, open the link; it works for a day.`,
      action: 'Use this address',
      quiet: 'If it was not you, ignore this mail: nothing happens.',
    },
    emailChangeTaken: {
      subject: 'Your address is in use already',
      lead: (brand: string, about: string) =>
        `Somebody who is signed in with another ${brand} account wants to use ${about} for it, but it belongs to your account. If it was you, sign in with this address instead, or change it there first.`,
      action: 'Sign in',
      quiet: 'If it was not you, ignore this mail: nothing happens.',
    },
    emailChangeAsked: {
      subject: 'A new e-mail address was asked for',
      lead: (brand: string, about: string) =>
        `The address of your ${brand} account is to become ${about}, as soon as the link that was sent there is opened.`,
      action: 'See your sessions',
      quiet:
        'If it was not you, somebody else uses your account: change your password at once, and sign out all other devices. That also ends the link.',
    },
    emailChanged: {
      subject: 'Your e-mail address was changed',
      lead: (brand: string, about: string) =>
        `The address of your ${brand} account is now ${about}. This is the last mail to the old one.`,
      action: 'Sign in',
      quiet:
        'If it was not you, somebody else uses your account: write to the people who run this hub at once.',
    },
    secondFactorReset: {
      subject: 'Your second factor was taken off',
      lead: (brand: string, _about: string) =>
        `The operator took one-time codes, passkeys and recovery codes off your ${brand} account, and all sessions ended. Your password alone signs you in now: add a second factor again.`,
      action: 'Look at your security',
      quiet:
        'If you did not ask for this, change your password at once and write to the people who run this hub.',
    },
    newPlace: {
      subject: 'A sign-in from a new place',
      lead: (brand: string, about: string) =>
        `Somebody signed in to your ${brand} account from where you never signed in before: ${about}. If that was you, there is nothing to do.`,
      action: 'See your sessions',
      quiet:
        'If it was not you, somebody else uses your account: change your password at once, and sign out all other devices.',
    },
  },
}
