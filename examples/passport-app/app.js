// A web app that logs people in with Grantory. Start it beside the hub: npm start -w examples/passport-app
import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { install, logIn, organizationScope, Refused, read, revoke } from './hub.js'
import { errorPage, homePage, welcomePage } from './pages.js'

const app = express()
app.use(express.static(`${import.meta.dirname}/public`))

// The session stays on this server, and the tokens with it; the browser only gets its number.
const secret = process.env.SESSION_SECRET ?? randomBytes(32).toString('hex')
app.use(session({ secret, resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))
passport.serializeUser((tokens, done) => done(null, tokens))
passport.deserializeUser((tokens, done) => done(null, tokens))
app.use(passport.session())

app.get('/', async (req, res) => {
  const [message] = req.session.messages ?? []
  delete req.session.messages
  if (!req.user) return res.send(welcomePage(message))
  const person = await read(req.user, 'person')
  const organizations = []
  for (const tokens of organizationTokens(req)) {
    organizations.push({ ...(await read(tokens, 'organization')), tokens })
  }
  res.send(homePage({ person, organizations, tokens: req.user, message }))
})

// Log in: to the hub, and back with a code for which passport gets the tokens of the person.
const onFailure = { failureRedirect: '/', failureMessage: true }
passport.use('log-in', logIn)
app.get('/auth/grantory', passport.authenticate('log-in'))
app.get('/auth/grantory/callback', passport.authenticate('log-in', { ...onFailure, successRedirect: '/' }))

// Install for an organization: the same way once more, for tokens of the organization.
passport.use('install', install)
app.get('/install{/:id}', (req, res, next) => {
  if (!req.user) return res.redirect('/')
  passport.authorize('install', { scope: organizationScope(req.params.id) })(req, res, next)
})
app.get('/auth/grantory/org-callback', passport.authorize('install', onFailure), (req, res) => {
  const tokens = req.account
  req.session.organizations = { ...req.session.organizations, [tokens.bearer.id]: tokens }
  res.redirect('/')
})

// Log out: gives all tokens back.
app.post('/log-out', async (req, res) => {
  const all = req.user ? [req.user, ...organizationTokens(req)] : []
  await Promise.allSettled(all.map(revoke))
  req.session.destroy(() => res.redirect('/'))
})

function organizationTokens(req) {
  return Object.values(req.session.organizations ?? {})
}

app.use((error, req, res, _next) => {
  if (error instanceof Refused) {
    const page = errorPage('Please log in again', 'The hub no longer lets this app in.')
    return req.session.destroy(() => res.status(403).send(page))
  }
  console.error(error)
  res.status(500).send(errorPage('That did not work', error.message))
})

const port = process.env.PORT ?? 3000
app.listen(port, 'localhost', error => {
  if (error) throw error
  console.log(`Open http://localhost:${port}`)
})
