import { useQuery } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { DoorByLink } from '../../components/door-by-link.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { takeToken } from '../../session/link-token.ts'
import { ResetForm } from './reset-form.tsx'

// Read when the page is loaded and kept: drawing anew must not lose it.
const token = takeToken()

/** Where a person sets a new password by a link. */
export function ResetPasswordPage() {
  return (
    <DoorByLink title={message('reset.title')} token={token}>
      {(given) => <ByLink token={given} />}
    </DoorByLink>
  )
}

function ByLink({ token }: { readonly token: string }) {
  const asked = useQuery({
    queryKey: ['password-reset'],
    queryFn: ({ signal }) =>
      answer(client.api['password-reset'].account.$post({ json: { token } }, { init: { signal } })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (asked.isPending) return <Loading />
  if (asked.data !== undefined) return <ResetForm token={token} email={asked.data.email} />
  return <ErrorState title={message('welcome.refused')} error={asked.error} />
}
