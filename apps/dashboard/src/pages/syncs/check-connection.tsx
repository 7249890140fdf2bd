import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { jsonLines } from '../../api/json-lines.ts'
import { ApiError } from '../../api/problem.ts'
import { Badge } from '../../components/badge.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { problemText } from '../../components/error-state.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { connectionsQuery } from './queries.ts'

interface CheckLine {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

interface Checking {
  readonly lines: readonly CheckLine[]
  readonly isOver: boolean
  readonly problem: string | null
}

const nothingYet: Checking = { lines: [], isOver: false, problem: null }

/** Tests a connection and shows each check as soon as it is known. Nothing for who may not. */
export function CheckConnection({ name }: { readonly name: string }) {
  const may = useMay('connections:write')
  const [open, setOpen] = useState(false)
  const [checking, setChecking] = useState<Checking>(nothingYet)
  const queries = useQueryClient()
  if (!may) return null
  const start = async (): Promise<void> => {
    setOpen(true)
    setChecking(nothingYet)
    try {
      for await (const line of await checkLines(name))
        setChecking((before) => ({ ...before, lines: [...before.lines, line] }))
      setChecking((before) => ({ ...before, isOver: true }))
    } catch (error) {
      const problem = error instanceof ApiError ? problemText(error) : message('connection.check.broken')
      setChecking((before) => ({ ...before, isOver: true, problem }))
    }
    // A check spends from the budgets, and its answers say what is left.
    void queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })
  }
  return (
    <div>
      <button type="button" className="button" onClick={() => void start()}>
        {message('connection.check')} <span className="visually-hidden">{name}</span>
      </button>
      <Dialog open={open} title={message('connection.check.title', { name })} onClose={() => setOpen(false)}>
        <ul className="plain-list check-lines" aria-live="polite">
          {checking.lines.map(({ name: of, ok, detail }) => (
            <li key={of} className="check-line">
              <Badge tone={ok ? 'good' : 'bad'}>
                {message(ok ? 'connection.check.ok' : 'connection.check.bad')}
              </Badge>
              <span>
                <strong>{of}</strong> <span className="soft">{detail}</span>
              </span>
            </li>
          ))}
        </ul>
        {checking.isOver ? null : <p className="soft">{message('connection.check.running', { name })}</p>}
        {checking.problem === null ? null : (
          <p className="notice notice-bad" role="alert">
            {checking.problem}
          </p>
        )}
      </Dialog>
    </div>
  )
}

const checkLines = async (name: string) =>
  jsonLines<CheckLine>(await fetch(`/api/connections/${encodeURIComponent(name)}/check`, { method: 'POST' }))
