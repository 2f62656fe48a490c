import assert from "node:assert/strict";
import { test } from "node:test";
import { paperStyle } from "../../shared/card";
import { stated } from "../badges";

test("the example is asked for what the form says, without what guards it", () => {
  const form = new FormData();
  for (const [name, value] of [["csrf_token", "x"], ["ticket", "t"], ["seen", "1"], ["stock", "cr80"], ["categories", "a"], ["categories", "b"], ["line", ""]] as const) form.append(name, value);

  assert.equal(String(stated(form)), "stock=cr80&categories=a&categories=b");
});

test("the paper is as large as the card", () => {
  assert.match(paperStyle(85.6, 54), /@page \{ size: 85.6mm 54mm; margin: 0; \}/);
});
