import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { problemText } from '../../components/error-state.tsx'
import { useToast } from '../../components/toast.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import type { OpenedPlan } from './queries.ts'
import { targetText } from './words.ts'

/** Applying a plan and taking it back, each after asking. Nothing for who may not. */
export function PlanActions({ plan }: { readonly plan: OpenedPlan }) {
  if (!useMay('plans:apply')) return null
  return (
    <div className="row">
      {plan.canRevert ? <RevertPlan plan={plan} /> : null}
      {plan.canApply ? <ApplyPlan plan={plan} /> : null}
    </div>
  )
}

function ApplyPlan({ plan }: { readonly plan: OpenedPlan }) {
  const [meant, setMeant] = useState(false)
  const id = String(plan.id)
  const target = targetText(plan)
  const left = (plan.items.planned ?? 0) + (plan.items.sending ?? 0)
  const apply = usePlanRequest(plan, message('plan.apply.asked'), () =>
    answer(client.api.plans[':id'].apply.$post({ param: { id }, json: { confirm: meant } })),
  )
  if (left === 0) return null
  return (
    <ConfirmButton
      label={message('plan.apply', { n: left })}
      kind="main"
      title={message('plan.apply.title', { target })}
      confirm={message('plan.apply', { n: left })}
      busy={apply.isPending || (plan.needsConfirmation && !meant)}
      onConfirm={() => apply.mutate()}
    >
      <p>{message('plan.apply.text', { n: left, target })}</p>
      <p className="small soft">{message('plan.apply.edited')}</p>
      {plan.needsConfirmation ? (
        <div className="notice stack-close">
          {plan.stopped === null ? null : <p>{message('plan.apply.stopped', { reason: plan.stopped })}</p>}
          <label className="choice">
            <input type="checkbox" checked={meant} onChange={(event) => setMeant(event.target.checked)} />
            {message('plan.apply.meant')}
          </label>
        </div>
      ) : null}
    </ConfirmButton>
  )
}

function RevertPlan({ plan }: { readonly plan: OpenedPlan }) {
  const id = String(plan.id)
  const target = targetText(plan)
  const revert = usePlanRequest(plan, message('plan.revert.asked'), () =>
    answer(client.api.plans[':id'].revert.$post({ param: { id } })),
  )
  return (
    <ConfirmButton
      label={message('plan.revert')}
      kind="danger"
      title={message('plan.revert.title', { id })}
      confirm={message('plan.revert.confirm')}
      busy={revert.isPending}
      onConfirm={() => revert.mutate()}
    >
      <p>{message('plan.revert.text', { target })}</p>
    </ConfirmButton>
  )
}

/** Asks for something to be done with a plan; its page shows from then on that it is under way. */
function usePlanRequest(plan: OpenedPlan, said: string, ask: () => Promise<unknown>) {
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: ask,
    onSuccess: () => toast.say(said),
    onError: (error) => toast.warn(problemText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['plan', String(plan.id)] }),
  })
}
