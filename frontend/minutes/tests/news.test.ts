import assert from "node:assert/strict";
import { test } from "node:test";
import { newsOf, type Watched } from "../news";

const known = { kepala: 3, satu: 1, dua: 4, state: "draft", news: "0", writing: {} };
const part = (name: string, revision: number, saving = false): Watched => ({ name, title: name, revision, saving });
const page = [part("kepala", 3), part("satu", 1), part("dua", 4)];
const nothing = { changed: [], gone: [], added: false, session: false, state: false };

test("a page that shows what is stored has no news", () => {
  assert.deepEqual(newsOf(known, known, page), nothing);
});

test("what was saved here is no news, neither before the answer came nor after it", () => {
  const now = { ...known, satu: 2 };
  assert.deepEqual(newsOf(known, now, [page[0]!, part("satu", 1, true), page[2]!]), nothing);
  assert.deepEqual(newsOf(known, now, [page[0]!, part("satu", 2), page[2]!]), nothing);
  assert.deepEqual(newsOf(known, known, [page[0]!, part("satu", 2), page[2]!]), nothing); // an answer that is older than the save
});

test("parts that moved on, came or went are named, and so are session and state", () => {
  const now = { kepala: 4, satu: 1, tiga: 1, state: "submitted", news: "1", writing: { satu: "Siti" } };
  assert.deepEqual(newsOf(known, now, page), { changed: ["kepala"], gone: ["dua"], added: true, session: true, state: true });
});
