import { createHmac } from 'node:crypto'
import type { Socket } from 'node:net'
import { type AlertChannel, isAlertAddress, isSecretReference } from '@rapport/config'
import { type OutboundGuard, privateAddressIn } from '@rapport/connector'
import { outboundGuard } from '../outbound-guard.ts'
import { secretOf } from '../sign-in/secret-of.ts'
import type { Workspace } from '../workspace.ts'
import type { AlertMessage } from './deliver-alerts.ts'
import { failedBeforeSending, NoAnswerError, refusedMail } from './no-answer.ts'

/** A channel that does not answer is tried again later, in milliseconds. */
const patienceMs = 10_000

/**
 * Sends an alert over a channel of the set-up, and nowhere else: no redirect is followed.
 * @throws NoAnswerError where it may have arrived; another Error, that says what the channel answered without its secrets, where it did not.
 */
export async function sendTo(
  workspace: Workspace,
  name: string,
  message: AlertMessage,
  signal: AbortSignal,
): Promise<void> {
  const { channels } = workspace.config.alerts
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined
  if (channel === undefined) throw new Error(`alerts.channels.${name} is not in rapport.yaml any more`)
  const secret = (reference: string): Promise<string> => secretOf(workspace, reference)
  const guard = outboundGuard(workspace)
  const ways: Ways = { secret, signal, guard }
  if (channel.email !== undefined) await mail(channel.email, message, ways)
  if (channel.webhook !== undefined) await postSigned(channel.webhook, message, ways)
  if (channel.slack !== undefined) await postToSlack(channel.slack, message, ways)
}

interface Ways {
  readonly secret: Resolve
  readonly signal: AbortSignal
  /** Undefined where any address may be spoken to. */
  readonly guard: OutboundGuard | undefined
}

type Resolve = (reference: string) => Promise<string>
type Email = NonNullable<AlertChannel['email']>
type Webhook = NonNullable<AlertChannel['webhook']>
type Slack = NonNullable<AlertChannel['slack']>

async function mail(email: Email, message: AlertMessage, { secret, signal, guard }: Ways): Promise<void> {
  const user =
    email.user !== undefined && isSecretReference(email.user) ? await secret(email.user) : email.user
  const pass = email.password === undefined ? undefined : await secret(email.password)
  mustNotBeLate(signal)
  let unopened = false
  // Loaded where it is needed, which is seldom.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    ...openedBy(email, guard, () => {
      unopened = true
    }),
    ...{ host: email.host, port: email.port },
    secure: email.secure,
    // A password is never sent in clear.
    requireTLS: !email.secure && pass !== undefined,
    ...(user === undefined || pass === undefined ? {} : { auth: { user, pass } }),
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs },
    // What a schedule is called is the author's own text: it names no files and no addresses.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  try {
    await transport.sendMail({
      from: email.from,
      to: [...email.to],
      subject: `[Rapport ${message.workspace}] ${message.subject}`,
      text: `${textOf(message)}\n`,
      messageId: `<${message.id}@${email.from.split('@').at(-1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    })
  } catch (cause) {
    if (unopened || refusedMail(cause)) throw cause
    throw new NoAnswerError(`${email.host} did not say whether it took the mail`, { cause })
  } finally {
    transport.close()
  }
}

/** How nodemailer is given a connection that is open. */
interface MailConnecting {
  getSocket?(
    options: unknown,
    callback: (error: Error | null, opened: { readonly connection?: Socket }) => void,
  ): void
}

/** How the mail server is connected to: past the guard, where there is one. Certificates are those of its name either way. */
function openedBy(
  { host, port }: Email,
  guard: OutboundGuard | undefined,
  onFailure: () => void,
): MailConnecting {
  if (guard === undefined) return {}
  return {
    getSocket: (_options, callback) => {
      guard.connect(host, port, patienceMs).then(
        (connection) => callback(null, { connection }),
        (error) => {
          onFailure()
          callback(error, {})
        },
      )
    },
  }
}

/** Nothing is begun once the time for it is up. */
function mustNotBeLate(signal: AbortSignal): void {
  if (signal.aborted) throw new Error('nothing was sent: the time was up, or the process was stopping')
}

/** A receiver that cannot tell a repetition by its number is told of it in words. */
function textOf({ body, mayHaveArrived }: AlertMessage): string {
  return mayHaveArrived ? `${body}\n(Sent again: whether it arrived the first time is not known.)` : body
}

async function postSigned(
  { url, secret }: Webhook,
  message: AlertMessage,
  { secret: resolve, ...ways }: Ways,
): Promise<void> {
  const body = JSON.stringify({
    ...{ id: message.id, workspace: message.workspace, schedule: message.schedule, kind: message.kind },
    ...{ at: message.at.toISOString(), runId: message.runId, subject: message.subject, text: message.body },
    ...{ attempt: message.attempt, mayHaveArrived: message.mayHaveArrived },
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', await resolve(secret))
    .update(`${timestamp}.${body}`)
    .digest('hex')
  await post(new URL(url), body, ways, {
    'x-rapport-timestamp': timestamp,
    'x-rapport-signature': `sha256=${signature}`,
    'x-rapport-id': message.id,
  })
}

async function postToSlack(
  { url, host }: Slack,
  message: AlertMessage,
  { secret: resolve, ...ways }: Ways,
): Promise<void> {
  const address = await resolve(url)
  if (!isAlertAddress(address))
    throw new Error('the address of the channel is none that begins with https://')
  const target = new URL(address)
  // Compared with its port, where it names one.
  if (target.hostname !== host && target.host !== host) {
    throw new Error(`the address of the channel is not at ${host}: say so with "host", or correct the secret`)
  }
  // Names are the author's own text: they make no links and call nobody.
  const plain = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const text = `*${plain(message.subject)}* (Rapport ${plain(message.workspace)})\n${plain(textOf(message))}`
  await post(target, JSON.stringify({ text }), ways, {})
}

async function post(
  url: URL,
  body: string,
  { signal, guard }: Omit<Ways, 'secret'>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (!isAlertAddress(url.href)) throw new Error(`${url.host} is no address that alerts may be sent to`)
  mustNotBeLate(signal)
  let response: Response
  try {
    response = await (guard?.fetch ?? fetch)(url, {
      ...{ method: 'POST', body, redirect: 'manual' },
      headers: { 'content-type': 'application/json', 'user-agent': 'Rapport', ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    })
  } catch (cause) {
    const refused = privateAddressIn(cause)
    if (refused !== null) throw refused
    if (failedBeforeSending(cause)) throw new Error(`${url.host} could not be reached`, { cause })
    throw new NoAnswerError(`${url.host} did not answer`, { cause })
  }
  // What is answered is not kept: nobody knows what it holds.
  await response.body?.cancel()
  if (!response.ok) throw new Error(`${url.host} answered ${response.status}`)
}
