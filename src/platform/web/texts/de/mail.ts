import type { mail as english } from '../en/mail.ts'

/** Mails: one button each, readable as plain text. */
export const mail: typeof english = {
  hello: name => `Guten Tag ${name},`,
  linkInText: 'Öffnen Sie diese Adresse in Ihrem Browser:',
  linkBelowButton: 'Wenn die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:',
  sentBy: (brand, address) => `Gesendet von ${brand}, ${address}`,
  invitation: {
    subject: ({ organization }) => `Einladung zu ${organization}`,
    lead: ({ inviter, organization, brand }) =>
      `${inviter} lädt Sie ein, bei ${organization} auf ${brand} mitzumachen. Dort finden Sie die Apps und melden sich einmal für alle an.`,
    action: 'Einladung ansehen',
    quiet:
      'Der Link gilt zwei Wochen und nur für diese Adresse. Wenn Sie ihn nicht erwarten, können Sie diese Mail ignorieren.',
  },
  organizationDeleted: {
    subject: ({ organization }) => `${organization} wurde gelöscht`,
    lead: ({ who, organization }) =>
      `${who} hat die Organisation ${organization} gelöscht. Verbindungen, Apps und Zugriffstokens endeten sofort.`,
    action: 'Ihre Organisationen',
    quiet:
      'Sie bekommen diese Mail, weil Sie Inhaber oder Admin waren. Wenn sie überraschend kommt, sprechen Sie miteinander.',
  },
  waiting: {
    permission: title => `„${title}“`,
    subject: ({ app, organization }) => `${app} bittet um mehr Zugriff auf ${organization}`,
    lead: ({ app, organization, permissions }) =>
      `${app} ist mit ${organization} verbunden und möchte mehr tun: ${permissions}. Bis ein Inhaber oder Admin zustimmt, ändert sich nichts; die App arbeitet mit dem weiter, was sie hat.`,
    action: 'Anfrage ansehen',
    quiet: 'Sie erhalten diese Mail als Inhaber oder Admin, höchstens einmal am Tag je App.',
  },
  offered: {
    subject: ({ app, organization }) => `${app} für ${organization}`,
    lead: ({ vendor, organization, app }) =>
      `${vendor} lädt ${organization} ein, die App ${app} zu nutzen. Bevor Sie sie verbinden, sehen Sie, worauf sie zugreifen möchte.`,
    action: 'App ansehen',
    quiet:
      'Es wird nichts verbunden, bis ein Inhaber oder Admin das tut. Falls Sie das nicht erwarten, ignorieren Sie diese Mail.',
  },
  joinRequest: {
    subject: ({ person, organization }) => `${person} möchte zu ${organization}`,
    lead: ({ person, email, organization }) =>
      `${person} (${email}) bittet um Aufnahme in ${organization}. Nehmen Sie nur Personen auf, die Sie kennen.`,
    action: 'Anfrage ansehen',
    quiet: 'Sie erhalten diese Mail als Inhaber oder Admin. Bis jemand von Ihnen antwortet, passiert nichts.',
  },
  joined: {
    subject: ({ organization }) => `Sie gehören jetzt zu ${organization}`,
    lead: ({ organization }) =>
      `Ihre Anfrage wurde angenommen: Sie gehören jetzt zu ${organization} und finden die Apps der Organisation auf Ihrem Launchpad.`,
    action: 'Organisation öffnen',
    quiet: 'Sie können sie jederzeit unter „Ihre Organisationen“ verlassen.',
  },
  review: {
    approved: {
      subject: app => `${app} ist veröffentlicht`,
      lead: app => `${app} hat die Prüfung bestanden. Die App steht im Store, und alle können sie verbinden.`,
      reason: reason => `Der Betreiber schreibt: ${reason}`,
      action: 'Zum Eintrag',
      quiet: 'Sie bekommen diese Mail, weil Sie um die Prüfung gebeten haben.',
    },
    returned: {
      subject: app => `${app} braucht vor der Veröffentlichung eine Änderung`,
      lead: app => `Der Betreiber hat sich ${app} angesehen und zurückgegeben.`,
      reason: reason => `Der Grund: ${reason}`,
      action: 'Zur App',
      quiet:
        'Sie bekommen diese Mail, weil Sie um die Prüfung gebeten haben. Bitten Sie nach der Änderung erneut.',
    },
  },
  confirmation: {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    lead: brand => `bitte bestätigen Sie, dass dies die Adresse Ihres Kontos bei ${brand} ist.`,
    action: 'Adresse bestätigen',
    quiet:
      'Der Link gilt einmal und drei Tage lang. Wenn Sie kein Konto angelegt haben, können Sie diese Mail ignorieren.',
  },
  passwordReset: {
    subject: 'Wählen Sie ein neues Passwort',
    lead: brand =>
      `jemand hat um ein neues Passwort für Ihr Konto bei ${brand} gebeten. Wenn Sie das waren, wählen Sie jetzt eines.`,
    action: 'Neues Passwort wählen',
    quiet:
      'Der Link gilt einmal und eine Stunde lang. Wenn Sie es nicht waren, können Sie diese Mail ignorieren; Ihr Passwort bleibt, wie es ist.',
  },
  passwordChanged: {
    subject: 'Ihr Passwort wurde geändert',
    lead: brand =>
      `das Passwort Ihres Kontos bei ${brand} wurde soeben geändert, und alle Geräte sind abgemeldet.`,
    action: 'Anderes Passwort wählen',
    quiet:
      'Wenn Sie es nicht waren, wählen Sie sofort ein anderes Passwort und sehen Sie nach, ob in Ihrem Postfach weitere Mails liegen, die Sie nicht erwartet haben.',
  },
  /** What happened to an account; `about` is a name or an address. */
  security: {
    passwordChangedByOwner: {
      subject: 'Ihr Passwort wurde geändert',
      lead: (brand, _about) =>
        `das Passwort Ihres Kontos bei ${brand} wurde soeben geändert, und alle anderen Geräte sind abgemeldet.`,
      action: 'Anderes Passwort wählen',
      quiet:
        'Wenn Sie es nicht waren, wählen Sie sofort ein anderes Passwort und sehen Sie nach, ob in Ihrem Postfach weitere Mails liegen, die Sie nicht erwartet haben.',
    },
    codesOn: {
      subject: 'Einmalcodes sind eingeschaltet',
      lead: (brand, _about) =>
        `für Ihr Konto bei ${brand} wurden Einmalcodes einer Authenticator-App eingeschaltet. Sie werden nach dem Passwort nach einem gefragt.`,
      action: 'Sicherheit ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab.',
    },
    codesOff: {
      subject: 'Einmalcodes sind ausgeschaltet',
      lead: (brand, _about) =>
        `für Ihr Konto bei ${brand} wurden Einmalcodes ausgeschaltet. Sie werden nicht mehr nach einem gefragt.`,
      action: 'Sicherheit ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab.',
    },
    recoveryCodesRenewed: {
      subject: 'Sie haben neue Ersatzcodes',
      lead: (brand, _about) =>
        `für Ihr Konto bei ${brand} wurden neue Ersatzcodes erzeugt. Die bisherigen gelten nicht mehr.`,
      action: 'Sicherheit ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab.',
    },
    passkeyAdded: {
      subject: 'Ein Passkey wurde hinzugefügt',
      lead: (brand, about) =>
        `der Passkey „${about}“ wurde Ihrem Konto bei ${brand} hinzugefügt. Er meldet Sie ohne Passwort an.`,
      action: 'Sicherheit ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Entfernen Sie den Passkey, ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab.',
    },
    passkeyRemoved: {
      subject: 'Ein Passkey wurde entfernt',
      lead: (brand, about) =>
        `der Passkey „${about}“ wurde aus Ihrem Konto bei ${brand} entfernt. Er meldet Sie nicht mehr an.`,
      action: 'Sicherheit ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab.',
    },
    emailChangeConfirm: {
      subject: 'Bestätigen Sie Ihre neue E\u2011Mail-Adresse',
      lead: (brand, about) =>
        `jemand möchte ${about} zur Adresse seines Kontos bei ${brand} machen. Wenn Sie das sind, öffnen Sie den Link; er gilt einen Tag.`,
      action: 'Diese Adresse verwenden',
      quiet: 'Wenn Sie es nicht waren, beachten Sie diese Mail nicht: Es geschieht nichts.',
    },
    emailChangeTaken: {
      subject: 'Ihre Adresse wird schon verwendet',
      lead: (brand, about) =>
        `jemand, der mit einem anderen Konto bei ${brand} angemeldet ist, möchte dafür ${about} verwenden. Die Adresse gehört aber zu Ihrem Konto. Wenn Sie das sind, melden Sie sich mit dieser Adresse an oder ändern Sie sie zuerst dort.`,
      action: 'Anmelden',
      quiet: 'Wenn Sie es nicht waren, beachten Sie diese Mail nicht: Es geschieht nichts.',
    },
    emailChangeAsked: {
      subject: 'Eine neue E\u2011Mail-Adresse wurde angefordert',
      lead: (brand, about) =>
        `die Adresse Ihres Kontos bei ${brand} soll ${about} werden, sobald der Link geöffnet wird, der dorthin ging.`,
      action: 'Sitzungen ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab. Damit gilt auch der Link nicht mehr.',
    },
    emailChanged: {
      subject: 'Ihre E\u2011Mail-Adresse wurde geändert',
      lead: (brand, about) =>
        `die Adresse Ihres Kontos bei ${brand} ist jetzt ${about}. Dies ist die letzte Mail an die alte.`,
      action: 'Anmelden',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Schreiben Sie sofort an die Betreiber.',
    },
    secondFactorReset: {
      subject: 'Ihr zweiter Faktor wurde entfernt',
      lead: (brand, _about) =>
        `die Betreiber haben Einmalcodes, Passkeys und Ersatzcodes von Ihrem Konto bei ${brand} entfernt, und alle Sitzungen sind beendet. Ihr Passwort allein genügt jetzt zur Anmeldung: Richten Sie wieder einen zweiten Faktor ein.`,
      action: 'Sicherheit ansehen',
      quiet:
        'Wenn Sie nicht darum gebeten haben, ändern Sie sofort Ihr Passwort und schreiben Sie den Betreibern.',
    },
    newPlace: {
      subject: 'Anmeldung von einem neuen Ort',
      lead: (brand, about) =>
        `jemand hat sich bei Ihrem Konto bei ${brand} angemeldet, von wo Sie sich noch nie angemeldet haben: ${about}. Wenn Sie das waren, ist nichts zu tun.`,
      action: 'Sitzungen ansehen',
      quiet:
        'Wenn Sie es nicht waren, nutzt jemand anderes Ihr Konto: Ändern Sie sofort Ihr Passwort und melden Sie alle anderen Geräte ab.',
    },
  },
}
