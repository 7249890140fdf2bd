import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { OnceDialog } from './once-dialog.tsx'
import type { Member } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { useChange } from './use-change.ts'

/** Makes a link by which a member sets a new password; it is shown once. */
export function PasswordResetDialog({
  member,
  onClose,
}: {
  readonly member: Member
  readonly onClose: () => void
}) {
  const format = useFormat()
  const { name, email } = member
  const make = useChange({
    change: () => answer(client.api.users[':id']['password-reset'].$post({ param: { id: member.id } })),
    said: message('users.reset.made'),
    shown: ['users'],
  })
  const made = make.data
  return (
    <OnceDialog
      title={message('users.reset.title', { name })}
      label={message('users.reset.make')}
      busy={make.isPending}
      made={
        made === undefined
          ? null
          : {
              text: message('users.reset.once', { email, until: format.moment(made.expiresAt) }),
              secret: made.link,
            }
      }
      onMake={() => make.mutate(undefined)}
      onClose={onClose}
    >
      <p>{message('users.reset.text', { name })}</p>
      <Refusal error={make.error} />
    </OnceDialog>
  )
}
