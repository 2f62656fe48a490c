import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { Counts, Results, Scan, ScanResult } from "../../generated/api";
import { CallFailed } from "../../shared/http";
import { Sender, type Lock, type Queue } from "../sender";

const scan = (id: string): Scan => ({ id, code: "M1", session: "s", direction: "in", scanned_at: "", offline: false, method: "qr", force: false });
const result = (id: string): ScanResult => ({ id, status: "accepted", reason: null, participant: null, first: null });
const answer = (scans: Scan[]): Results => ({ results: scans.map(({ id }) => result(id)), counts: { session: "s", expected: 9, present: 1 }, server_time: "" });

class MemoryQueue implements Queue {
  parked: string[] = [];
  constructor(public scans: Scan[]) {}
  async waiting(limit: number) {
    return this.scans.filter(({ id }) => !this.parked.includes(id)).slice(0, limit).map((scan) => ({ scan }));
  }
  async settle(results: ScanResult[]) {
    const ids = new Set(results.map(({ id }) => id));
    this.scans = this.scans.filter(({ id }) => !ids.has(id));
  }
  async park(id: string) {
    this.parked.push(id);
  }
}

const many = (count: number): Scan[] => Array.from({ length: count }, (_, at) => scan(`id-${at}`));
const alone: Lock = (work) => work();

function sender(queue: Queue, post: (scans: Scan[]) => Promise<Results>, lock = alone) {
  const heard = { reachable: [] as boolean[], rejected: 0, counts: [] as Counts[] };
  const made = new Sender(queue, post, {
    reachable: (yes) => heard.reachable.push(yes),
    rejected: () => heard.rejected++,
    counts: (counts) => heard.counts.push(counts),
  }, lock, () => 0);
  return { heard, made };
}

/** Lets promises settle; timers stand still unless ticked. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};
const pass = async (milliseconds: number): Promise<void> => {
  mock.timers.tick(milliseconds);
  await settle();
};

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 }));
afterEach(() => mock.timers.reset());

test("a single scan goes at once and leaves the queue with its own id", async () => {
  const queue = new MemoryQueue([scan("a")]);
  const { made, heard } = sender(queue, async (scans) => answer(scans));
  made.kick();
  await settle();
  assert.deepEqual(queue.scans, []);
  assert.deepEqual([heard.reachable, heard.counts[0]?.present], [[true], 1]);
});

test("after an outage up to 1,000 go together", async () => {
  const queue = new MemoryQueue(many(2_300));
  const sizes: number[] = [];
  const { made } = sender(queue, async (scans) => (sizes.push(scans.length), answer(scans)));
  made.kick();
  await settle();
  assert.deepEqual(sizes, [1000, 1000, 300]);
});

test("only ids that came back leave; the rest is sent again", async () => {
  const queue = new MemoryQueue(many(3));
  let calls = 0;
  const { made } = sender(queue, async (scans) => answer(calls++ ? scans : [scans[1]!, scan("stranger")]));
  made.kick();
  await settle();
  assert.equal(calls, 2);
  assert.deepEqual(queue.scans, []);
});

test("an answer without any of our ids is not sent again in a hurry", async () => {
  const queue = new MemoryQueue(many(1));
  let calls = 0;
  const { made } = sender(queue, async () => (calls++, answer([])));
  made.kick();
  await settle();
  assert.deepEqual([calls, queue.scans.length], [1, 1]);
  await pass(1_000);
  assert.equal(calls, 2);
});

test("a lost answer or server error keeps the scan and waits longer each time", async () => {
  const queue = new MemoryQueue(many(1));
  const calls: number[] = [];
  const { made, heard } = sender(queue, async () => {
    calls.push(Date.now() - 1_000_000);
    throw new CallFailed(calls.length % 2 ? 0 : 502, "gone");
  });
  made.kick();
  await settle();
  for (let second = 0; second < 70; second++) await pass(1_000);
  assert.deepEqual(calls, [0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000]);
  assert.equal(queue.scans.length, 1);
  assert.ok(heard.reachable.every((yes) => !yes));
});

test("Retry-After is kept, also when a new scan comes", async () => {
  const queue = new MemoryQueue(many(1));
  let calls = 0;
  const { made } = sender(queue, async (scans) => {
    if (calls++ === 0) throw new CallFailed(429, "slow down", 20_000);
    return answer(scans);
  });
  made.kick();
  await settle();
  queue.scans.push(scan("new"));
  made.kick();
  await pass(19_000);
  assert.equal(calls, 1);
  await pass(1_100);
  assert.equal(calls, 2);
  assert.deepEqual(queue.scans, []);
});

test("a new scan does not wait for the pause after a failure", async () => {
  const queue = new MemoryQueue(many(1));
  let calls = 0;
  const { made } = sender(queue, async (scans) => {
    if (calls++ < 3) throw new CallFailed(0, "gone");
    return answer(scans);
  });
  made.kick();
  await settle();
  for (let turn = 0; turn < 3; turn++) {
    made.kick();
    await settle();
  }
  assert.deepEqual(queue.scans, []);
});

test("a batch that is too large is halved", async () => {
  const queue = new MemoryQueue(many(1_000));
  const sizes: number[] = [];
  const { made } = sender(queue, async (scans) => {
    sizes.push(scans.length);
    if (scans.length > 300) throw new CallFailed(413, "too large");
    return answer(scans);
  });
  made.kick();
  await settle();
  await settle();
  assert.deepEqual(sizes.slice(0, 3), [1000, 500, 250]);
  assert.deepEqual(queue.scans, []);
});

test("one malformed scan is set aside and stops none of the others", async () => {
  const queue = new MemoryQueue(many(20));
  const { made } = sender(queue, async (scans) => {
    if (scans.some(({ id }) => id === "id-13")) throw new CallFailed(422, "malformed");
    return answer(scans);
  });
  made.kick();
  for (let turn = 0; turn < 10; turn++) await settle();
  assert.deepEqual(queue.parked, ["id-13"]);
  assert.deepEqual(queue.scans.map(({ id }) => id), ["id-13"]);
});

test("a revoked token ends the sending and keeps what waits", async () => {
  const queue = new MemoryQueue(many(2));
  let calls = 0;
  const { made, heard } = sender(queue, async () => {
    calls++;
    throw new CallFailed(401, "revoked");
  });
  made.kick();
  await settle();
  made.kick();
  await pass(100_000);
  assert.deepEqual([calls, heard.rejected, queue.scans.length], [1, 1, 2]);
});

test("two tabs on one queue never send the same batch side by side", async () => {
  const queue = new MemoryQueue(many(5));
  let turn: Promise<unknown> = Promise.resolve();
  const lock: Lock = (work) => {
    const mine = turn.then(work);
    turn = mine;
    return mine;
  };
  let inFlight = 0;
  const sent: string[] = [];
  const post = async (scans: Scan[]) => {
    assert.equal(++inFlight, 1);
    await Promise.resolve();
    sent.push(...scans.map(({ id }) => id));
    inFlight--;
    return answer(scans);
  };
  sender(queue, post, lock).made.kick();
  sender(queue, post, lock).made.kick();
  await settle();
  assert.deepEqual(sent.sort(), many(5).map(({ id }) => id));
});
