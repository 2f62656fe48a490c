// The JSON shapes of /api/v1 that the door uses: pairing, roster and scans. Other programs rely on them too.

export interface PairedDevice {
  id: string;
  name: string;
  gate: string | null;
  /** Only sent for a device that may overrule a refusal. */
  may_force?: boolean;
}

export interface Meeting {
  id: string;
  title: string;
  timezone: string;
}

export interface Pairing {
  token: string;
  device: PairedDevice;
  meeting: Meeting;
}

export interface Session {
  id: string;
  title: string;
  room: string | null;
  starts_at: string;
  ends_at: string;
  checkin_opens_at: string | null;
  checkin_closes_at: string | null;
}

/** Who is represented: a name, or the person with position and institution. */
export type Representing = string | { id?: string; name: string; position?: string | null; organisation?: string | null };

export interface Person {
  id: string;
  name: string;
  position: string | null;
  organisation: string | null;
  category: string | null;
  colour?: string | null;
  representing: Representing | null;
  notes?: string | null;
}

export interface RosterEntry extends Person {
  code_hash: string | null;
  status: string;
  /** null: every session of the meeting. */
  sessions: string[] | null;
  attended: Record<string, string>;
}

export interface Roster {
  cursor: string;
  server_time: string;
  salt: string;
  sessions: Session[];
  participants: RosterEntry[];
  removed: string[];
}

export type Direction = "in" | "out";

export interface Scan {
  id: string;
  code?: string;
  participant?: string;
  session: string;
  direction: Direction;
  scanned_at: string;
  offline: boolean;
  method: "qr" | "search";
  force: boolean;
}

export interface FirstPresence {
  at: string;
  gate: string | null;
  by: string | null;
}

export interface ScanResult {
  id: string;
  status: "accepted" | "already" | "refused" | "invalid";
  reason: string | null;
  participant: Person | null;
  first: FirstPresence | null;
}

export interface Counts {
  session: string | null;
  expected: number;
  present: number;
}

export interface ScanAnswer {
  results: ScanResult[];
  counts: Counts | Counts[] | null;
  server_time: string;
}
