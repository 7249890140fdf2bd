import type { Columns } from '../http/export.ts'
import type { ListedReview } from './list-reviews.ts'

/** The columns of exported reviews. */
export const reviewColumns: Columns<ListedReview> = {
  review: ({ reference }) => reference,
  site: ({ site }) => site,
  place: ({ place }) => place,
  place_name: ({ placeName }) => placeName,
  rating: ({ rating }) => rating,
  scale_min: ({ scaleMin }) => scaleMin,
  scale_max: ({ scaleMax }) => scaleMax,
  stars: ({ stars }) => stars,
  created_at: ({ createdAt }) => createdAt,
  language: ({ language }) => language,
  author: ({ author }) => author,
  title: ({ title }) => title,
  text: ({ text }) => text,
  reply_state: ({ reply }) => reply.state,
  reply: ({ reply }) => reply.text,
  replied_at: ({ reply }) => reply.at,
}
