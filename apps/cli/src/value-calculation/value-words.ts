import type { Choice, CovariateLimit, NoValueReason, UnfittedReason } from '@rapport/metrics'

/** Models, baselines and outcomes as the text names them. */
export const modelNames: Readonly<Record<string, string>> = {
  'mbg-nbd': 'MBG/NBD',
  'bg-nbd': 'BG/NBD',
  'pareto-nbd': 'Pareto/NBD',
  'bg-bb': 'BG/BB',
  'simple-horizon': 'simple estimate',
  'carried-on': 'rate so far carried on',
  'last-period': 'last period repeated',
  historic: 'past value only',
  range: 'only a range',
  none: 'none',
  sbg: 'sBG on contracts',
}

/** Why `auto` took what it took. */
export const choiceReasons: Readonly<Record<Choice['reason'], string>> = {
  'beats-baselines': 'in held-back times it was nearer to the totals than every baseline',
  'does-not-beat-baselines': 'no model beat every baseline in held-back times',
  'no-simple-estimate':
    'the best model: a baseline came nearer, but nobody was seen to leave, which a simple estimate needs',
  'few-repeat-customers': 'fewer than 30 customers have bought twice',
  'no-holdout': 'the history is too short to hold back a part of it',
  'nothing-in-holdout': 'there was nothing to compare in the held-back time',
}

/** Why no model of purchase times could be fitted. */
export const unfittedReasons: Readonly<Record<UnfittedReason, string>> = {
  'no-orders': 'nobody has bought anything up to then',
  'no-history': 'nobody has been observed for long enough after the first purchase',
}

/** What the data alone cannot tell. */
export const limits: Readonly<Record<CovariateLimit, string>> = {
  'one-time-buyers-only': 'nobody bought twice, so neither the rate of orders nor who leaves can be seen',
  'no-dropout': 'no dropout detectable: the data are explained as well without anybody leaving',
  'homogeneous-dropout': 'all customers seem to share one chance to leave',
  'polarised-dropout': 'some customers leave at once, the others never',
  'homogeneous-rate': 'all customers seem to order at one rate',
  'polarised-rate': 'almost nobody orders again, and a few very often',
  'weakly-identified': 'the data do not hold all parameters',
  'infinite-mean-spend': 'the amounts differ so much that their mean is not determined',
  'identical-spend': 'all amounts seem to be alike',
  'constant-spend': 'every customer seems to spend the same each time',
}

/** What the subscriptions alone cannot tell. */
export const churnLimits: Readonly<Record<string, string>> = {
  'nobody-ended': 'nobody has ended a subscription yet',
  'nobody-renewed': 'nobody has renewed yet',
  'one-renewal-seen': 'nobody has come to a second renewal yet',
  'homogeneous-churn': 'all customers seem to share one chance to renew',
  'polarised-churn': 'some customers leave at the first renewal, the others never',
  'weakly-identified': 'the data do not hold both parameters',
}

/** Why a current or coming contract has no value. */
export const contractReasons: Readonly<Record<Exclude<NoValueReason, 'ended'>, string>> = {
  upcoming: 'its first subscription has not started',
  'amount-unknown': 'an amount is not known',
  'no-renewal-seen': 'nobody in its billing period came to a renewal yet',
}
