import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Dialog } from '../../components/dialog.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
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
    <Dialog
      open
      title={message('users.reset.title', { name })}
      onClose={onClose}
      actions={
        made === undefined ? (
          <>
            <button type="button" className="button" onClick={onClose}>
              {message('dialog.cancel')}
            </button>
            <button
              type="button"
              className="button button-main"
              disabled={make.isPending}
              onClick={() => make.mutate(undefined)}
            >
              {message('users.reset.make')}
            </button>
          </>
        ) : undefined
      }
    >
      {made === undefined ? (
        <>
          <p>{message('users.reset.text', { name })}</p>
          <Refusal error={make.error} />
        </>
      ) : (
        <>
          <p>{message('users.reset.once', { email, until: format.moment(made.expiresAt) })}</p>
          <code className="secret-once">{made.link}</code>
        </>
      )}
    </Dialog>
  )
}
