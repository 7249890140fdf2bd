/** What a place is called; its record where no name is known. */
export const placeName = ({
  name,
  place,
}: {
  readonly name: string | null
  readonly place: string
}): string => name ?? place
