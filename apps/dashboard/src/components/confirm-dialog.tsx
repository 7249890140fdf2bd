import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { DialogActions } from './dialog-actions.tsx'

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
        <DialogActions label={confirm} busy={busy} dangerous={dangerous} onDo={onConfirm} onClose={onClose} />
      }
    >
      {children}
    </Dialog>
  )
}
