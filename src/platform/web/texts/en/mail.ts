/** Mails: one button each, readable as plain text. */
export const mail = {
  hello: (name: string) => `Hello ${name},`,
  linkInText: 'Open this address in your browser:',
  sentBy: (brand: string, address: string) => `Sent by ${brand}, ${address}`,
  confirmation: {
    subject: 'Confirm your e-mail address',
    lead: (brand: string) => `please confirm that this is the address of your ${brand} account.`,
    action: 'Confirm address',
    quiet: 'The link works once and for three days. You have not created an account? Then ignore this mail.',
  },
  passwordReset: {
    subject: 'Choose a new password',
    lead: (brand: string) =>
      `somebody has asked for a new password for your ${brand} account. If that was you, choose one now.`,
    action: 'Choose a new password',
    quiet:
      'The link works once and for one hour. It was not you? Then ignore this mail; your password stays as it is.',
  },
  passwordChanged: {
    subject: 'Your password was changed',
    lead: (brand: string) =>
      `the password of your ${brand} account was changed just now, and all devices were signed out.`,
    action: 'Choose another password',
    quiet:
      'It was not you? Then choose another password at once and look through your mailbox for other surprises.',
  },
}
