import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client as api } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Door } from '../../components/door.tsx'
import { problemText } from '../../components/error-state.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { sessionQuery } from '../../session/session.ts'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { takeToken } from './token.ts'

const shortestPassword = 12

// Read when the page is loaded and kept: drawing anew must not lose it.
const token = takeToken()

/** Where the first owner and everybody who is invited choose their name and password. */
export function WelcomePage() {
  usePageTitle(message('app.title', { page: message('welcome.title') }))
  return (
    <Door title={message('welcome.title')}>
      {token === null ? (
        <>
          <p>{message('welcome.noToken')}</p>
          <Link to="/sign-in" className="button">
            {message('welcome.signIn')}
          </Link>
        </>
      ) : (
        <WelcomeForm token={token} />
      )}
    </Door>
  )
}

function WelcomeForm({ token }: { readonly token: string }) {
  const router = useRouter()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
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
    setShort(password.length < shortestPassword)
    if (password.length >= shortestPassword) joining.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p className="soft">{message('welcome.intro')}</p>
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
        autoComplete="new-password"
        hint={message('welcome.passwordHint')}
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
