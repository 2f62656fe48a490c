import assert from "node:assert/strict";
import { test } from "node:test";
import { shown, valueAt } from "../main";

test("paths reach into objects and end in nothing where there is nothing", () => {
  const data = { present: 1250, latest: { name: "Siti" }, list: [1] };
  assert.equal(valueAt(data, "latest.name"), "Siti");
  assert.equal(valueAt(data, "latest.at"), null);
  assert.equal(valueAt(data, "list.0"), null);
  assert.equal(valueAt(data, "."), data);
});

test("numbers get their dots, nothing stays empty", () => {
  assert.deepEqual([1250, "x", null, {}].map(shown), ["1.250", "x", "", ""]);
});
