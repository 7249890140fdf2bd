import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client as api } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { problemText } from '../../components/error-state.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { sessionQuery } from '../../session/session.ts'

const shortestPassword = 12

export function ResetForm({ token, email }: { readonly token: string; readonly email: string }) {
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const [short, setShort] = useState(false)
  const setting = useMutation({
    mutationFn: () => answer(api.api['password-reset'].$post({ json: { token, newPassword: password } })),
    // Whoever is signed in with this account is so no longer.
    onSuccess: () => client.removeQueries({ queryKey: sessionQuery.queryKey }),
  })
  if (setting.data !== undefined) {
    const { apiKeysRevoked } = setting.data
    return (
      <div className="stack" role="status">
        <p>
          {apiKeysRevoked === 0 ? message('reset.done') : message('reset.done.keys', { n: apiKeysRevoked })}
        </p>
        <Link to="/sign-in" className="button button-main">
          {message('welcome.signIn')}
        </Link>
      </div>
    )
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const tooShort = password.length < shortestPassword
    setShort(tooShort)
    if (!tooShort) setting.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>{message('reset.intro', { email })}</p>
      {/* For what keeps passwords: it must know whose this one is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <TextField
        label={message('reset.password')}
        type="password"
        autoComplete="new-password"
        hint={message('welcome.passwordHint')}
        problem={short ? message('welcome.passwordShort') : null}
        value={password}
        onChange={setPassword}
        required
      />
      <div role="alert">
        {setting.error === null ? null : <p className="field-problem">{problemText(setting.error)}</p>}
      </div>
      <button type="submit" className="button button-main" disabled={setting.isPending}>
        {setting.isPending ? message('reset.busy') : message('reset.submit')}
      </button>
    </form>
  )
}
