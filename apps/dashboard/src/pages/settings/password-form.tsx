import { type FormEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { Refusal } from './refusal.tsx'
import { useChange } from './use-change.ts'

const shortestPassword = 12

/** Changes the own password, and tells how many API keys still hold after it. */
export function PasswordForm() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [revokeApiKeys, setRevokeApiKeys] = useState(false)
  const short = next !== '' && next.length < shortestPassword
  const save = useChange({
    change: () =>
      answer(
        client.api.auth['change-password'].$post({
          json: { currentPassword: current, newPassword: next, revokeApiKeys },
        }),
      ),
    said: message('account.password.saved'),
    shown: ['account'],
    onDone: () => {
      setCurrent('')
      setNext('')
      setRevokeApiKeys(false)
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (next.length >= shortestPassword) save.mutate(undefined)
  }
  return (
    <section className="card" aria-labelledby="password-title">
      <form className="form-narrow" onSubmit={submit}>
        <h2 id="password-title">{message('account.password.title')}</h2>
        <TextField
          label={message('account.password.current')}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          required
        />
        <TextField
          label={message('account.password.new')}
          hint={message('account.password.hint')}
          problem={short ? message('welcome.passwordShort') : null}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          required
        />
        <label className="choice">
          <input
            type="checkbox"
            checked={revokeApiKeys}
            onChange={({ target }) => setRevokeApiKeys(target.checked)}
          />
          {message('account.password.keysToo')}
        </label>
        <Refusal error={save.error} />
        <div role="status">
          {save.data === undefined ? null : <p className="soft">{keysText(save.data)}</p>}
        </div>
        <button type="submit" className="button" disabled={save.isPending}>
          {message('account.password.save')}
        </button>
      </form>
    </section>
  )
}

/** What became of the API keys; nothing where there were none. */
function keysText({ apiKeys, apiKeysRevoked }: { apiKeys: number; apiKeysRevoked: number }): string | null {
  if (apiKeysRevoked > 0) return message('account.password.keysRevoked', { n: apiKeysRevoked })
  return apiKeys === 0 ? null : message('account.password.keysLeft', { n: apiKeys })
}
