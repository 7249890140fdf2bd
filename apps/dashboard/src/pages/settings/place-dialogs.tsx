import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat, useSession } from '../../session/session.ts'
import { OnceDialog } from './once-dialog.tsx'
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
    <OnceDialog
      title={message('users.invite')}
      label={message('users.invite.make')}
      busy={invite.isPending || email === ''}
      made={
        made === undefined
          ? null
          : {
              text: message('users.invite.once', { email, until: format.moment(made.expiresAt) }),
              secret: made.link,
            }
      }
      onMake={() => invite.mutate(undefined)}
      onClose={onClose}
    >
      <TextField label={message('users.email')} type="email" value={email} onChange={setEmail} required />
      <PlaceFields place={place} onChange={setPlace} />
      <Refusal error={invite.error} />
    </OnceDialog>
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
    <ConfirmDialog
      open
      title={message('users.changeRole.title', { name: member.name })}
      confirm={message('settings.save')}
      busy={save.isPending}
      onConfirm={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <PlaceFields place={place} onChange={setPlace} />
      <Refusal error={save.error} />
    </ConfirmDialog>
  )
}
