import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { STAY, whenRead } from "../read";

class Page extends EventTarget {
  visibilityState = "visible";

  show(state: string): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function watched(context: TestContext): { page: Page; told: () => number } {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const page = new Page();
  let told = 0;
  whenRead(page, () => (told += 1));
  return { page, told: () => told };
}

test("a robot that looks for a moment has not opened the page", (context) => {
  const { page, told } = watched(context);
  context.mock.timers.tick(400);
  page.show("hidden");
  context.mock.timers.tick(60_000);
  assert.equal(told(), 0);
});

test("whoever stays has, once, however often they look away", (context) => {
  const { page, told } = watched(context);
  context.mock.timers.tick(STAY - 1);
  page.show("hidden");
  context.mock.timers.tick(60_000);
  page.show("visible");
  assert.equal(told(), 0);
  context.mock.timers.tick(1);
  assert.equal(told(), 1);
  page.show("hidden");
  page.show("visible");
  context.mock.timers.tick(60_000);
  assert.equal(told(), 1);
});

test("whoever touches the page has at once", (context) => {
  const { page, told } = watched(context);
  page.dispatchEvent(new Event("pointerdown"));
  page.dispatchEvent(new Event("keydown"));
  assert.equal(told(), 1);
});
