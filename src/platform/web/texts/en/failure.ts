/** Pages for what went wrong on our side, or in the address. */
export const failure = {
  not_found: {
    title: 'There is nothing here',
    lead: 'The address is wrong, or what was here is gone.',
  },
  bad_request: {
    title: 'This request could not be read',
    lead: 'Go back and try again.',
  },
  foreign_form: {
    title: 'Please try once more',
    lead: 'The page was open for a long time, or you have signed in or out meanwhile. Nothing was changed. Go back, load the page again and repeat what you did.',
  },
  administrators_only: {
    title: 'Only owners and admins may do this',
    lead: 'You are a member of this organization. Ask one of its owners or admins.',
  },
  developers_only: {
    title: 'Only developers may do this',
    lead: 'You are a member of this organization. Ask one of its owners, admins or developers.',
  },
  owners_only: {
    title: 'Only owners may do this',
    lead: 'Ask one of the owners of this organization.',
  },
  second_factor_required: {
    title: 'This organization asks for a second factor',
    lead: 'All of its members have to secure their account with one-time codes or a passkey. Add one to your account, then come back.',
  },
  test_account: {
    title: 'Only its vendor may do this',
    lead: 'This is a test account. The vendor that made it resets and deletes it, in its developer area.',
  },
  too_many_requests: {
    title: 'That was too fast',
    lead: 'Too many requests came from your network. Wait a moment, then try again.',
  },
  server_error: {
    title: 'Something went wrong on our side',
    lead: 'The error has been noted. Try again; if it comes back, tell the people who run this hub the number below.',
  },
  temporarily_unavailable: {
    title: 'We will be right back',
    lead: 'The service cannot be reached at the moment. Wait a few seconds, then load the page again.',
  },
  home: 'Go to the start page',
  addSecondFactor: 'Add a second factor',
  forSupport: 'For support',
  reason: 'Reason',
}
