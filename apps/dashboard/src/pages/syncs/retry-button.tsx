import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { InferRequestType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { problemText } from '../../components/error-state.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'

type Asked = InferRequestType<typeof client.api.rejects.retry.$post>['json']

/** Has records tried again after saying what that does. Nothing for who may not. */
export function RetryButton({
  label,
  spoken,
  records,
  asked,
}: {
  readonly label: string
  /** What the button is called where its label alone does not say which records are meant. */
  readonly spoken?: string
  readonly records: number
  readonly asked: Asked
}) {
  const may = useMay('rejects:retry')
  const queries = useQueryClient()
  const toast = useToast()
  const retry = useMutation({
    mutationFn: () => answer(client.api.rejects.retry.$post({ json: asked })),
    onSuccess: ({ byId, fromTheStart, nextRun, toPutBack }) => {
      const parts = [
        byId > 0 ? message('rejects.retried.byId', { n: byId }) : [],
        fromTheStart > 0 ? message('rejects.retried.fromTheStart', { n: fromTheStart }) : [],
        nextRun > 0 ? message('rejects.retried.nextRun', { n: nextRun }) : [],
      ].flat()
      const said = [
        parts.length > 0 ? message('rejects.retried', { what: parts.join(', ') }) : [],
        toPutBack > 0 ? message('rejects.retried.toPutBack', { n: toPutBack }) : [],
      ].flat()
      toast.say(said.length === 0 ? message('rejects.retried.none') : said.join(' '))
    },
    onError: (error) => toast.warn(problemText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rejects'] }),
  })
  if (!may) return null
  return (
    <ConfirmButton
      label={label}
      {...(spoken === undefined ? {} : { spoken })}
      title={message('rejects.retry.title', { n: records })}
      confirm={message('rejects.retry')}
      busy={retry.isPending}
      onConfirm={() => retry.mutate()}
    >
      <p>{message('rejects.retry.text')}</p>
    </ConfirmButton>
  )
}
