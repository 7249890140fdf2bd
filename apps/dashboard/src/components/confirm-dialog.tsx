import type { ReactNode } from 'react'
import { message } from '../messages/message.ts'
import { Dialog } from './dialog.tsx'

/** Asks before something is done that cannot easily be taken back. `confirm` says what is done: "Apply 120 changes". */
export function ConfirmDialog({
  open,
  title,
  confirm,
  busy = false,
  dangerous = false,
  onConfirm,
  onClose,
  children,
}: {
  readonly open: boolean
  readonly title: string
  readonly confirm: string
  readonly busy?: boolean
  readonly dangerous?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {message('dialog.cancel')}
          </button>
          <button
            type="button"
            className={dangerous ? 'button button-danger' : 'button button-main'}
            onClick={onConfirm}
            disabled={busy}
          >
            {confirm}
          </button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
