import { SelectFilter } from '../../components/select-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { ConsentStep } from './consent-step.tsx'
import { type ConnectForm, type GivenConsent, type GivenKey, type SignIn, secretWays } from './draft.ts'
import type { Connector } from './queries.ts'
import { keyLabel } from './setting-label.ts'

/** How to sign in: the way, what to do at the vendor first, and the keys. */
export function SignInFields({
  connector,
  form,
  stored,
  redirectUri,
  problemOf,
  onChange,
  onConsent,
}: {
  readonly connector: Connector
  readonly form: ConnectForm
  /** Where the vendor sends people back to after a sign-in in a browser. */
  readonly redirectUri: string
  /** Names of secrets that are stored already. */
  readonly stored: readonly string[]
  readonly problemOf: (key: string) => string | null
  readonly onChange: (changed: Partial<ConnectForm>) => void
  /** A sign-in in a browser is made: what was typed may be another by then. */
  readonly onConsent: (given: GivenConsent) => void
}) {
  const way = connector.signIns.find(({ type }) => type === form.signIn)
  if (way === undefined || (way.keys.length === 0 && connector.signIns.length === 1)) return null
  return (
    <section className="stack" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{message('connect.signIn')}</h2>
      {connector.signIns.length === 1 ? null : (
        <SelectFilter
          label={message('connect.signIn.way')}
          required
          value={form.signIn}
          choices={connector.signIns.map(({ type, title }) => ({
            value: type,
            label: title ?? keyLabel(type),
          }))}
          onChange={(signIn) => onChange({ signIn: signIn ?? form.signIn })}
        />
      )}
      {way.steps.length === 0 ? null : (
        <ol className="reading">
          {way.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {way.keys.map((key) => (
        <Key
          key={key.name}
          about={key}
          given={form.auth[key.name] ?? { way: 'secret', text: '' }}
          stored={stored}
          problem={problemOf(key.name)}
          onChange={(given) => onChange({ auth: { ...form.auth, [key.name]: given } })}
        />
      ))}
      {way.consent === null ? null : (
        <ConsentStep
          key={way.type}
          {...{ connector, form, redirectUri }}
          kept={keptOf(form.auth[way.consent])}
          problem={problemOf(way.consent)}
          onGiven={onConsent}
        />
      )}
    </section>
  )
}

const keptOf = (given: GivenKey | undefined): string | null => (given?.way === 'consent' ? given.text : null)

function Key({
  about,
  given,
  stored,
  problem,
  onChange,
}: {
  readonly about: SignIn['keys'][number]
  readonly given: GivenKey
  readonly stored: readonly string[]
  readonly problem: string | null
  readonly onChange: (given: GivenKey) => void
}) {
  const { name, secret, required } = about
  const secretWay = given.way === 'consent' ? 'secret' : given.way
  const called = keyLabel(name)
  const label = required ? called : message('connect.optional', { name: called })
  if (!secret)
    return (
      <TextField
        label={label}
        hint={
          about.description === null
            ? message('connect.key.inFile', { name })
            : message('connect.setting.inFile', { about: about.description, name })
        }
        value={given.text}
        problem={problem}
        required={required}
        onChange={(text) => onChange({ ...given, text })}
      />
    )
  const offered = secretWays.filter((way) => way !== 'stored' || stored.length > 0)
  return (
    <div className="secret-key">
      <SelectFilter
        label={message('connect.secret.way', { name: called })}
        required
        value={secretWay}
        choices={offered.map((way) => ({ value: way, label: message(`connect.secret.${way}`) }))}
        // What was pasted must not end up as the name of something.
        onChange={(way) => onChange({ way: way ?? given.way, text: '' })}
      />
      {secretWay === 'stored' ? (
        <SelectFilter
          label={label}
          value={given.text === '' ? undefined : given.text}
          choices={stored.map((value) => ({ value, label: value }))}
          onChange={(text) => onChange({ ...given, text: text ?? '' })}
        />
      ) : (
        <TextField
          label={label}
          hint={message('connect.setting.inFile', {
            about: message(`connect.secret.${secretWay}.hint`),
            name,
          })}
          type={secretWay === 'secret' ? 'password' : 'text'}
          value={given.text}
          problem={problem}
          required={required}
          onChange={(text) => onChange({ ...given, text })}
        />
      )}
    </div>
  )
}
