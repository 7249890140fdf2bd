import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Dialog } from '../../components/dialog.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat, useSession } from '../../session/session.ts'
import type { Member, Role } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { useChange } from './use-change.ts'

const roles: readonly Role[] = ['owner', 'admin', 'analyst', 'agent', 'viewer']

interface Place {
  readonly role: Role
  /** As typed: with commas between. */
  readonly agents: string
}

const agentsOf = ({ role, agents }: Place): string[] | null =>
  role === 'agent'
    ? agents
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')
    : null

/** The role of a person, and which agents of the sources the person is. */
function PlaceFields({
  place,
  onChange,
}: {
  readonly place: Place
  readonly onChange: (place: Place) => void
}) {
  const { role: own } = useSession()
  return (
    <>
      <SelectFilter
        label={message('users.role')}
        required
        value={place.role}
        choices={roles
          .filter((role) => role !== 'owner' || own === 'owner')
          .map((value) => ({ value, label: named('role', value) }))}
        onChange={(role) => onChange({ ...place, role: role ?? place.role })}
      />
      {place.role === 'agent' ? (
        <TextField
          label={message('users.agents')}
          hint={message('users.agents.hint')}
          value={place.agents}
          onChange={(agents) => onChange({ ...place, agents })}
          required
        />
      ) : null}
    </>
  )
}

/** Invites a person; the link is shown once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const format = useFormat()
  const [email, setEmail] = useState('')
  const [place, setPlace] = useState<Place>({ role: 'viewer', agents: '' })
  const invite = useChange({
    change: () =>
      answer(client.api.invitations.$post({ json: { email, role: place.role, agents: agentsOf(place) } })),
    said: message('users.invited'),
    shown: ['invitations'],
  })
  const made = invite.data
  return (
    <Dialog
      open
      title={message('users.invite')}
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
              disabled={invite.isPending || email === ''}
              onClick={() => invite.mutate(undefined)}
            >
              {message('users.invite.make')}
            </button>
          </>
        ) : undefined
      }
    >
      {made === undefined ? (
        <>
          <TextField label={message('users.email')} type="email" value={email} onChange={setEmail} required />
          <PlaceFields place={place} onChange={setPlace} />
          <Refusal error={invite.error} />
        </>
      ) : (
        <>
          <p>{message('users.invite.once', { email, until: format.moment(made.expiresAt) })}</p>
          <code className="secret-once">{made.link}</code>
        </>
      )}
    </Dialog>
  )
}

/** Gives a member another role. */
export function RoleDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const [place, setPlace] = useState<Place>({
    role: member.role,
    agents: (member.agents ?? []).join(', '),
  })
  const save = useChange({
    change: () =>
      answer(
        client.api.users[':id'].$patch({
          param: { id: member.id },
          json: { role: place.role, agents: agentsOf(place) },
        }),
      ),
    said: message('users.roleChanged'),
    shown: ['users'],
    onDone: onClose,
  })
  return (
    <Dialog
      open
      title={message('users.changeRole.title', { name: member.name })}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {message('dialog.cancel')}
          </button>
          <button
            type="button"
            className="button button-main"
            disabled={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            {message('settings.save')}
          </button>
        </>
      }
    >
      <PlaceFields place={place} onChange={setPlace} />
      <Refusal error={save.error} />
    </Dialog>
  )
}
