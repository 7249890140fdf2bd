/** What each number is called and how it is defined. Keys are `number.<metric>.title` and `number.<metric>.definition`. */
export const numbers = {
  'number.clv.title': 'Future value',
  'number.clv.definition':
    'The margin (what is left of revenue for you) that this customer is expected to bring from now on, over the horizon; money that comes later counts less. It is an average, not a promise.',
  'number.historic_value.title': 'Past value',
  'number.historic_value.definition':
    'Amounts won to date, net of refunds, at margin. It does not foretell anything.',
  'number.probability_alive.title': 'Likely still a customer',
  'number.probability_alive.definition':
    'The chance that this customer still buys, from how often and how recently orders came.',
  'number.expected_orders.title': 'Expected orders',
  'number.expected_orders.definition': 'Orders expected within the horizon, not discounted.',
  'number.orders.title': 'Orders',
  'number.orders.definition': 'Won deals up to the day of evaluation; deals of one day are one order.',
  'number.average_order_value.title': 'Average order',
  'number.average_order_value.definition': 'The mean amount of the orders whose amount is known.',
  'number.health_score.title': 'Health',
  'number.health_score.definition':
    'Service, surveys, reviews and value of a customer on one scale from 1 to 10: from 7 on good, under 4 a risk. What is not known is left out.',
} as const
