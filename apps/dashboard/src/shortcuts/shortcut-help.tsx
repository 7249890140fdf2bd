import { Dialog } from '../components/dialog.tsx'
import { message } from '../messages/message.ts'
import { useSession } from '../session/session.ts'
import { setShortcuts, useShortcutsOn } from './shortcut-setting.ts'
import { shortcutsFor } from './shortcuts.ts'
import './shortcut-help.css'

/** The list of keyboard shortcuts. */
export function ShortcutHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { permissions } = useSession()
  const on = useShortcutsOn()
  return (
    <Dialog open={open} title={message('shortcuts.title')} onClose={onClose}>
      <table className="shortcuts">
        <thead>
          <tr>
            <th scope="col">{message('shortcuts.keys')}</th>
            <th scope="col">{message('shortcuts.action')}</th>
          </tr>
        </thead>
        <tbody>
          {shortcutsFor(permissions).map(({ keys, label }) => (
            <tr key={keys}>
              <td>
                <Keys keys={keys} />
              </td>
              <td>{label}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="choice">
        <input type="checkbox" checked={on} onChange={(event) => setShortcuts(event.target.checked)} />
        {message('shortcuts.enabled')}
      </label>
    </Dialog>
  )
}

function Keys({ keys }: { readonly keys: string }) {
  const [first = '', second] = keys.split(' ')
  return <kbd>{second === undefined ? first : message('shortcuts.then', { first, second })}</kbd>
}
