import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { InferRequestType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { problemText } from '../../components/error-state.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'

type Asked = InferRequestType<typeof client.api.holds.release.$post>['json']

/** Lets syncs write again what a revert put back, after saying what that does. Nothing for who may not. */
export function ReleaseButton({
  label,
  spoken,
  fields,
  asked,
}: {
  readonly label: string
  /** What the button is called where its label alone does not say which record is meant. */
  readonly spoken?: string
  /** Null: too many to be counted. */
  readonly fields: number | null
  readonly asked: Asked
}) {
  const may = useMay('plans:apply')
  const queries = useQueryClient()
  const toast = useToast()
  const release = useMutation({
    mutationFn: () => answer(client.api.holds.release.$post({ json: asked })),
    onSuccess: (released) =>
      toast.say(
        message('holds.released', {
          n: released.fields,
          records: message('holds.records', { n: released.records }),
        }),
      ),
    onError: (error) => toast.warn(problemText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['holds'] }),
  })
  if (!may) return null
  return (
    <ConfirmButton
      label={label}
      {...(spoken === undefined ? {} : { spoken })}
      title={
        fields === null
          ? message('holds.release.title.everything')
          : message('holds.release.title', { n: fields })
      }
      confirm={message('holds.release')}
      busy={release.isPending}
      onConfirm={() => release.mutate()}
    >
      <p>{message('holds.release.text')}</p>
    </ConfirmButton>
  )
}
