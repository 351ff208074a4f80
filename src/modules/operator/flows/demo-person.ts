import type { HubAnswer, SendToHub } from './send-to-hub.ts'

/** Pages a request may pass before it counts as running in circles. */
const PAGES_MAX = 12

/** What the demo person answers the pages of a flow with. */
export type DemoAnswers = { email: string; password: string; organization: string }

/** Where a flow left the hub, or the page it could not go on from; and which questions were asked on the way. */
export type Journey = { location: string | null; asked: Question[]; stoppedAt: HubAnswer | null }
export type Question = 'sign_in' | 'organization' | 'consent'

/** The browser of a demo person, in this process: it keeps cookies, follows redirects and answers what it is asked. */
export class DemoPerson {
  readonly #send: SendToHub
  readonly #answers: DemoAnswers
  readonly #cookies = new Map<string, string>()

  constructor(send: SendToHub, answers: DemoAnswers) {
    this.#send = send
    this.#answers = answers
  }

  /** Opens an address of the hub and says yes to everything until the way leads elsewhere or ends. */
  async goThrough(path: string): Promise<Journey> {
    const asked: Question[] = []
    let answer = await this.#get(path)
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { location } = answer
      if (location !== null && !location.startsWith('/')) return { location, asked, stoppedAt: null }
      if (location !== null) {
        answer = await this.#get(location)
        continue
      }
      const next = this.#answerTo(answer)
      if (next === null) return { location: null, asked, stoppedAt: answer }
      asked.push(next.question)
      answer = await this.#submit(next.form, next.fields)
    }
    return { location: null, asked, stoppedAt: answer }
  }

  /** Types a user code into the page for devices and lets the device in (RFC 8628 §3.3). */
  async letDeviceIn(verifyPath: string, userCode: string): Promise<Journey> {
    let page = await this.#get(verifyPath)
    for (let hop = 0; hop < PAGES_MAX && !formOn(page, verifyPath); hop += 1) {
      const signIn = page.location === null ? this.#answerTo(page) : null
      if (page.location !== null) page = await this.#get(page.location)
      else if (signIn) page = await this.#submit(signIn.form, signIn.fields)
      else return { location: null, asked: [], stoppedAt: page }
    }
    const form = formOn(page, verifyPath)
    if (!form) return { location: null, asked: [], stoppedAt: page }
    const typed = await this.#submit(form, { user_code: userCode })
    return this.goThrough(typed.location ?? verifyPath)
  }

  /** Leaves no session behind. */
  async signOut(): Promise<void> {
    const form = formOn(await this.#get('/signout'), '/signout')
    if (form) await this.#submit(form, {})
  }

  #answerTo(page: HubAnswer): { question: Question; form: Form; fields: Record<string, string> } | null {
    const { email, password, organization } = this.#answers
    if (page.status >= 400) return null
    const signIn = formOn(page, '/signin')
    if (signIn) return { question: 'sign_in', form: signIn, fields: { email, password } }
    const choice = formOn(page, '/oauth/authorize/organization')
    if (choice) return { question: 'organization', form: choice, fields: { organization } }
    const consent = formOn(page, '/oauth/authorize/decision')
    return consent && { question: 'consent', form: consent, fields: { decision: 'allow' } }
  }

  #get(path: string): Promise<HubAnswer> {
    return this.#exchange({ method: 'GET', path, body: null })
  }

  #submit(form: Form, fields: Record<string, string>): Promise<HubAnswer> {
    const body = new URLSearchParams({ ...form.hidden, ...fields }).toString()
    return this.#exchange({ method: 'POST', path: form.action, body })
  }

  async #exchange(request: { method: 'GET' | 'POST'; path: string; body: string | null }) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#send({
      ...request,
      headers: {
        accept: 'text/html',
        ...(cookie && { cookie }),
        ...(request.body !== null && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    for (const { name, value } of answer.cookies) {
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return answer
  }
}

type Form = { action: string; hidden: Record<string, string> }

/** The first form of a page that leads to an address beginning so. The pages are our own: attributes are quoted. */
function formOn({ body }: HubAnswer, action: string): Form | null {
  for (const [, head = '', content = ''] of body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
    const target = attribute(head, 'action')
    if (!target.startsWith(action)) continue
    const inputs = [...content.matchAll(/<input\b([^>]*)>/g)].map(([, input = '']) => input)
    const hidden = inputs.filter(input => attribute(input, 'type') === 'hidden')
    const fields = hidden.map(input => [attribute(input, 'name'), attribute(input, 'value')])
    return { action: target, hidden: Object.fromEntries(fields) }
  }
  return null
}

function attribute(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\b${name}="([^"]*)"`).exec(tag) ?? []
  return value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
