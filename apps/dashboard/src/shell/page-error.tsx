import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ApiError } from '../api/problem.ts'
import { ErrorState } from '../components/error-state.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { message } from '../messages/message.ts'
import { NotFound } from './not-found.tsx'

/** In place of a page that failed. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof ApiError && error.status === 404) return <NotFound />
  const retry = (): void => {
    reset()
    void router.invalidate()
  }
  return (
    <div className="page-error">
      <PageHeader title={message('problem.error.title')} />
      <ErrorState error={error} retry={retry} />
    </div>
  )
}
