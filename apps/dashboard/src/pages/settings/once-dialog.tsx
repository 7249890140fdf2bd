import type { ReactNode } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { DialogActions } from '../../components/dialog-actions.tsx'

/** A link or key that is shown once, with what to do with it. */
export interface ShownOnce {
  readonly text: string
  readonly secret: string
}

/** Makes a link or key: what it is made of is asked first, then it is shown, and never again. */
export function OnceDialog({
  title,
  label,
  busy,
  made,
  onMake,
  onClose,
  children,
}: {
  readonly title: string
  /** Of the button that makes it. */
  readonly label: string
  /** It cannot be made now. */
  readonly busy: boolean
  /** Null: not made yet. */
  readonly made: ShownOnce | null
  readonly onMake: () => void
  readonly onClose: () => void
  /** What is asked. */
  readonly children: ReactNode
}) {
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      actions={
        made === null ? (
          <DialogActions label={label} busy={busy} onDo={onMake} onClose={onClose} />
        ) : undefined
      }
    >
      {made === null ? (
        children
      ) : (
        <>
          <p>{made.text}</p>
          <code className="secret-once">{made.secret}</code>
        </>
      )}
    </Dialog>
  )
}
