import { useQuery } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { DoorByLink } from '../../components/door-by-link.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { takeToken } from '../../session/link-token.ts'
import { WelcomeForm } from './welcome-form.tsx'

// Read when the page is loaded and kept: drawing anew must not lose it.
const token = takeToken()

/** Where the first owner and everybody who is invited choose their name and password. */
export function WelcomePage() {
  return (
    <DoorByLink title={message('welcome.title')} token={token}>
      {(given) => <Invited token={given} />}
    </DoorByLink>
  )
}

function Invited({ token }: { readonly token: string }) {
  const asked = useQuery({
    queryKey: ['invitation'],
    queryFn: ({ signal }) =>
      answer(client.api.welcome.invitation.$post({ json: { token } }, { init: { signal } })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (asked.isPending) return <Loading />
  if (asked.data !== undefined) return <WelcomeForm token={token} invitation={asked.data} />
  return <ErrorState title={message('welcome.refused')} error={asked.error} />
}
