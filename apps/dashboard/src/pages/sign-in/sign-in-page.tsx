import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/problem.ts'
import { Door } from '../../components/door.tsx'
import { problemText } from '../../components/error-state.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { backTo } from '../../session/back.ts'
import { sessionQuery } from '../../session/session.ts'
import { signIn } from '../../session/sign-in.ts'
import { usePageTitle } from '../../shell/page-announcement.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { back } = route.useSearch()
  const router = useRouter()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  usePageTitle(message('app.title', { page: message('signIn.title') }))
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      client.removeQueries({ queryKey: sessionQuery.queryKey })
      await client.fetchQuery(sessionQuery)
      router.history.push(backTo(back))
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    signing.mutate({ email, password })
  }
  return (
    <Door title={message('signIn.title')}>
      {back === undefined || backTo(back) === '/' ? null : (
        <p className="soft">{message('signIn.expired')}</p>
      )}
      <form className="stack" onSubmit={submit}>
        <TextField
          label={message('signIn.email')}
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          required
        />
        <TextField
          label={message('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          required
        />
        <div role="alert">
          {signing.error === null ? null : <p className="field-problem">{refusal(signing.error)}</p>}
        </div>
        <button type="submit" className="button button-main" disabled={signing.isPending}>
          {signing.isPending ? message('signIn.busy') : message('signIn.submit')}
        </button>
      </form>
      <p className="small soft">{message('signIn.help')}</p>
    </Door>
  )
}

function refusal(error: Error): string {
  if (error instanceof ApiError && error.status === 401) return message('signIn.wrong')
  if (error instanceof ApiError && error.status === 429) return message('signIn.throttled')
  return problemText(error)
}
