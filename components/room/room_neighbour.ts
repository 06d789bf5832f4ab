/** The room above (-1) or below (1) the open one; undefined at the end of the list. */
export function neighbour<Room extends { id: string }>(
  rooms: readonly Room[],
  current: string,
  step: 1 | -1,
): Room | undefined {
  return rooms[rooms.findIndex((room) => room.id === current) + step];
}
