import assert from "node:assert/strict";
import { test } from "node:test";
import { newcomers } from "../newcomers";

const guest = (id: string): { id: string; name: string; office: string } => ({ id, name: `Tamu ${id}`, office: "" });

test("only who was not waiting before is new", () => {
  assert.deepEqual(newcomers(new Set(["a"]), [guest("a"), guest("b")]), [guest("b")]);
  assert.deepEqual(newcomers(new Set(["a", "b"]), [guest("b")]), []);
});
