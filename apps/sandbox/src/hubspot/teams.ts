/** A team of users, as the settings describe it. */
export interface Team {
  id: string
  name: string
  /** Users whose main team it is. */
  userIds: string[]
  secondaryUserIds: string[]
}
