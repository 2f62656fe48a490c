// People and sessions for the tests.

import type { RosterEntry, Session } from "../../generated/api";

export const person = (id: string, more: Partial<RosterEntry> = {}): RosterEntry => ({
  id,
  code_hash: null,
  name: `Peserta ${id}`,
  position: "",
  organisation: "",
  category: null,
  colour: null,
  status: "confirmed",
  representing: null,
  sessions: null,
  attended: {},
  ...more,
});

export const session = (id: string, more: Partial<Session> = {}): Session => ({
  id,
  title: `Sesi ${id}`,
  room: "",
  starts_at: "2026-11-21T02:00:00Z",
  ends_at: "2026-11-21T05:00:00Z",
  checkin_opens_at: "2026-11-21T01:00:00Z",
  checkin_closes_at: "2026-11-21T05:00:00Z",
  ...more,
});
