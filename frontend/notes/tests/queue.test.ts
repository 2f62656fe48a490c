import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Queue } from "../queue";

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
Object.assign(globalThis, { localStorage: storage, document: { body: { dataset: { account: "a1" } }, addEventListener: () => undefined } });

const note = (ticket: string) => ({ ticket, began: 1, fields: [["text", ticket]] as [string, string][] });

beforeEach(() => kept.clear());

test("a note stays until the service has it, in the order in which they were put down", () => {
  const queue = new Queue("/catatan");
  queue.add(note("satu"));
  queue.add(note("dua"));
  const again = new Queue("/catatan");
  assert.equal(again.waiting, 2);
  assert.equal(again.first?.ticket, "satu");
  again.drop(again.first!);
  assert.equal(new Queue("/catatan").first?.ticket, "dua");
});

test("what is being typed comes back, and putting it down empties the field", () => {
  const queue = new Queue("/catatan");
  queue.type({ text: "Bupati menyamp", began: 42 });
  assert.deepEqual(new Queue("/catatan").typed, { text: "Bupati menyamp", began: 42 });
  queue.add(note("satu"));
  assert.equal(new Queue("/catatan").typed.text, "");
});

test("nothing is left behind when all is sent, and another session's notes are not mixed in", () => {
  const queue = new Queue("/catatan");
  queue.add(note("satu"));
  assert.equal(new Queue("/lain").waiting, 0);
  queue.drop(queue.first!);
  assert.equal(kept.size, 0);
});

test("a browser that keeps nothing still sends what the page holds", () => {
  Object.assign(globalThis, { localStorage: { ...storage, getItem: () => "{broken", setItem: () => assert.fail("full") } });
  const queue = new Queue("/catatan");
  queue.add(note("satu"));
  assert.equal(queue.first?.ticket, "satu");
  Object.assign(globalThis, { localStorage: storage });
});
