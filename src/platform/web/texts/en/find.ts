/** Finding an organization and asking to join it. */
export const find = {
  title: 'Find an organization',
  lead: 'Ask to join the organization you work for. Its owners and admins decide.',
  search: 'Name of the organization',
  submit: 'Find',
  none: (query: string) =>
    `No organization found for “${query}”. It may not allow to be found: then ask one of its owners or admins for an invitation.`,
  ask: 'Ask to join',
  standings: {
    member: 'You are a member',
    waiting: 'Waiting for an answer',
    declined: 'Your request was declined',
  },
  waiting: 'Waiting for an answer',
  withdraw: 'Withdraw',
  create: 'Is it not here yet?',
  createLink: 'Create an organization',
  notices: {
    asked: 'Your request was sent. You get a mail when it is accepted.',
    withdrawn: 'Your request is withdrawn.',
    not_found: 'This organization cannot be joined this way any more.',
    unconfirmed: 'Confirm your e-mail address first, so that the organization knows who asks.',
    test_person: 'People of a test account only join other test accounts of their vendor.',
    already_member: 'You are a member of this organization already.',
    asked_already: 'You have asked this organization before.',
    too_many: 'You wait for many answers already. Withdraw a request first.',
    gone: 'This request was answered already.',
  },
}
