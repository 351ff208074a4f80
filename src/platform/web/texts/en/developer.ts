/** Faults of manifests that read better otherwise on pages. */
const FAULTS: { says: RegExp; text(...parts: string[]): string }[] = [
  { says: /^is missing/, text: () => 'This is missing.' },
  { says: /^is proposed$/, text: () => 'Check the proposed name: it cannot be changed later.' },
  { says: /^is reserved$/, text: () => 'This name is reserved.' },
  {
    says: /^has already been taken, or looks/,
    text: () => 'This name is taken, or looks like one that is.',
  },
  { says: /^does not exist: (.+)$/, text: what => `There is no ${what}.` },
  { says: /^is in the list twice$/, text: () => 'This is in the list already.' },
]

/** The developer area. */
export const developer = {
  breadcrumbs: 'Where you are',
  yourApps: 'Your apps',
  vendorMenu: 'Developer',
  appsTitle: (organization: string) => `Apps of ${organization}`,
  appsLead: 'What your organization has registered at this hub.',
  noApps: 'No apps yet',
  noAppsLead:
    'An app gets a client id and a secret at once, and can ask people and organizations for access.',
  become: {
    title: 'For software developers',
    lead: (organization: string) =>
      `${organization} is not registered as a software developer yet. Once it is, it can register apps here.`,
    action: 'Edit the organization…',
    ask: 'Ask one of its owners or admins to change that.',
  },
  notices: { deleted: 'The app is deleted. Everything issued to it has ended.' },
  types: { public: 'Public app', addon: 'Add-on', private: 'Private app' },
  testApp: 'Test app',
  states: { draft: 'Draft', in_review: 'In review', active: 'Active', inactive: 'Switched off' },
  groups: { app: 'App', store: 'Store', customers: 'Customers', advanced: 'Advanced', help: 'Help' },
  sections: {
    general: 'General',
    oauth: 'OAuth & Permissions',
    subscriptions: 'Event subscriptions',
    log: 'Request log',
    listing: 'Listing',
    participants: 'Participating organizations',
    connections: 'Connections',
    scopes: 'Provided scopes',
    events: 'Provided events',
  },
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save',
  create: {
    action: 'New app',
    title: 'New app',
    lead: (organization: string) => `It will belong to ${organization}.`,
    type: 'Who is it for?',
    types: {
      public: { name: 'Public app', about: 'For all customers, after review and publication.' },
      addon: { name: 'Add-on', about: 'For customers of another app of yours.' },
      private: {
        name: 'Private app',
        about: 'For your organization and those you invite. Never in the store, no review.',
      },
    },
    parent: 'Belongs to',
    onlyAddon: '(add-ons only)',
    appTitle: 'Title',
    appTitleHint: 'In English; what customers see. You can translate it later.',
    name: 'Technical name',
    nameHint: 'Stands in tokens, scopes and events, and cannot be changed later.',
    free: 'This name is free.',
    category: 'Category',
    submit: 'Create app',
  },
  general: {
    title: 'General',
    lead: 'What your app is, and where it begins.',
    appTitle: 'Title',
    appTitleHint: 'In English; other languages stand under Listing.',
    technicalName: 'Technical name',
    category: 'Category',
    entryPoint: 'Entry point URL',
    entryPointHint:
      'Opened from the store and the launchpad, and after installation, with launchpad=1 and organization_id.',
    sandbox:
      'This app lives in the sandbox. For production, apply its manifest there: it gets client ids and a review of its own.',
    noEntryPoint: 'None: people stay in the hub.',
    shareLink: 'Share link',
    edit: 'Edit',
    editTitle: 'Edit app',
    manifest: 'Configuration as a file',
    manifestLead:
      'Everything about the app in one JSON document: keep it with your code, apply it to the sandbox and to production.',
    download: 'Download',
    upload: 'Apply a manifest…',
    notices: {
      created: 'The app is created. Its client id and secret stand under OAuth & Permissions.',
      saved: 'Saved.',
      applied: 'The manifest is applied.',
    },
    remove: {
      title: 'Delete this app',
      lead: 'Ends every connection and every token. It cannot be undone.',
      action: 'Delete app…',
      confirmTitle: (app: string) => `Delete ${app}?`,
      connections: (count: number) =>
        count === 0
          ? 'Nobody is connected to it.'
          : count === 1
            ? '1 connection ends, and its tokens stop working at once.'
            : `${count} connections end, and their tokens stop working at once.`,
      credentials: (count: number) =>
        count === 1 ? 'Its client id works no longer.' : `Its ${count} client ids work no longer.`,
      others: (apps: string) => `What it provides is gone for: ${apps}.`,
      nameStays: (name: string) => `The name ${name} is never given out again.`,
      cannotBeUndone: 'This cannot be undone.',
      keep: 'Keep app',
      confirm: 'Delete app',
    },
  },
  manifest: {
    title: 'Apply a manifest',
    lead: 'A key that is missing stays as it is; a list replaces the list. You see what changes before anything does.',
    field: 'Manifest',
    file: 'Or a file from your computer',
    preview: 'Show what changes',
    changes: 'This will change',
    nothing: 'Nothing would change',
    before: 'Now',
    after: 'Then',
    apply: 'Apply',
  },
  categories: {
    'pdf-manipulation': 'PDF',
    'machine-integration': 'Machine integration',
    iot: 'Internet of things',
    web2print: 'Web to print',
    warehouse: 'Warehouse',
    logistics: 'Logistics',
    calculation: 'Calculation',
    production: 'Production',
    statistics: 'Statistics',
    sales: 'Sales',
    'customer-relations': 'Customer relations',
    'color-management': 'Color management',
    reporting: 'Reporting',
    infrastructure: 'Infrastructure',
    mis_erp: 'MIS and ERP',
    other: 'Other',
  } as Record<string, string>,
  /** A fault as a sentence; what has no text of its own is told as manifests tell it. */
  fault(fault: string): string {
    for (const { says, text } of FAULTS) {
      const found = says.exec(fault)
      if (found) return text(...found.slice(1))
    }
    return `It ${fault}.`
  },
}
