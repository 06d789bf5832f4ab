import { assertEquals } from "@std/assert";
import { openHub } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const TRIES = 40;

/** Ada, who made the private room, and Bo, whom she made a manager, too, with what each may send. */
async function openManaged(open: Awaited<ReturnType<typeof openHub>>, id: string) {
  const [ada, bo] = [await open.account(`Ada ${id}`), await open.account(`Bo ${id}`)];
  const peers = [
    new Peer(open.hub, { account: ada }),
    new Peer(open.hub, { account: bo }),
  ] as const;
  const { room } = await peers[0].must({ type: "room.create", id, private: true });
  const invite = { type: "room.invite", room: room!.id, manager: true };
  await peers[0].must({ ...invite, user: bo.id });
  const members = async () => {
    const record = (await open.store.rooms()).find((it) => it.id === room!.id)!;
    return record.members.map(({ user, manager }) => `${user.name}${manager ? " manages" : ""}`);
  };
  const remove = { type: "room.remove", room: room!.id };
  return { ada, bo, peers, invite, remove, members };
}

Deno.test("a manager who is being removed does not stay by inviting herself at the same time", async () => {
  await using open = await openHub({ limits: { roomBurst: 1_000 } });
  for (let n = 0; n < TRIES; n++) {
    const { bo, peers, invite, remove, members } = await openManaged(open, `race-${n}`);
    await Promise.all([
      peers[0].must({ ...remove, user: bo.id }),
      peers[1].ask({ ...invite, user: bo.id }),
    ]);
    assertEquals(await members(), [`Ada race-${n} manages`]);
  }
});

Deno.test("of two managers who leave or demote each other at the same time one still manages the room", async () => {
  await using open = await openHub({ limits: { roomBurst: 1_000 } });
  for (let n = 0; n < TRIES; n++) {
    const { ada, bo, peers, invite, remove, members } = await openManaged(open, `race-${n}`);
    const cem = await open.account(`Cem ${n}`);
    await peers[0].must({ ...invite, user: cem.id, manager: false });
    const demote = { ...invite, manager: false };
    await Promise.all(
      n % 2
        ? [peers[0].ask({ ...remove, user: ada.id }), peers[1].ask({ ...remove, user: bo.id })]
        : [peers[0].ask({ ...demote, user: bo.id }), peers[1].ask({ ...demote, user: ada.id })],
    );
    assertEquals((await members()).filter((line) => line.endsWith(" manages")).length, 1);
  }
});
