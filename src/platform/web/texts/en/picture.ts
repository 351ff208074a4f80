/** Pictures that people upload. */
export const picture = {
  uploaded: 'Uploaded',
  generated: 'Made from the name',
  choose: 'Choose a picture',
  another: 'Choose another picture',
  upload: 'Upload',
  remove: 'Remove',
  formats: 'JPEG, PNG, WebP or GIF, at most 8 MB.',
  cut: 'The middle is cut out as a square.',
  whole: 'It is fitted into a square; transparent parts stay transparent.',
  faults: {
    missing: 'Choose a file first.',
    too_large: 'This file has more than 8 MB. Use a smaller one.',
    too_many_pixels: 'This picture has more than 60 million pixels. Use a smaller one.',
    unsupported: 'This is no JPEG, PNG, WebP or GIF. Save it as one of them first.',
    damaged: 'This picture cannot be read. It may be damaged.',
  },
  avatar: {
    title: 'Your picture',
    lead: 'Members of your organizations and the apps you allow see it.',
    change: 'Change picture…',
  },
  logo: {
    title: (name: string) => `Logo of ${name}`,
    lead: 'Members see it, apps show it, and so do the pages that ask for permission.',
    appLead: 'It stands in the store, on launchpads and on the pages that ask for permission.',
    label: 'Logo',
    change: 'Change…',
  },
  notices: {
    picture_saved: 'The picture was saved.',
    picture_removed: 'The picture was removed.',
  },
}
