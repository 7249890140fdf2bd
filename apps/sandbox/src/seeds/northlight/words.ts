import type { Words } from '../zendesk-stories.ts'

/** What is asked on one subject, and what is said on it. */
export interface Topic extends Words {
  /** As the agents choose it on the form. */
  readonly topic: string
  /** Subjects, each with the first message. */
  readonly asked: readonly (readonly [subject: string, body: string])[]
}

/** What customers of the web shop write about. Written for this sandbox. */
export const TOPICS: readonly Topic[] = [
  {
    topic: 'delivery',
    asked: [
      ['My parcel has not arrived', 'I ordered beans last week and nothing has come. Where is my parcel?'],
      [
        'Parcel says delivered, but it is not here',
        'The tracking says delivered on Tuesday. I was at home all day.',
      ],
      ['Can you change the delivery address?', 'I moved last week. Please send my order to the new address.'],
    ],
    answer: 'The carrier lost a day. It is with you tomorrow, and here is the tracking link.',
    note: 'Asked the warehouse: it left on Monday.',
    question: 'Could you tell me the number of the order?',
    reply: 'It is the last one, of this week.',
    solution: 'Thank you. A new parcel is on its way to you.',
    again: 'It still has not come.',
    fixed: 'I am sorry. I have sent it by courier, and the shipping is refunded.',
  },
  {
    topic: 'billing',
    asked: [
      ['Charged twice for one order', 'My card was charged twice on the same day. Please look into it.'],
      [
        'I need an invoice with our VAT number',
        'Our accountant asks for an invoice with the VAT number on it.',
      ],
      ['Voucher was not taken off', 'I had a voucher of 10, and it is not on the bill.'],
    ],
    answer: 'The second charge was a hold, and is gone by tomorrow. Here is the corrected invoice.',
    note: 'Checked with accounting: one capture, one hold.',
    question: 'Which card did you pay with, the last four digits?',
    reply: 'It ends in 4418.',
    solution: 'Found it. The money is on its way back to you.',
    again: 'It is still on my statement.',
    fixed: 'It was refunded by hand just now. You see it within three days.',
  },
  {
    topic: 'product',
    asked: [
      ['Which grind for a moka pot?', 'I have a moka pot at home. Which grind should I order?'],
      ['The beans taste stale', 'The last bag tastes flat, and there is no date on it.'],
      ['Is the decaf back soon?', 'The decaf has been sold out for weeks. When is it back?'],
    ],
    answer: 'Finer than for filter, coarser than for espresso. I have noted it on your account.',
    note: 'Same batch as two others this week.',
    question: 'What does the label on the back say?',
    reply: 'Lot 0612.',
    solution: 'Thank you. A fresh bag is on its way, at no cost.',
    again: 'The new bag is the same.',
    fixed: 'We have taken the lot off the shelf. Your next two bags are on us.',
  },
  {
    topic: 'returns',
    asked: [
      ['The grinder does not start', 'The grinder came yesterday, and it does not start at all.'],
      ['I would like to send the mugs back', 'They are smaller than I thought. How do I send them back?'],
      ['The bag was torn', 'The bag was torn and the beans are all over the box.'],
    ],
    answer: 'Here is a label. We refund it on the day that it is back with us.',
    note: 'Within 30 days: full refund.',
    question: 'Could you send a photo of it?',
    reply: 'Attached.',
    solution: 'Thank you. Keep it, a new one is on its way.',
    again: 'The replacement is broken too.',
    fixed: 'I have refunded all of it. I am sorry for the trouble.',
  },
  {
    topic: 'account',
    asked: [
      ['I cannot sign in', 'The page says that my password is wrong, and it is not.'],
      ['Please pause my subscription', 'We are away in summer. Can you pause it for two months?'],
      ['How do I change my e-mail address?', 'I have a new address and cannot find where to change it.'],
    ],
    answer: 'Done. You find it under Account, and here is the link.',
    note: 'Subscription was paused before, in January.',
    question: 'Is this the address that you ordered with?',
    reply: 'Yes, the same.',
    solution: 'It is changed now.',
    again: 'It asks for the old password again.',
    fixed: 'There was a second account. They are one now.',
  },
]
