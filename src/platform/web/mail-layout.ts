import { type Html, html, raw } from './html.ts'
import type { Lang } from './language.ts'
import { plainName, unbrokenEmail } from './plain-text.ts'
import { safeUrl } from './safe-url.ts'
import { textsOf } from './texts.ts'

/** What every mail knows. `publicUrl` is the hub's configured address, never that of a request (attack S3). */
export type MailContext = { lang: Lang; brandName: string; publicUrl: string }

/** A mail's content: a few sentences, one button, and what to do when it comes as a surprise. */
export type MailContent = {
  subject: string
  recipientName: string
  lead: string
  action: { label: string; url: string }
  quiet: string
}

/** The words of a mail that names somebody or something. */
export type MailWords<Names> = {
  subject(names: Names): string
  lead(names: Names): string
  action: string
  quiet: string
}

/** A mail from its words: no name in it starts a line or hides a part of it (attack O7). */
export function wordedMail<Names extends Record<string, string>>(
  context: MailContext,
  words: MailWords<NoInfer<Names>>,
  { recipientName, url, names }: { recipientName: string; url: string; names: Names },
): MailText {
  const plain = Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, plainName(name)]),
  ) as Names
  return layOutMail(context, {
    subject: words.subject(plain),
    recipientName,
    lead: words.lead(plain),
    action: { label: words.action, url },
    quiet: words.quiet,
  })
}

/** A mail as it is sent. The subject is one line, whatever a name in it holds (attack O7). */
export type MailText = { subject: string; text: string; html: string }

/** Lays out a mail as text and as HTML with the same words. */
export function layOutMail(context: MailContext, content: MailContent): MailText {
  const subject = plainName(content.subject)
  return {
    subject,
    text: textVersion(context, content),
    html: String(htmlVersion(context, content, subject)),
  }
}

function textVersion({ lang, brandName, publicUrl }: MailContext, content: MailContent): string {
  const { mail } = textsOf(lang)
  return `${mail.hello(plainName(content.recipientName))}

${content.lead}

${mail.linkInText}
${content.action.url}

${content.quiet}

--
${mail.sentBy(brandName, publicUrl)}
`
}

function htmlVersion(
  { lang, brandName, publicUrl }: MailContext,
  content: MailContent,
  subject: string,
): Html {
  const { mail } = textsOf(lang)
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<div class="brand">${brandName}</div>
<h1>${unbrokenEmail(subject)}</h1>
<p>${mail.hello(plainName(content.recipientName))}</p>
<p>${content.lead}</p>
<p><a class="button" href="${safeUrl(content.action.url)}">${content.action.label}</a></p>
<p class="quiet">${content.quiet}</p>
<p class="quiet">${mail.linkBelowButton}<br><a href="${safeUrl(content.action.url)}">${content.action.url}</a></p>
</main>
<footer class="quiet">${mail.sentBy(brandName, publicUrl)}</footer>
</body>
</html>
`
}

// A few element rules: mail programs know little more, and the mail reads well without them.
const STYLE = raw(`
body { margin: 0; padding: 32px 16px; background: #f5f7f6; color: #12201e; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif }
main { max-width: 520px; margin: 0 auto; padding: 32px; background: #fff; border: 1px solid #dfe5e3; border-radius: 16px }
h1 { margin: 20px 0 12px; font-size: 22px; line-height: 1.3; text-wrap: balance }
p { margin: 0 0 16px; overflow-wrap: anywhere; text-wrap: pretty }
.button { display: inline-block; margin: 4px 0; padding: 12px 20px; border-radius: 10px; background: #00695c; color: #fff; font-weight: 500; text-decoration: none }
.quiet { color: #55625f; font-size: 14px }
.brand { font-weight: 600 }
main > :last-child { margin-bottom: 0 }
footer { max-width: 520px; margin: 20px auto 0; text-align: center }
.quiet a { color: inherit }
@media (prefers-color-scheme: dark) {
  body { background: #101615; color: #e8edeb } main { background: #1a2120; border-color: #35403d }
  .button { background: #6fd6bd; color: #06241e } .quiet { color: #a9b4b1 }
}
`)
