import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client as api } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { problemText } from '../../components/error-state.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message, named } from '../../messages/message.ts'
import { sessionQuery } from '../../session/session.ts'

const shortestPassword = 12

/** What a link invites to. */
interface Invitation {
  /** Null: the first owner says which. */
  readonly email: string | null
  readonly role: string
  readonly workspace: string
  /** Whoever has an account signs in with the password of that. */
  readonly hasAccount: boolean
}

export function WelcomeForm({
  token,
  invitation,
}: {
  readonly token: string
  readonly invitation: Invitation
}) {
  const router = useRouter()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState(invitation.email ?? '')
  const [password, setPassword] = useState('')
  const [short, setShort] = useState(false)
  const joining = useMutation({
    mutationFn: () => answer(api.api.welcome.$post({ json: { token, name, email, password } })),
    onSuccess: async () => {
      client.removeQueries({ queryKey: sessionQuery.queryKey })
      await client.fetchQuery(sessionQuery)
      await router.navigate({ to: '/' })
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const tooShort = !invitation.hasAccount && password.length < shortestPassword
    setShort(tooShort)
    if (!tooShort) joining.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>
        {message('welcome.invited', {
          role: named('role', invitation.role),
          workspace: invitation.workspace,
        })}
      </p>
      <p className="soft">
        {invitation.hasAccount ? message('welcome.hasAccount') : message('welcome.intro')}
      </p>
      <TextField
        label={message('welcome.name')}
        autoComplete="name"
        value={name}
        onChange={setName}
        required
      />
      <TextField
        label={message('signIn.email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        required
      />
      <TextField
        label={message('welcome.password')}
        type="password"
        autoComplete={invitation.hasAccount ? 'current-password' : 'new-password'}
        {...(invitation.hasAccount ? {} : { hint: message('welcome.passwordHint') })}
        problem={short ? message('welcome.passwordShort') : null}
        value={password}
        onChange={setPassword}
        required
      />
      <div role="alert">
        {joining.error === null ? null : <p className="field-problem">{problemText(joining.error)}</p>}
      </div>
      <button type="submit" className="button button-main" disabled={joining.isPending}>
        {joining.isPending ? message('welcome.busy') : message('welcome.submit')}
      </button>
    </form>
  )
}
